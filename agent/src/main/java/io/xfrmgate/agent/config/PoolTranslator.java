package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.SubscriberDefault;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pool.AddressInterval;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes pools of the model's, and finds those that the peers of a template get addresses from. */
final class PoolTranslator {
    private final ConfigModel model;

    PoolTranslator(ConfigModel model) {
        this.model = model;
    }

    /** All pools for peers. */
    Addressing addressing() {
        List<PoolDefinition> definitions = new ArrayList<>();
        List<AddressInterval> routed = new ArrayList<>();
        for (ContextSection context : model.contexts()) {
            for (AddressPool pool : context.pools()) {
                if (isForPeers(pool)) {
                    PoolDefinition definition = definition(context, pool);
                    definitions.add(definition);
                    if (pool.installRoutes()) {
                        routed.addAll(definition.intervals());
                    }
                }
            }
        }
        return new Addressing(definitions, routed);
    }

    private static boolean isForPeers(AddressPool pool) {
        return pool.block().isPresent() && pool.access().kind() != AddressPool.Kind.RESOURCE;
    }

    private PoolDefinition definition(ContextSection context, AddressPool pool) {
        Map<Identification, List<IpAddress>> leases = new LinkedHashMap<>();
        for (AddressPool.StaticLease lease : pool.leases()) {
            leases.computeIfAbsent(PeerFactory.identification(lease.identity().value()), id -> new ArrayList<>())
                    .add(lease.address().value());
        }
        return new PoolDefinition(
                nameOf(context, pool),
                pool.group().map(Located::value).orElse(""),
                List.of(interval(pool.block().orElseThrow().value())),
                leases,
                pool.access().kind() == AddressPool.Kind.STATIC,
                pool.dns().stream().map(Located::value).toList(),
                0);
    }

    /** The addresses that peers can have. */
    static AddressInterval interval(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(AddressRange network) -> AddressInterval.ofHosts(network);
            case AddressPool.Span(IpAddress first, IpAddress last) -> new AddressInterval(first, last);
        };
    }

    /** The name itself if no other context has a pool of that name. */
    private String nameOf(ContextSection context, AddressPool pool) {
        String name = pool.name().value();
        boolean ambiguous = model.contexts().stream()
                .filter(other -> !other.equals(context))
                .flatMap(other -> other.pools().stream())
                .anyMatch(other -> other.name().value().equals(name));
        return ambiguous ? context.name().value() + "/" + name : name;
    }

    /** What a template does about addresses. */
    ConfigurationRole role(ContextSection context, TunnelSettings tunnel) {
        List<Payload> giving = tunnel.payloads().stream()
                .filter(PoolTranslator::givesAddresses)
                .toList();
        if (giving.isEmpty()) {
            return ConfigurationRole.NONE;
        }
        Set<String> pools = new LinkedHashSet<>();
        Set<AddressRange> subnets = new LinkedHashSet<>();
        for (Payload payload : giving) {
            pools(context, payload.policy().allocation().orElseThrow().value()).forEach(pools::add);
            payload.ours().stream().flatMap(s -> subnet(s.value())).forEach(subnets::add);
        }
        List<IpAddress> dns = context.subscriber().stream()
                .flatMap(s -> Stream.of(s.primaryDns(), s.secondaryDns()))
                .flatMap(Optional::stream)
                .map(Located::value)
                .toList();
        boolean home = giving.stream()
                .anyMatch(payload ->
                        payload.policy().allocation().orElseThrow().value().kind()
                                == AddressAllocation.Kind.HOME_ADDRESS);
        return new ConfigurationRole.Server(List.copyOf(pools), dns, List.copyOf(subnets), home);
    }

    /** What a map does about addresses. */
    static ConfigurationRole role(CryptoMap map) {
        if (map.requestAddresses().isEmpty()) {
            return ConfigurationRole.NONE;
        }
        int ipv4 = map.requestAddresses().contains(Payload.Family.IPV4) ? 1 : 0;
        int ipv6 = map.requestAddresses().contains(Payload.Family.IPV6) ? 1 : 0;
        return new ConfigurationRole.Client(ipv4, ipv6, List.of());
    }

    /** Whether the peers of a payload have an assigned address for their selectors. */
    static boolean givesAddresses(Payload payload) {
        return payload.policy().allocation().isPresent();
    }

    /** Those named, else those of the context's subscribers, else all of the context, by rank. */
    private Stream<String> pools(ContextSection context, AddressAllocation allocation) {
        ContextSection home = context.subscriber()
                .flatMap(SubscriberDefault::contextName)
                .flatMap(name -> model.contexts().stream()
                        .filter(c -> c.name().value().equals(name.value()))
                        .findFirst())
                .orElse(context);
        if (!allocation.pools().isEmpty()) {
            return allocation.pools().stream().flatMap(name -> named(context, name.value()));
        }
        List<String> subscribers = context.subscriber().stream()
                .flatMap(s -> Stream.of(s.pool(), s.pool6()))
                .flatMap(Optional::stream)
                .map(Located::value)
                .toList();
        return subscribers.isEmpty()
                ? byRank(home, home.pools())
                : subscribers.stream().flatMap(name -> named(home, name));
    }

    private Stream<String> named(ContextSection context, String name) {
        return byRank(context, context.poolsNamed(name));
    }

    private Stream<String> byRank(ContextSection context, List<AddressPool> pools) {
        return pools.stream()
                .filter(PoolTranslator::isForPeers)
                .sorted(Comparator.comparingInt(pool -> pool.access().priority()))
                .map(pool -> nameOf(context, pool));
    }

    /** The networks behind us that a payload says; a range that is none is left to the selectors. */
    private static Stream<AddressRange> subnet(Payload.Selector selector) {
        return switch (selector) {
            case Payload.Range range -> prefix(range).stream();
            case Payload.Endpoint _, Payload.Everything _ -> Stream.empty();
        };
    }

    private static Optional<AddressRange> prefix(Payload.Range range) {
        for (int prefix = 0; prefix <= range.start().bits(); prefix++) {
            if (range.start().networkOf(prefix).equals(range.start())
                    && range.start().lastOf(prefix).equals(range.end())) {
                return Optional.of(new AddressRange(range.start(), prefix));
            }
        }
        return Optional.empty();
    }
}
