package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.List;

/**
 * A message to or from a peer that is watched, as far as it can be told without keys, nonces and proofs.
 *
 * @param sent by us, or received
 * @param local our address and port
 * @param remote the peer's
 * @param octets of the datagram, or of all that its fragments are
 * @param payloads each in a few words
 */
public record MessageTrace(
        boolean sent,
        UdpEndpoint local,
        UdpEndpoint remote,
        long initiatorSpi,
        long responderSpi,
        int exchangeType,
        boolean response,
        int messageId,
        int octets,
        List<String> payloads) {
    public MessageTrace {
        payloads = List.copyOf(payloads);
    }
}
