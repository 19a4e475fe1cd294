package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Optional;

/**
 * A peer's request for addresses, after it has proven who it is.
 *
 * @param nowMillis on the endpoints' clock
 * @param pools in order of preference
 * @param peer its authenticated identity
 * @param remote where it calls from
 * @param sole it has no other IKE SA with us, and gets what it had; another shard may not know yet that its IKE SA is over
 * @param wishes one for each address that it asks for
 */
public record AddressRequest(
        long nowMillis, List<String> pools, Identification peer, UdpEndpoint remote, boolean sole, List<Wish> wishes) {
    public AddressRequest {
        pools = List.copyOf(pools);
        wishes = List.copyOf(wishes);
    }

    /**
     * One address.
     *
     * @param address that the peer would like to have; empty is any
     */
    public record Wish(boolean v6, Optional<IpAddress> address) {}
}
