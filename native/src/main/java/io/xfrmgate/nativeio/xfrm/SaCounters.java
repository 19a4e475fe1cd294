package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a state has counted, without the rest of it: for those who read very many of them.
 *
 * @param destination 4 or 16 octets
 * @param protocol as {@link SaId#protocol}
 * @param replays packets that were seen before
 * @param outsideWindow packets too old for the replay window
 * @param lastUsed when a packet last passed, in seconds since 1970; 0 for never
 */
public record SaCounters(
        byte[] destination,
        int spi,
        int protocol,
        long bytes,
        long packets,
        long replays,
        long outsideWindow,
        long integrityFailures,
        long lastUsed) {
    private static final int AF_INET = 2;
    private static final int SELECTOR = 56;
    private static final int ADDRESS = 16;
    private static final int LIMITS = 64;
    /** seq and reqid */
    private static final int SEQUENCE_AND_REQID = 8;
    /** mode, replay_window, flags and what fills the structure */
    private static final int REST = 10;

    private static final int ATTRIBUTE_HEADER = 4;

    /** From a message of a dump; empty if it is something else, or malformed. */
    public static Optional<SaCounters> read(NetlinkMessage message) {
        if (message.type() != XfrmType.NEWSA) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(message.body()));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static SaCounters read(MessageReader reader) throws MalformedMessageException {
        byte[] address = reader.skip(SELECTOR).bytes(ADDRESS);
        int spi = reader.be32();
        int protocol = reader.u8();
        LifetimeUsed used = LifetimeUsed.read(reader.skip(3 + ADDRESS + LIMITS));
        SaStats stats = SaStats.read(reader);
        int family = reader.skip(SEQUENCE_AND_REQID).u16();
        reader.skip(REST);
        return new SaCounters(
                family == AF_INET ? Arrays.copyOf(address, 4) : address,
                spi,
                protocol,
                used.bytes(),
                used.packets(),
                Integer.toUnsignedLong(stats.replay()),
                Integer.toUnsignedLong(stats.replayWindow()),
                Integer.toUnsignedLong(stats.integrityFailed()),
                Math.max(lastUsed(reader), used.useTime()));
    }

    private static long lastUsed(MessageReader attributes) throws MalformedMessageException {
        while (attributes.remaining() >= ATTRIBUTE_HEADER) {
            int length = attributes.u16() - ATTRIBUTE_HEADER;
            if (attributes.u16() == XfrmAttribute.LASTUSED) {
                return attributes.u64();
            }
            attributes.skip(Math.min(attributes.remaining(), (length + 3) & -4));
        }
        return 0;
    }
}
