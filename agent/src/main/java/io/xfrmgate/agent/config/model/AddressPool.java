package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@code ip pool} or {@code ipv6 pool}: addresses for peers that ask for one (RFC 7296 section 2.19).
 *
 * @param v6 its family
 * @param block empty where only further settings of the pool were given, which is an error
 * @param access who may take from it
 * @param group several pools may have one group name, and a reference to it means all of them
 * @param staticAllocation a peer may have the address that it asks for by name
 * @param dns servers that a peer is told of
 * @param leases addresses that belong to an identity
 * @param installRoutes whether a route to each leased address is installed
 */
public record AddressPool(
        Located<String> name,
        boolean v6,
        Optional<Located<Block>> block,
        Access access,
        Optional<Located<String>> group,
        boolean staticAllocation,
        List<Located<IpAddress>> dns,
        List<StaticLease> leases,
        boolean installRoutes) {
    public AddressPool {
        dns = List.copyOf(dns);
        leases = List.copyOf(leases);
    }

    /** Which addresses. */
    public sealed interface Block {}

    /** A network. */
    public record Subnet(AddressRange network) implements Block {}

    /** Both ends are in it. */
    public record Span(IpAddress first, IpAddress last) implements Block {}

    /**
     * StarOS's kinds of pools.
     *
     * @param priority 0 is the highest; none for {@code STATIC} and {@code RESOURCE}
     */
    public record Access(Kind kind, int priority) {
        /** What a pool is unless it says otherwise. */
        public static final Access PUBLIC = new Access(Kind.PUBLIC, 0);
    }

    /** Public and private pools differ in name only here; from a static one only identities with a lease get addresses. */
    public enum Kind {
        PUBLIC,
        PRIVATE,
        STATIC,
        RESOURCE;

        /** As it is configured. */
        public String keyword() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** An address that nobody but the bearer of an identity gets. */
    public record StaticLease(Located<Identity> identity, Located<IpAddress> address) {}
}
