package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * {@code crypto template NAME ikev2-dynamic}: any number of peers that call us.
 *
 * @param initiateOnTraffic traffic to a peer network calls that peer
 */
public record CryptoTemplate(
        Located<String> name, List<PeerNetwork> peerNetworks, boolean initiateOnTraffic, TunnelSettings tunnel) {
    public CryptoTemplate {
        peerNetworks = List.copyOf(peerNetworks);
    }

    /**
     * Whence peers may call.
     *
     * @param secret for peers from there, in place of the template's own
     */
    public record PeerNetwork(Located<AddressRange> network, Optional<Located<SecretText>> secret) {}
}
