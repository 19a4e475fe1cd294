package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills {@link AddressPool}. */
final class PoolBuilder {
    private final Located<String> name;
    final boolean v6;
    Optional<Located<AddressPool.Block>> block = Optional.empty();
    AddressPool.Access access = AddressPool.Access.PUBLIC;
    Optional<Located<String>> group = Optional.empty();
    boolean staticAllocation;
    final List<Located<IpAddress>> dns = new ArrayList<>();
    final Map<Identity, AddressPool.StaticLease> leases = new LinkedHashMap<>();
    boolean installRoutes;

    PoolBuilder(Located<String> name, boolean v6) {
        this.name = name;
        this.v6 = v6;
    }

    AddressPool build() {
        return new AddressPool(
                name, v6, block, access, group, staticAllocation, dns, List.copyOf(leases.values()), installRoutes);
    }
}
