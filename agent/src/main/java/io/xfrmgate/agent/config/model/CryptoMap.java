package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@code crypto map NAME ikev2-ipv4} or {@code ikev2-ipv6}: one peer.
 *
 * @param v6 the family in its type
 * @param accessList what it protects
 * @param pool {@code match ip pool}: what it protects instead are a pool's addresses
 * @param priority among the maps' access lists; 0 is the highest
 * @param peer whom it calls
 * @param localAddress from where
 * @param autoStart brought up at start, not by the first packet
 * @param requestAddresses families of which it asks the peer for an address
 * @param group of which it is a member; the group then says what is protected
 */
public record CryptoMap(
        Located<String> name,
        boolean v6,
        Optional<Located<String>> accessList,
        Optional<PoolMatch> pool,
        Optional<Located<Long>> priority,
        Optional<Located<IpAddress>> peer,
        Optional<Located<IpAddress>> localAddress,
        boolean autoStart,
        List<Payload.Family> requestAddresses,
        Optional<CryptoGroup.Membership> group,
        TunnelSettings tunnel) {
    public CryptoMap {
        requestAddresses = List.copyOf(requestAddresses);
    }

    /**
     * A pool, or all pools of a group name.
     *
     * @param destination where its addresses send to; empty is anywhere
     */
    public record PoolMatch(Located<String> pool, Optional<Located<AddressRange>> destination) {}
}
