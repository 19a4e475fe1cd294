package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * When a state or policy expires.
 *
 * <pre>
 * struct xfrm_lifetime_cfg {                                               64 octets
 *     __u64 soft_byte_limit, hard_byte_limit;
 *     __u64 soft_packet_limit, hard_packet_limit;
 *     __u64 soft_add_expires_seconds, hard_add_expires_seconds;
 *     __u64 soft_use_expires_seconds, hard_use_expires_seconds;
 * };
 * </pre>
 *
 * @param softBytes {@link #UNLIMITED_COUNT} for none, as with the other three counts
 * @param softAddSeconds from adding; 0 for none, as with the other three times
 * @param softUseSeconds from the first use
 */
public record LifetimeLimits(
        long softBytes,
        long hardBytes,
        long softPackets,
        long hardPackets,
        long softAddSeconds,
        long hardAddSeconds,
        long softUseSeconds,
        long hardUseSeconds) {
    /** XFRM_INF. */
    public static final long UNLIMITED_COUNT = -1;

    public static final LifetimeLimits UNLIMITED = ofCounts(0, 0, 0, 0);

    /** Limits by counts only, where 0 is none. */
    public static LifetimeLimits ofCounts(long softBytes, long hardBytes, long softPackets, long hardPackets) {
        return new LifetimeLimits(
                orInfinite(softBytes),
                orInfinite(hardBytes),
                orInfinite(softPackets),
                orInfinite(hardPackets),
                0,
                0,
                0,
                0);
    }

    private static long orInfinite(long count) {
        return count == 0 ? UNLIMITED_COUNT : count;
    }

    void write(MessageWriter writer) {
        writer.u64(softBytes).u64(hardBytes).u64(softPackets).u64(hardPackets);
        writer.u64(softAddSeconds).u64(hardAddSeconds).u64(softUseSeconds).u64(hardUseSeconds);
    }

    static LifetimeLimits read(MessageReader reader) throws MalformedMessageException {
        return new LifetimeLimits(
                reader.u64(),
                reader.u64(),
                reader.u64(),
                reader.u64(),
                reader.u64(),
                reader.u64(),
                reader.u64(),
                reader.u64());
    }
}
