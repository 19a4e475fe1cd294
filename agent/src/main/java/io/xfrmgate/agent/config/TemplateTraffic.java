package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a template's payload lets its peers' Child SAs carry.
 *
 * @param suffix to the payload's name, where it makes several
 * @param local selectors of our side; empty honours what the peer asks for
 * @param remote selectors of the peer's side; likewise
 * @param remoteIsPeer {@code remote} stands for the peer's own address
 * @param paired each local selector goes with the remote one at its place alone
 */
record TemplateTraffic(
        String suffix,
        List<TrafficSelector> local,
        List<TrafficSelector> remote,
        boolean remoteIsPeer,
        boolean paired) {
    /** Of {@code match address}, one for each rule; else of {@code tsr} and {@code tsi}. */
    static List<TemplateTraffic> of(Payload payload, Optional<AccessList> list) {
        return list.map(TemplateTraffic::of).orElseGet(() -> of(payload));
    }

    private static List<TemplateTraffic> of(AccessList list) {
        List<List<Selectors.Flow>> rules = list.rules().stream()
                .map(Located::value)
                .filter(AccessList.Rule::permit)
                .map(Selectors::bothWays)
                .distinct()
                .toList();
        List<TemplateTraffic> traffic = new ArrayList<>();
        for (List<Selectors.Flow> flows : rules) {
            traffic.add(new TemplateTraffic(
                    rules.size() == 1 ? "" : "#" + (traffic.size() + 1),
                    flows.stream().map(Selectors.Flow::local).toList(),
                    flows.stream().map(Selectors.Flow::remote).toList(),
                    true,
                    true));
        }
        return traffic;
    }

    /** {@code tsi ... endpoint} is another kind of Child SA than one with addresses behind the peer. */
    private static List<TemplateTraffic> of(Payload payload) {
        List<TrafficSelector> local = Selectors.of(payload.ours(), payload.family(), List.of());
        List<Located<Payload.Selector>> own = payload.theirs().stream()
                .filter(s -> s.value() instanceof Payload.Endpoint)
                .toList();
        List<Located<Payload.Selector>> behind = payload.theirs().stream()
                .filter(s -> !(s.value() instanceof Payload.Endpoint))
                .toList();
        List<TemplateTraffic> traffic = new ArrayList<>();
        if (!behind.isEmpty() || own.isEmpty()) {
            traffic.add(
                    new TemplateTraffic("", local, Selectors.of(behind, payload.family(), List.of()), false, false));
        }
        if (!own.isEmpty()) {
            traffic.add(new TemplateTraffic(
                    behind.isEmpty() ? "" : "#endpoint",
                    local,
                    Selectors.of(own, payload.family(), List.of()),
                    true,
                    false));
        }
        return traffic;
    }
}
