package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code match ip pool}: all that the bearers of a pool's addresses send is protected, wherever it goes or to one network. */
final class PoolTraffic {
    private PoolTraffic() {}

    /** The access list of a map's pool. */
    static AccessList accessList(ContextSection context, CryptoMap.PoolMatch match) {
        return match.destination()
                .map(network -> accessList(context, match.pool(), network.value()))
                .orElseGet(() -> accessList(context, match.pool()));
    }

    /** The access list that says so, for a pool or all pools of one group name that are of one family. */
    static AccessList accessList(ContextSection context, Located<String> name) {
        List<AddressPool> pools = context.poolsNamed(name.value());
        boolean v6 = !pools.isEmpty() && pools.getFirst().v6();
        return accessList(context, name, new AddressRange(IpAddress.any(v6), 0));
    }

    private static AccessList accessList(ContextSection context, Located<String> name, AddressRange destination) {
        List<AddressPool> pools = context.poolsNamed(name.value());
        boolean v6 = destination.network().isV6();
        AccessList.End theirs = new AccessList.End(destination, Optional.empty());
        List<Located<AccessList.Rule>> rules = new ArrayList<>();
        for (AddressPool pool : pools) {
            if (pool.v6() == v6 && pool.block().isPresent()) {
                for (AddressRange network : networks(pool.block().get().value())) {
                    AccessList.End ours = new AccessList.End(network, Optional.empty());
                    rules.add(name.with(new AccessList.Rule(true, 0, ours, theirs)));
                }
            }
        }
        return new AccessList(name, v6, rules);
    }

    private static List<AddressRange> networks(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(var network) -> List.of(network);
            case AddressPool.Span(var first, var last) -> networks(first, last);
        };
    }

    /** The fewest networks that are a range together. */
    static List<AddressRange> networks(IpAddress first, IpAddress last) {
        List<AddressRange> networks = new ArrayList<>();
        IpAddress start = first;
        while (true) {
            int prefix = start.bits();
            while (prefix > 0
                    && start.networkOf(prefix - 1).equals(start)
                    && start.lastOf(prefix - 1).compareTo(last) <= 0) {
                prefix--;
            }
            networks.add(new AddressRange(start, prefix));
            IpAddress end = start.lastOf(prefix);
            if (end.compareTo(last) >= 0) {
                return networks;
            }
            start = end.next();
        }
    }
}
