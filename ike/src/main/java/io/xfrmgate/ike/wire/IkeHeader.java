package io.xfrmgate.ike.wire;

/**
 * The fixed header of every IKE message (RFC 7296 section 3.1), 28 octets.
 *
 * @param initiatorSpi SPI of the IKE SA's original initiator
 * @param responderSpi SPI of its responder; 0 in the first request
 * @param nextPayload type of the first payload; 0 for none
 * @param majorVersion 2
 * @param minorVersion 0
 * @param exchangeType see {@link ExchangeType}
 * @param fromInitiator the I flag: sent by the original initiator of the IKE SA
 * @param response the R flag
 * @param messageId unsigned 32 bits
 * @param length octets of the whole message, as the header claims
 */
public record IkeHeader(
        long initiatorSpi,
        long responderSpi,
        int nextPayload,
        int majorVersion,
        int minorVersion,
        int exchangeType,
        boolean fromInitiator,
        boolean response,
        int messageId,
        int length) {
    /** Octets of the header. */
    public static final int LENGTH = 28;

    /** A header to be sent; next payload and length are filled in by the codec. */
    public static IkeHeader of(
            long initiatorSpi,
            long responderSpi,
            int exchangeType,
            boolean fromInitiator,
            boolean response,
            int messageId) {
        return new IkeHeader(initiatorSpi, responderSpi, 0, 2, 0, exchangeType, fromInitiator, response, messageId, 0);
    }

    /** Whether the message is a fragment of one (RFC 7383 section 2.5). */
    public boolean isFragment() {
        return nextPayload == PayloadChain.ENCRYPTED_FRAGMENT;
    }
}
