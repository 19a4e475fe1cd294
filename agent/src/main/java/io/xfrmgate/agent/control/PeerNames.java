package io.xfrmgate.agent.control;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.TracedPeers;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How clients name a peer: by address or by identity. */
final class PeerNames {
    /** In at most three octets each they fit the name of a VICI section. */
    private static final int MAX = 80;

    private PeerNames() {}

    /** @throws IllegalArgumentException if the name is longer than any */
    static void demandFits(String peer) {
        if (peer.length() > MAX) {
            throw new IllegalArgumentException("no peer has a name of more than " + MAX + " characters here");
        }
    }

    static TracedPeers traced(Collection<String> peers) {
        Set<IpAddress> addresses = new HashSet<>();
        Set<String> identities = new HashSet<>();
        for (String peer : peers) {
            address(peer).ifPresentOrElse(addresses::add, () -> identities.add(peer));
        }
        return new TracedPeers(addresses, identities);
    }

    private static Optional<IpAddress> address(String text) {
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // then it is an identity
        }
    }
}
