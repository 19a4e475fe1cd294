package io.xfrmgate.agent.control;

import io.xfrmgate.agent.Gateway;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.agent.telemetry.UsageSource.State;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code list-sas} and {@code list-policies}: what there is now. */
final class SaCommands {
    static final String LIST_SA = "list-sa";
    static final String LIST_POLICY = "list-policy";

    private final GatewayState state;
    private final SaMessages messages;
    private final SaNumbers numbers;

    SaCommands(GatewayState state, SaMessages messages, SaNumbers numbers) {
        this.state = state;
        this.messages = messages;
        this.numbers = numbers;
    }

    /** An IKE SA, with where it is, the shard that owns it and when it was looked at. */
    record Found(IkeSaView sa, ShardSnapshot snapshot, Gateway.Namespace place) {}

    /** All IKE SAs, by configuration and then by number. */
    List<Found> all() {
        List<Found> all = new ArrayList<>();
        Snapshots.Reading reading = state.snapshots().latest();
        for (Gateway.Namespace place : state.gateway().places()) {
            for (ShardSnapshot shard : reading.of(place.shards())) {
                shard.sas().forEach(sa -> all.add(new Found(sa, shard, place)));
            }
        }
        Set<Long> localSpis = new HashSet<>();
        Set<Integer> inboundSpis = new HashSet<>();
        for (Found found : all) {
            localSpis.add(found.sa().ikeSa().localSpi());
            found.sa().children().forEach(child -> inboundSpis.add(child.name().inboundSpi()));
        }
        numbers.retain(localSpis, inboundSpis);
        return all.stream()
                .sorted(Comparator.comparing((Found f) -> f.sa().ikeSa().config())
                        .thenComparingInt(f -> numbers.of(f.sa().ikeSa())))
                .toList();
    }

    /**
     * {@code list-sas}: filters ike, ike-id, child, child-id, and ours: peer, an address or
     * identity, spi, and children, for Child SAs alone.
     */
    ViciMessage listSas(ViciMessage request, ControlCommand.Client client) throws IOException {
        SaFilter filter = SaFilter.of(request, numbers);
        Map<Gateway.Namespace, Map<State, SaUsage>> usage = usage();
        for (Found found : all()) {
            if (!filter.takes(found.sa())) {
                continue;
            }
            List<ChildView> children = filter.children(found.sa()).stream()
                    .sorted(Comparator.comparingInt(child -> numbers.of(child.name())))
                    .toList();
            if (children.isEmpty() && filter.asksForChildren()) {
                continue;
            }
            ViciMessage shown = messages.whole(
                    found.sa(),
                    children,
                    found.snapshot().takenMillis(),
                    usage.getOrDefault(found.place(), Map.of()),
                    found.place().name());
            client.stream(
                    LIST_SA,
                    ViciMessage.builder()
                            .section(found.sa().ikeSa().config(), shown)
                            .build());
        }
        return ViciMessage.EMPTY;
    }

    /** The kernel's counters where the gateway works now. */
    private Map<Gateway.Namespace, Map<State, SaUsage>> usage() throws IOException {
        Map<Gateway.Namespace, Map<State, SaUsage>> usage = new HashMap<>();
        for (Gateway.Namespace place : state.gateway().places()) {
            state.read(place, place.usage()::read).ifPresent(read -> usage.put(place, read));
        }
        return usage;
    }

    /** {@code list-policies}: the traps of the maps; filters child and ike. */
    ViciMessage listPolicies(ViciMessage request, ControlCommand.Client client) throws IOException {
        Optional<String> ike = request.text("ike");
        Optional<String> child = request.text("child");
        boolean any = !request.isYes("drop") && !request.isYes("pass");
        if (!request.isYes("trap") && !any) {
            return ViciMessage.EMPTY;
        }
        for (PeerConfig peer : state.config().get().peers()) {
            if (peer.remote().isEmpty()
                    || ike.filter(name -> !name.equals(peer.name())).isPresent()) {
                continue;
            }
            for (var configured : peer.children()) {
                if (!configured.trap()
                        || child.filter(name -> !name.equals(configured.name())).isPresent()) {
                    continue;
                }
                ViciMessage policy = ViciMessage.builder()
                        .put("child", configured.name())
                        .put("ike", peer.name())
                        .put("mode", SaMessages.mode(configured.mode()))
                        .list("local-ts", SaMessages.selectors(configured.localSelectors()))
                        .list("remote-ts", SaMessages.selectors(configured.remoteSelectors()))
                        .build();
                client.stream(
                        LIST_POLICY,
                        ViciMessage.builder()
                                .section(peer.name() + "/" + configured.name(), policy)
                                .build());
            }
        }
        return ViciMessage.EMPTY;
    }
}
