package io.xfrmgate.agent;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway is started with.
 *
 * @param peers templates and maps, in order of precedence
 * @param limits admission, of all shards together
 * @param addresses where IKE listens; empty is every address
 * @param shards threads that do IKE; a power of two
 * @param namespace the network namespace of sockets, states and policies, as ip-netns(8) names it; empty is the process's own
 * @param metrics where Prometheus asks; empty is nowhere
 */
public record GatewaySettings(
        List<PeerConfig> peers,
        Limits limits,
        List<IpAddress> addresses,
        int shards,
        Optional<String> namespace,
        Optional<InetSocketAddress> metrics) {
    public GatewaySettings {
        peers = List.copyOf(peers);
        addresses = List.copyOf(addresses);
        if (shards < 1 || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException("the number of shards is a power of two, not " + shards);
        }
    }
}
