package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.SubscriberDefault;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Address pools of a context, and references to them. */
final class PoolRules {
    private final ConfigModel model;
    private final ContextSection context;
    private final Findings findings;

    PoolRules(ConfigModel model, ContextSection context, Findings findings) {
        this.model = model;
        this.context = context;
        this.findings = findings;
    }

    void check() {
        context.pools().forEach(this::pool);
        overlaps();
        context.subscriber().ifPresent(this::subscriber);
    }

    private void pool(AddressPool pool) {
        if (pool.block().isEmpty() && findings.isIncomplete(context.name().at())) {
            return; // its addresses may be what was wrong
        }
        if (pool.block().isEmpty()) {
            findings.error(
                    pool.name().at(),
                    "pool \"" + pool.name() + "\" has no addresses",
                    pool.v6() ? "ipv6 pool NAME prefix P" : "ip pool NAME ADDRESS MASK",
                    "write that command with the addresses of the pool");
            return;
        }
        for (Located<IpAddress> server : pool.dns()) {
            // a server of either family serves both
            if (server.value().isAny()) {
                findings.error(
                        server.at(),
                        "the unspecified address is no address of a server",
                        "the server's address",
                        "correct the address");
            }
        }
        Set<IpAddress> leased = new HashSet<>();
        for (AddressPool.StaticLease lease : pool.leases()) {
            IpAddress address = lease.address().value();
            if (!PoolTranslator.interval(pool.block().get().value()).contains(address)) {
                findings.error(
                        lease.address().at(),
                        "address " + address + " is not in pool \"" + pool.name() + "\"",
                        "an address of the pool, not the network's own or the broadcast address",
                        "correct the address, or make the pool larger");
            } else if (!leased.add(address)) {
                findings.error(
                        lease.address().at(),
                        "address " + address + " has another static lease already",
                        "an address for each identity",
                        "choose another address");
            }
        }
    }

    private void overlaps() {
        List<AddressPool> pools =
                context.pools().stream().filter(p -> p.block().isPresent()).toList();
        for (int i = 0; i < pools.size(); i++) {
            for (int j = 0; j < i; j++) {
                Located<AddressPool.Block> later = pools.get(i).block().orElseThrow();
                AddressPool.Block earlier = pools.get(j).block().orElseThrow().value();
                boolean apart = pools.get(i).v6() != pools.get(j).v6()
                        || first(later.value()).compareTo(last(earlier)) > 0
                        || first(earlier).compareTo(last(later.value())) > 0;
                if (!apart) {
                    findings.error(
                            later.at(),
                            "pool \"" + pools.get(i).name() + "\" has addresses of pool \""
                                    + pools.get(j).name() + "\"",
                            "addresses of its own",
                            "give the two pools different addresses");
                }
            }
        }
    }

    static IpAddress first(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(AddressRange network) -> network.network();
            case AddressPool.Span(IpAddress first, IpAddress last) -> first;
        };
    }

    static IpAddress last(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(AddressRange network) -> network.network().lastOf(network.prefix());
            case AddressPool.Span(IpAddress first, IpAddress last) -> last;
        };
    }

    private void subscriber(SubscriberDefault subscriber) {
        Optional<ContextSection> home = Optional.of(context);
        if (subscriber.contextName().isPresent()) {
            Located<String> name = subscriber.contextName().get();
            home = model.contexts().stream()
                    .filter(c -> c.name().value().equals(name.value()))
                    .findFirst();
            if (home.isEmpty()) {
                ConfigValidator.unknown(
                        findings,
                        name,
                        "context",
                        model.contexts().stream().map(c -> c.name().value()).toList());
                return;
            }
        }
        ContextSection pools = home.get();
        subscriber.pool().ifPresent(pool -> reference(pools, pool, false, findings));
        subscriber.pool6().ifPresent(pool -> reference(pools, pool, true, findings));
    }

    /** Reports a pool or group that is not there, or of the other family. */
    static void reference(ContextSection context, Located<String> name, boolean v6, Findings findings) {
        if (context.poolsNamed(name.value()).stream().noneMatch(p -> p.v6() == v6)) {
            ConfigValidator.unknown(findings, name, v6 ? "ipv6 pool" : "ip pool", names(context));
        }
    }

    /** Reports a pool or group that is not there. */
    static void reference(ContextSection context, Located<String> name, Findings findings) {
        if (context.poolsNamed(name.value()).isEmpty()) {
            ConfigValidator.unknown(findings, name, "ip pool", names(context));
        }
    }

    private static List<String> names(ContextSection context) {
        return context.pools().stream()
                .flatMap(p -> Stream.concat(Stream.of(p.name()), p.group().stream()))
                .map(Located::value)
                .distinct()
                .toList();
    }
}
