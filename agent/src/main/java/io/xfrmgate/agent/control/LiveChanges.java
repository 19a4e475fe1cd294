package io.xfrmgate.agent.control;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.ChangeEffect;
import io.xfrmgate.ike.config.ChildChange;
import io.xfrmgate.ike.config.PeerChange;
import io.xfrmgate.ike.config.PeerConfig;
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
        Map<String, PeerChange> differences = new HashMap<>();
        before.forEach((name, was) -> Optional.ofNullable(after.get(name))
                .filter(is -> !is.equals(was))
                .ifPresent(is -> differences.put(name, PeerChange.between(was, is))));
        now.shards().stream().flatMap(shard -> shard.sas().stream()).forEach(sa -> {
            String name = sa.ikeSa().config();
            if (!before.containsKey(name)) {
                return;
            }
            Optional<Tunnel> tunnel;
            if (!after.containsKey(name)) {
                tunnel = Optional.of(whole(sa, Outcome.ENDS));
            } else if (!running.placement()
                    .namespaceOf(name)
                    .equals(next.placement().namespaceOf(name))) {
                tunnel = Optional.of(whole(sa, Outcome.SET_UP_AGAIN));
            } else {
                tunnel = Optional.ofNullable(differences.get(name)).map(change -> judge(sa, change));
            }
            tunnel.ifPresent(t -> changes.byConfig
                    .computeIfAbsent(name, n -> new ArrayList<>())
                    .add(t));
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

    private static Tunnel judge(IkeSaView sa, PeerChange change) {
        // whose peer we call; a template's peers come back by themselves
        Outcome end = change.before().remote().isPresent() ? Outcome.SET_UP_AGAIN : Outcome.ENDS;
        if (change.ends(sa.ikeSa().local().address(), sa.ikeSa().remote().address())) {
            return whole(sa, end);
        }
        List<Child> children = new ArrayList<>();
        for (ChildView child : sa.children()) {
            Outcome outcome = change.children().stream()
                    .filter(c -> c.name().equals(child.name().config()))
                    .findFirst()
                    .map(c -> judge(child, c, end))
                    .orElse(Outcome.STAYS);
            children.add(new Child(child.name().config(), outcome));
        }
        return new Tunnel(sa, kept(change.own()), children);
    }

    private static Outcome judge(ChildView child, ChildChange change, Outcome end) {
        if (change.ends(child.ref().localSelectors(), child.ref().remoteSelectors())) {
            return change.after().isEmpty() ? Outcome.ENDS : end;
        }
        return kept(change.effect());
    }

    private static Outcome kept(ChangeEffect effect) {
        return effect == ChangeEffect.NONE || effect == ChangeEffect.AT_ONCE ? Outcome.STAYS : Outcome.FOLLOWS;
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
