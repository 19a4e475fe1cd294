package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;
import java.util.Set;

/**
 * The fixed part of a state.
 *
 * <pre>
 * struct xfrm_usersa_info {                                    224 octets
 *     struct xfrm_selector sel;                                0
 *     struct xfrm_id { xfrm_address_t daddr; __be32 spi; __u8 proto; } id;    56
 *     xfrm_address_t saddr;                                    80
 *     struct xfrm_lifetime_cfg lft;                            96
 *     struct xfrm_lifetime_cur curlft;                         160
 *     struct xfrm_stats stats;                                 192
 *     __u32 seq, reqid;                                        204, 208
 *     __u16 family; __u8 mode, replay_window, flags;           212, 214, 215, 216
 * };
 * </pre>
 *
 * @param used the kernel ignores it when a state is added; see {@link SaAttributes#used}
 * @param sequence of the acquire that it answers; 0 for none
 * @param replayWindow in packets, at most 32; 0 where {@link ReplayEsn} is used
 */
public record SaInfo(
        Selector selector,
        SaId id,
        InetAddress source,
        LifetimeLimits limits,
        LifetimeUsed used,
        SaStats stats,
        int sequence,
        int reqid,
        XfrmMode mode,
        int replayWindow,
        Set<SaFlag> flags) {
    static final int SIZE = 224;

    public SaInfo {
        flags = Set.copyOf(flags);
    }

    /** A state without limits, window and flags. */
    public static SaInfo of(SaId id, InetAddress source, int reqid, XfrmMode mode) {
        return new SaInfo(
                Selector.UNSPECIFIED,
                id,
                source,
                LifetimeLimits.UNLIMITED,
                LifetimeUsed.NONE,
                SaStats.NONE,
                0,
                reqid,
                mode,
                0,
                Set.of());
    }

    public SaInfo withLimits(LifetimeLimits newLimits) {
        return new SaInfo(selector, id, source, newLimits, used, stats, sequence, reqid, mode, replayWindow, flags);
    }

    public SaInfo withReplay(int newWindow, Set<SaFlag> newFlags) {
        return new SaInfo(selector, id, source, limits, used, stats, sequence, reqid, mode, newWindow, newFlags);
    }

    public SaInfo withSelector(Selector newSelector) {
        return new SaInfo(newSelector, id, source, limits, used, stats, sequence, reqid, mode, replayWindow, flags);
    }

    /** The same state between other addresses. */
    public SaInfo withAddresses(InetAddress newSource, InetAddress newDestination) {
        SaId newId = new SaId(newDestination, id.spi(), id.protocol());
        return new SaInfo(selector, newId, newSource, limits, used, stats, sequence, reqid, mode, replayWindow, flags);
    }

    void write(MessageWriter writer) {
        selector.write(writer);
        writer.address(id.destination()).be32(id.spi()).u8(id.protocol()).zeros(3);
        writer.address(source);
        limits.write(writer);
        used.write(writer);
        stats.write(writer);
        writer.u32(sequence).u32(reqid);
        writer.u16(AddressFamily.of(id.destination()));
        writer.u8(mode.ordinal()).u8(replayWindow).u8(SaFlag.bits(flags)).zeros(7);
    }

    static SaInfo read(MessageReader reader) throws MalformedMessageException {
        Selector selector = Selector.read(reader);
        MessageReader destination = reader.slice(16);
        int spi = reader.be32();
        int protocol = reader.u8();
        MessageReader source = reader.skip(3).slice(16);
        LifetimeLimits limits = LifetimeLimits.read(reader);
        LifetimeUsed used = LifetimeUsed.read(reader);
        SaStats stats = SaStats.read(reader);
        int sequence = reader.u32();
        int reqid = reader.u32();
        int family = reader.u16();
        SaInfo info = new SaInfo(
                selector,
                new SaId(destination.address(family), spi, protocol),
                source.address(family),
                limits,
                used,
                stats,
                sequence,
                reqid,
                XfrmMode.of(reader.u8()),
                reader.u8(),
                SaFlag.of(reader.u8()));
        reader.skip(7);
        return info;
    }
}
