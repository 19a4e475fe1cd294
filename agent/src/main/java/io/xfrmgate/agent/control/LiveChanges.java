package io.xfrmgate.agent.control;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.ChangeEffect;
import io.xfrmgate.ike.config.ChildChange;
import io.xfrmgate.ike.config.PeerChange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What another configuration would do to each IKE SA and Child SA that is there now, judged as the shards would. */
final class LiveChanges {
    /** Tunnels that are named; the others are counted. */
    private static final int NAMED = 20;

    private final Map<String, List<Tunnel>> byConfig = new LinkedHashMap<>();

    /** What becomes of an IKE SA or Child SA. */
    enum Outcome {
        STAYS("stays as it is"),
        FOLLOWS("stays, and follows at its next negotiation"),
        SET_UP_AGAIN("ends and is set up again"),
        ENDS("ends");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        boolean isEnd() {
            return this == SET_UP_AGAIN || this == ENDS;
        }
    }

    /**
     * An IKE SA that the change touches.
     *
     * @param children the outcomes of its Child SAs, by their names; where the IKE SA ends they do
     */
    record Tunnel(IkeSaView sa, Outcome outcome, List<Child> children) {
        Tunnel {
            children = List.copyOf(children);
        }

        long ending() {
            return outcome.isEnd()
                    ? children.size()
                    : children.stream().filter(c -> c.outcome().isEnd()).count();
        }

        String render() {
            String peer = sa.ikeSa().peer().map(id -> " (" + id + ")").orElse("");
            StringBuilder line = new StringBuilder("    IKE SA with ")
                    .append(sa.ikeSa().remote().address())
                    .append(peer)
                    .append(": ")
                    .append(outcome.text);
            for (Child child : children) {
                if (!outcome.isEnd() && child.outcome() != Outcome.STAYS) {
                    line.append("; its Child SA ")
                            .append(child.name())
                            .append(' ')
                            .append(child.outcome().text);
                }
            }
            return line.toString();
        }
    }

    /** A Child SA. */
    record Child(String name, Outcome outcome) {}

    /** Judges all that are there. */
    static LiveChanges of(GatewayConfig running, GatewayConfig next, Snapshots.Reading now) {
        LiveChanges changes = new LiveChanges();
        Map<String, PeerConfig> before = byName(running);
        Map<String, PeerConfig> after = byName(next);
        now.shards().stream().flatMap(shard -> shard.sas().stream()).forEach(sa -> {
            String name = sa.ikeSa().config();
            Optional<PeerConfig> was = Optional.ofNullable(before.get(name));
            Optional<PeerConfig> is = Optional.ofNullable(after.get(name));
            boolean moved = was.isPresent()
                    && is.isPresent()
                    && !running.placement()
                            .namespaceOf(name)
                            .equals(next.placement().namespaceOf(name));
            if (was.isPresent() && !was.equals(is) || moved) {
                changes.byConfig
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(moved ? whole(sa, Outcome.SET_UP_AGAIN) : judge(sa, was.orElseThrow(), is));
            }
        });
        return changes;
    }

    private static Map<String, PeerConfig> byName(GatewayConfig config) {
        Map<String, PeerConfig> peers = new HashMap<>();
        config.peers().forEach(peer -> peers.put(peer.name(), peer));
        return peers;
    }

    private static Tunnel whole(IkeSaView sa, Outcome outcome) {
        return new Tunnel(
                sa,
                outcome,
                sa.children().stream()
                        .map(child -> new Child(child.name().config(), outcome))
                        .toList());
    }

    private static Tunnel judge(IkeSaView sa, PeerConfig before, Optional<PeerConfig> after) {
        if (after.isEmpty()) {
            return whole(sa, Outcome.ENDS);
        }
        PeerChange change = PeerChange.between(before, after.get());
        boolean fits = after.get()
                .matches(sa.ikeSa().local().address(), sa.ikeSa().remote().address());
        Outcome own = outcome(change.own(), fits, before.remote().isPresent());
        if (own.isEnd()) {
            return whole(sa, own);
        }
        List<Child> children = new ArrayList<>();
        for (ChildView child : sa.children()) {
            children.add(new Child(
                    child.name().config(),
                    change.children().stream()
                            .filter(c -> c.name().equals(child.name().config()))
                            .findFirst()
                            .map(c -> judge(child, c, before.remote().isPresent()))
                            .orElse(Outcome.STAYS)));
        }
        return new Tunnel(sa, own, children);
    }

    private static Outcome judge(ChildView child, ChildChange change, boolean map) {
        if (change.after().isEmpty()) {
            return Outcome.ENDS;
        }
        boolean fits = fits(child.ref().localSelectors(), change.after().get().localSelectors())
                && fits(child.ref().remoteSelectors(), change.after().get().remoteSelectors());
        return outcome(change.effect(), fits, map);
    }

    private static boolean fits(List<TrafficSelector> agreed, List<TrafficSelector> configured) {
        return configured.isEmpty() || SelectorNarrowing.contains(configured, agreed);
    }

    /** @param map whose peer we call; a template's peers come back by themselves */
    private static Outcome outcome(ChangeEffect effect, boolean fits, boolean map) {
        Outcome end = map ? Outcome.SET_UP_AGAIN : Outcome.ENDS;
        return switch (effect) {
            case NONE, AT_ONCE -> Outcome.STAYS;
            case NEXT_NEGOTIATION -> Outcome.FOLLOWS;
            case RESTART_UNFIT -> fits ? Outcome.FOLLOWS : end;
            case RESTART -> end;
        };
    }

    /** Lines beneath a template or map. */
    List<String> render(String config) {
        List<Tunnel> tunnels = byConfig.getOrDefault(config, List.of());
        List<String> lines = new ArrayList<>();
        tunnels.stream().limit(NAMED).forEach(tunnel -> lines.add(tunnel.render()));
        List<Tunnel> more = tunnels.subList(Math.min(NAMED, tunnels.size()), tunnels.size());
        if (!more.isEmpty()) {
            long ending = more.stream().filter(t -> t.outcome().isEnd()).count();
            lines.add("    and " + more.size() + " more IKE SAs, of which " + ending + " end");
        }
        return lines;
    }

    long ikeSasEnding() {
        return byConfig.values().stream()
                .flatMap(List::stream)
                .filter(t -> t.outcome().isEnd())
                .count();
    }

    long childSasEnding() {
        return byConfig.values().stream()
                .flatMap(List::stream)
                .mapToLong(Tunnel::ending)
                .sum();
    }

    /** How many of each template or map come to what. */
    ViciMessage message() {
        ViciMessage.Builder message = ViciMessage.builder();
        byConfig.forEach((config, tunnels) -> message.section(config, section -> {
            for (Outcome outcome : Outcome.values()) {
                section.put(
                        outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        tunnels.stream().filter(t -> t.outcome() == outcome).count());
            }
        }));
        return message.build();
    }
}
