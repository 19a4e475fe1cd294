package io.xfrmgate.ike.eap;

import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.util.Optional;

/**
 * A peer's EAP message, on its way to who judges it.
 *
 * @param policy of the template or map
 * @param claimed the peer's IDi
 * @param eapIdentity what its EAP-Response/Identity said, or what was taken for that from IDi
 * @param local our end
 * @param remote where the peer calls from
 * @param ikeSpi our SPI of the IKE SA, which no other at this time has
 * @param conversation of the answer before; empty at the beginning
 * @param message the EAP packet, a response; not to be written to
 */
public record EapRequest(
        EapPolicy policy,
        Identification claimed,
        byte[] eapIdentity,
        UdpEndpoint local,
        UdpEndpoint remote,
        long ikeSpi,
        Optional<EapConversation> conversation,
        byte[] message) {
    @Override
    public String toString() {
        return "EapRequest[" + policy + ", " + claimed + ", " + message.length + " octets]";
    }
}
