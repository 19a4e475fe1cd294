package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The templates and maps of one configuration, found by name and by who calls. Maps whose peer is one host are found by its
 * address, so that a call costs the same with one map as with 64,000.
 */
final class PeerDirectory {
    private final Map<String, PeerConfig> byName = new HashMap<>();
    private final Map<IpAddress, List<Place>> byHost = new HashMap<>();
    /** Those that take calls from networks, or from everywhere. */
    private final List<Place> wide = new ArrayList<>();

    /** A peer's configuration and its precedence. */
    private record Place(int precedence, PeerConfig config) {}

    /** @param peers in order of precedence */
    PeerDirectory(List<PeerConfig> peers) {
        int precedence = 0;
        for (PeerConfig peer : peers) {
            byName.putIfAbsent(peer.name(), peer);
            Place place = new Place(precedence++, peer);
            List<AddressRange> networks = peer.remoteNetworks();
            if (networks.size() == 1
                    && networks.getFirst().prefix()
                            == networks.getFirst().network().bits()) {
                byHost.computeIfAbsent(networks.getFirst().network(), _ -> new ArrayList<>(1))
                        .add(place);
            } else {
                wide.add(place);
            }
        }
    }

    Optional<PeerConfig> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that take a call to {@code local} from {@code remote}, in order of precedence. */
    List<PeerConfig> accepting(IpAddress local, IpAddress remote) {
        List<Place> hosts = byHost.getOrDefault(remote, List.of());
        List<PeerConfig> found = new ArrayList<>();
        int host = 0;
        for (Place place : wide) {
            while (host < hosts.size() && hosts.get(host).precedence() < place.precedence()) {
                addMatching(found, hosts.get(host++), local, remote);
            }
            addMatching(found, place, local, remote);
        }
        while (host < hosts.size()) {
            addMatching(found, hosts.get(host++), local, remote);
        }
        return found;
    }

    private static void addMatching(List<PeerConfig> found, Place place, IpAddress local, IpAddress remote) {
        if (place.config().matches(local, remote)) {
            found.add(place.config());
        }
    }
}
