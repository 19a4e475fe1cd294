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
 * Pre-shared keys: by the peer's identity, else by its network, the longest prefix first; one look-up for the identity and
 * for each prefix length in use, however many peers there are.
 */
final class PeerSecrets implements SharedSecrets {
    private final Map<Identification, Secret> byIdentity;
    private final Map<AddressRange, Secret> byNetwork;
    private final List<Integer> prefixes;
    private final Optional<Secret> otherwise;

    /**
     * Makes a table.
     *
     * @param otherwise for peers without an entry
     */
    PeerSecrets(
            Map<Identification, Secret> byIdentity, Map<AddressRange, Secret> byNetwork, Optional<Secret> otherwise) {
        this.byIdentity = Map.copyOf(byIdentity);
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
        Optional<Secret> own = peer.flatMap(id -> Optional.ofNullable(byIdentity.get(id)));
        if (own.isPresent()) {
            return own;
        }
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
                && byIdentity.equals(that.byIdentity)
                && byNetwork.equals(that.byNetwork)
                && otherwise.equals(that.otherwise);
    }

    @Override
    public int hashCode() {
        return byIdentity.keySet().hashCode() ^ byNetwork.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "PeerSecrets[" + byIdentity.size() + " identities, " + byNetwork.size() + " networks]";
    }
}
