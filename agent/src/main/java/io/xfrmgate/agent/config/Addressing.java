package io.xfrmgate.agent.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pool.AddressInterval;
import io.xfrmgate.ike.pool.PoolDefinition;
import java.util.List;

/**
 * The address pools of a gateway.
 *
 * @param pools all of them, under the names by which the peers' configurations know them
 * @param routed those of whose addresses each gets a route while it is held
 */
public record Addressing(List<PoolDefinition> pools, List<AddressInterval> routed) {
    /** No pools. */
    public static final Addressing NONE = new Addressing(List.of(), List.of());

    public Addressing {
        pools = List.copyOf(pools);
        routed = List.copyOf(routed);
    }

    /** Whether a peer's address gets a route. */
    public boolean isRouted(IpAddress address) {
        return routed.stream().anyMatch(interval -> interval.contains(address));
    }
}
