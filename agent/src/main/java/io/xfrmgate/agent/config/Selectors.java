package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes traffic selectors of access lists and of {@code tsr} and {@code tsi}. */
final class Selectors {

    /** The selectors of one Child SA. Every local one goes with every remote one. */
    record Pair(List<TrafficSelector> local, List<TrafficSelector> remote) {}

    /** What one rule lets pass, from here to there and back. */
    record Flow(TrafficSelector local, TrafficSelector remote) {}

    private Selectors() {}

    /**
     * What the permit rules protect. IKE pairs each local selector with each remote one; where that would protect more than
     * the rules say, each rule gets a Child SA of its own.
     */
    static List<Pair> of(AccessList list) {
        List<List<Flow>> byRule = list.rules().stream()
                .map(Located::value)
                .filter(AccessList.Rule::permit)
                .map(Selectors::flows)
                .distinct()
                .toList();
        List<Flow> all = byRule.stream().flatMap(List::stream).distinct().toList();
        Pair together = pair(all);
        if (together.local().size() * together.remote().size() == all.size()) {
            return all.isEmpty() ? List.of() : List.of(together);
        }
        return byRule.stream().map(Selectors::pair).toList();
    }

    private static Pair pair(List<Flow> flows) {
        Set<TrafficSelector> local = new LinkedHashSet<>();
        Set<TrafficSelector> remote = new LinkedHashSet<>();
        flows.forEach(flow -> {
            local.add(flow.local());
            remote.add(flow.remote());
        });
        return new Pair(List.copyOf(local), List.copyOf(remote));
    }

    private static List<Flow> flows(AccessList.Rule rule) {
        List<Flow> flows = new ArrayList<>();
        for (TrafficSelector source : selectors(rule.source(), rule.protocol())) {
            for (TrafficSelector destination : selectors(rule.destination(), rule.protocol())) {
                flows.add(new Flow(source, destination));
            }
        }
        return flows;
    }

    /**
     * The flows of a rule; where it names a port at one end alone, also those with that port at the other end. A service
     * both answers on its well-known port and calls the peer's.
     */
    static List<Flow> bothWays(AccessList.Rule rule) {
        List<Flow> flows = new ArrayList<>(flows(rule));
        AccessList.End source = rule.source();
        AccessList.End destination = rule.destination();
        if (source.ports().isPresent() != destination.ports().isPresent()) {
            flows.addAll(flows(new AccessList.Rule(
                    rule.permit(),
                    rule.protocol(),
                    new AccessList.End(source.network(), destination.ports()),
                    new AccessList.End(destination.network(), source.ports()))));
        }
        return List.copyOf(flows);
    }

    private static List<TrafficSelector> selectors(AccessList.End end, int protocol) {
        TrafficSelector all = TrafficSelector.ofPrefix(
                        end.network().network(), end.network().prefix())
                .withProtocol(protocol, 0, 0xFFFF);
        if (end.ports().isEmpty()) {
            return List.of(all);
        }
        AccessList.Ports ports = end.ports().get();
        return switch (ports.comparison()) {
            case EQ, RANGE -> List.of(all.withProtocol(protocol, ports.first(), ports.last()));
            case GT -> List.of(all.withProtocol(protocol, ports.first() + 1, 0xFFFF));
            case LT -> List.of(all.withProtocol(protocol, 0, ports.first() - 1));
            case NEQ -> {
                List<TrafficSelector> around = new ArrayList<>();
                if (ports.first() > 0) {
                    around.add(all.withProtocol(protocol, 0, ports.first() - 1));
                }
                if (ports.first() < 0xFFFF) {
                    around.add(all.withProtocol(protocol, ports.first() + 1, 0xFFFF));
                }
                yield List.copyOf(around);
            }
        };
    }

    /**
     * Selectors of a payload.
     *
     * @param endpoints what {@code endpoint} stands for; empty honours what the peer asks for
     */
    static List<TrafficSelector> of(
            List<Located<Payload.Selector>> configured, Payload.Family family, List<TrafficSelector> endpoints) {
        if (configured.isEmpty()) {
            return everything(family, 0, 0, 0xFFFF, false);
        }
        Set<TrafficSelector> selectors = new LinkedHashSet<>();
        for (Located<Payload.Selector> selector : configured) {
            switch (selector.value()) {
                case Payload.Everything(int protocol, int startPort, int endPort) ->
                    selectors.addAll(everything(family, protocol, startPort, endPort, true));
                case Payload.Endpoint(int protocol, int startPort, int endPort) -> {
                    if (endpoints.isEmpty()) {
                        selectors.addAll(everything(family, protocol, startPort, endPort, true));
                    }
                    endpoints.stream()
                            .filter(e -> fits(family, e.isV6()))
                            .forEach(e -> selectors.add(e.withProtocol(protocol, startPort, endPort)));
                }
                case Payload.Range(IpAddress start, IpAddress end, int protocol, int startPort, int endPort) ->
                    selectors.add(new TrafficSelector(protocol, startPort, endPort, start, end));
            }
        }
        return List.copyOf(selectors);
    }

    static boolean fits(Payload.Family family, boolean v6) {
        return family == Payload.Family.ANY || v6 == (family == Payload.Family.IPV6);
    }

    private static List<TrafficSelector> everything(
            Payload.Family family, int protocol, int startPort, int endPort, boolean explicit) {
        if (!explicit && family == Payload.Family.ANY) {
            return List.of(); // honours what the peer asks for, whatever the family
        }
        List<TrafficSelector> all = new ArrayList<>();
        for (boolean v6 : new boolean[] {false, true}) {
            if (fits(family, v6)) {
                all.add(TrafficSelector.any(v6).withProtocol(protocol, startPort, endPort));
            }
        }
        return List.copyOf(all);
    }
}
