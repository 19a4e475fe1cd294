package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.IkeHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one gateway has sent and received, to hold it to RFC 7296 section 2.1: a message ID is used for one request and one
 * response, each repeated octet for octet; no more responses than requests; a bounded number of repetitions.
 */
final class MessageLedger {
    private static final int SK = 46;
    private static final int SKF = 53;
    private static final int HASH_BASE = 31;

    private final int maxSendings;
    private final Map<Key, Sent> sent = new HashMap<>();
    private final Map<Exchange, Integer> received = new HashMap<>();
    private final Map<Exchange, Integer> answered = new HashMap<>();

    /** @param fragment 0 for a whole message; {@code variant} tells requests of IKE_SA_INIT apart, which may differ */
    private record Key(Exchange exchange, boolean response, int fragment, int variant) {}

    private record Exchange(long initiatorSpi, long responderSpi, boolean byInitiator, int messageId) {}

    private static final class Sent {
        private final int hash;
        private int times;

        private Sent(int hash) {
            this.hash = hash;
        }
    }

    /** @param maxSendings of one request */
    MessageLedger(int maxSendings) {
        this.maxSendings = maxSendings;
    }

    /** Notes a datagram that the gateway sends; the answer says what is wrong with it. */
    Optional<String> sending(byte[] datagram) {
        IkeHeader header = parse(datagram);
        boolean init = header.exchangeType() == ExchangeType.IKE_SA_INIT;
        boolean isProtected = header.nextPayload() == SK || header.nextPayload() == SKF;
        int hash = Arrays.hashCode(datagram);
        if (header.length() != datagram.length) {
            return Optional.of(
                    "the header of a message says " + header.length() + " octets, it has " + datagram.length);
        }
        Exchange exchange = exchange(header);
        int fragment = header.nextPayload() == SKF
                ? Short.toUnsignedInt(ByteBuffer.wrap(datagram).getShort(IkeHeader.LENGTH + 4))
                : 0;
        if (header.response() && fragment <= 1) {
            int answers = answered.merge(exchange, 1, Integer::sum);
            int requests = received.getOrDefault(exchange, 0);
            if (answers > requests) {
                return Optional.of(
                        describe(header) + " is response number " + answers + " to " + requests + " requests");
            }
        }
        if (!init && !isProtected) {
            return Optional.empty();
        }
        if (init && header.responderSpi() == 0 && header.response()) {
            return Optional.empty();
        }
        Sent before = sent.computeIfAbsent(
                new Key(exchange, header.response(), fragment, init && !header.response() ? hash : 0),
                k -> new Sent(hash));
        if (before.hash != hash) {
            return Optional.of(describe(header) + " was sent before with other content");
        }
        before.times++;
        return !header.response() && before.times > maxSendings
                ? Optional.of(describe(header) + " was sent " + before.times + " times")
                : Optional.empty();
    }

    /** Notes a datagram that was delivered to the gateway. */
    void receiving(byte[] datagram) {
        if (datagram.length >= IkeHeader.LENGTH) {
            IkeHeader header = parse(datagram);
            if (!header.response()) {
                received.merge(exchange(header), 1, Integer::sum);
            }
        }
    }

    private static Exchange exchange(IkeHeader header) {
        // A responder's SPI is in its answer to IKE_SA_INIT and not in the request.
        boolean init = header.exchangeType() == ExchangeType.IKE_SA_INIT;
        boolean byInitiator = header.fromInitiator() != header.response();
        return new Exchange(header.initiatorSpi(), init ? 0 : header.responderSpi(), byInitiator, header.messageId());
    }

    static IkeHeader parse(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        return new IkeHeader(
                in.getLong(0),
                in.getLong(8),
                in.get(16) & 0xFF,
                (in.get(17) & 0xFF) >> 4,
                in.get(17) & 0xF,
                in.get(18) & 0xFF,
                (in.get(19) & 0x08) != 0,
                (in.get(19) & 0x20) != 0,
                in.getInt(20),
                in.getInt(24));
    }

    /** A datagram in a line of the trace. */
    static String describe(byte[] datagram) {
        if (datagram.length < IkeHeader.LENGTH) {
            return datagram.length + " octets";
        }
        IkeHeader header = parse(datagram);
        String fragment = header.nextPayload() == SKF && datagram.length > IkeHeader.LENGTH + 8
                ? " fragment " + ByteBuffer.wrap(datagram).getShort(IkeHeader.LENGTH + 4) + "/"
                        + ByteBuffer.wrap(datagram).getShort(IkeHeader.LENGTH + 6)
                : "";
        return describe(header) + fragment + " " + datagram.length + " octets #"
                + Integer.toHexString(contentHash(datagram));
    }

    private static int contentHash(byte[] datagram) {
        int hash = 1;
        for (byte octet : datagram) {
            hash = HASH_BASE * hash + octet;
        }
        return hash;
    }

    private static String describe(IkeHeader header) {
        return ExchangeType.name(header.exchangeType()) + (header.response() ? " response " : " request ")
                + Integer.toUnsignedString(header.messageId()) + " of " + Long.toHexString(header.initiatorSpi()) + "/"
                + Long.toHexString(header.responderSpi());
    }
}
