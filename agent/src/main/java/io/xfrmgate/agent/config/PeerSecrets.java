package io.xfrmgate.agent.config;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.config.SharedSecrets;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pre-shared keys by the peer's network, the longest prefix first; one look-up for each prefix length in use, however many
 * peers there are.
 */
final class PeerSecrets implements SharedSecrets {
    private final Map<AddressRange, Secret> byNetwork;
    private final List<Integer> prefixes;
    private final Optional<Secret> otherwise;

    /**
     * Makes a table.
     *
     * @param otherwise for peers in none of the networks
     */
    PeerSecrets(Map<AddressRange, Secret> byNetwork, Optional<Secret> otherwise) {
        this.byNetwork = Map.copyOf(byNetwork);
        this.prefixes = byNetwork.keySet().stream()
                .map(AddressRange::prefix)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        this.otherwise = otherwise;
    }

    @Override
    public Optional<Secret> find(Optional<Identification> peer, IpAddress address) {
        for (int prefix : prefixes) {
            if (prefix <= address.bits()) {
                Secret secret = byNetwork.get(new AddressRange(address, prefix));
                if (secret != null) {
                    return Optional.of(secret);
                }
            }
        }
        return otherwise;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerSecrets that
                && byNetwork.equals(that.byNetwork)
                && otherwise.equals(that.otherwise);
    }

    @Override
    public int hashCode() {
        return byNetwork.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "PeerSecrets[" + byNetwork.size() + " networks]";
    }
}
