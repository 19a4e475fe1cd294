package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.CryptoGroup.Member;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Crypto groups: of two tunnels for the same traffic, which one takes it.
 *
 * <p>Both tunnels are up, and their Child SAs share reqids, so that what comes in is accepted from both. What goes out takes
 * the active one: its policies come first, then the group's trap, then the policies of the standby. So when the active tunnel
 * goes, its traffic waits at the trap, in the same breath it is given to the other, and never goes out unprotected.
 */
final class Groups {
    /** Behind the trap, which stands one behind the Child SAs of its map. */
    private static final int STANDBY = 2;

    private final IkeEndpoint endpoint;
    private final Map<String, Group> byName = new LinkedHashMap<>();
    private final Map<String, Group> byMap = new HashMap<>();

    private static final class Group {
        final CryptoGroup config;
        final PeerConfig primary;
        final PeerConfig secondary;
        Member active = Member.PRIMARY;
        boolean byOperator;
        /** Those that went down, or did not come up, since they were up. */
        final Set<Member> failed = EnumSet.noneOf(Member.class);

        Group(CryptoGroup config, PeerConfig primary, PeerConfig secondary) {
            this.config = config;
            this.primary = primary;
            this.secondary = secondary;
        }

        /** After a change of configuration: goes on as it was. */
        void follow(Group before) {
            active = before.active;
            byOperator = before.byOperator;
            failed.addAll(before.failed);
        }

        PeerConfig map(Member member) {
            return member == Member.PRIMARY ? primary : secondary;
        }

        Member memberOf(PeerConfig map) {
            return map.name().equals(config.primary()) ? Member.PRIMARY : Member.SECONDARY;
        }
    }

    Groups(IkeEndpoint endpoint) {
        this.endpoint = endpoint;
        read();
    }

    private void read() {
        Map<String, Group> before = Map.copyOf(byName);
        byName.clear();
        byMap.clear();
        for (CryptoGroup config : endpoint.settings().groups()) {
            Optional<PeerConfig> primary = map(config.primary());
            Optional<PeerConfig> secondary = map(config.secondary());
            if (primary.isPresent() && secondary.isPresent()) {
                Group group = new Group(config, primary.get(), secondary.get());
                Optional.ofNullable(before.get(config.name()))
                        .filter(old -> old.config.map(old.active).equals(config.map(old.active)))
                        .ifPresent(group::follow);
                byName.put(config.name(), group);
                byMap.put(config.primary(), group);
                byMap.put(config.secondary(), group);
            }
        }
    }

    private Optional<PeerConfig> map(String name) {
        return endpoint.settings().peers().stream()
                .filter(p -> p.name().equals(name) && p.remote().isPresent())
                .findFirst();
    }

    // ---- what the maps of a group have in common -------------------------------------------------------------------

    /** Whether the traffic of this map takes the other map of its group. */
    boolean isStandby(PeerConfig map) {
        Group group = byMap.get(map.name());
        return group != null && group.memberOf(map) != group.active;
    }

    /** What a child of either map has its reqid by: the primary's child at the same place. */
    WantedChildren.Key keyOf(PeerConfig map, ChildConfig child) {
        Group group = byMap.get(map.name());
        return group == null
                ? new WantedChildren.Key(map.name(), child.name())
                : new WantedChildren.Key(
                        group.primary.name(),
                        counterpart(map, child, group.primary).name());
    }

    /** The map that takes the traffic of this one: itself where it is in no group. */
    PeerConfig active(PeerConfig map) {
        Group group = byMap.get(map.name());
        return group == null ? map : group.map(group.active);
    }

    /** The child of one map that does for {@code child} of another; the child itself where there is none. */
    static ChildConfig counterpart(PeerConfig map, ChildConfig child, PeerConfig other) {
        for (int i = 0; i < map.children().size() && i < other.children().size(); i++) {
            if (map.children().get(i).name().equals(child.name())) {
                return other.children().get(i);
            }
        }
        return child;
    }

    /** What the map itself would have, were it alone: that of the primary for both. */
    int basePriority(PeerConfig map, ChildConfig child) {
        Group group = byMap.get(map.name());
        ChildConfig first = group == null ? child : counterpart(map, child, group.primary);
        return first.options().priority();
    }

    int priorityOf(PeerConfig map, ChildConfig child) {
        return basePriority(map, child) + (isStandby(map) ? STANDBY : 0);
    }

    // ---- another configuration -------------------------------------------------------------------------------------

    /**
     * The configuration changed.
     *
     * @return what is to be done when the maps follow it: policies and traps get their places
     */
    Consumer<Effects> reconfigured() {
        Set<String> concerned = new LinkedHashSet<>(byMap.keySet());
        Map<String, Group> before = Map.copyOf(byName);
        read();
        concerned.addAll(byMap.keySet());
        return out -> {
            concerned.stream().flatMap(name -> map(name).stream()).forEach(map -> prioritize(map, out));
            for (Group group : byName.values()) {
                Group old = before.get(group.config.name());
                PeerConfig active = group.map(group.active);
                if (old == null || !old.map(old.active).equals(active)) {
                    endpoint.initiation().changeTraps(active, out);
                }
            }
        };
    }

    // ---- which one is active ---------------------------------------------------------------------------------------

    /** A Child SA of a map is up. */
    void up(PeerConfig map, Effects out) {
        Group group = byMap.get(map.name());
        if (group == null) {
            return;
        }
        Member member = group.memberOf(map);
        group.failed.remove(member);
        if (!group.config.automatic() || member == group.active) {
            return;
        }
        if (group.failed.contains(group.active) && !isUp(group, group.active)) {
            change(group, member, group.map(group.active).name() + " is down", false, out);
        } else if (member == Member.PRIMARY && group.config.revert() && !group.byOperator) {
            change(group, member, member(group, member) + " is back", false, out);
        }
    }

    /** A Child SA or IKE SA of a map ended, or its set-up came to nothing. */
    void down(PeerConfig map, Effects out) {
        Group group = byMap.get(map.name());
        if (group == null || isUp(group, group.memberOf(map))) {
            return;
        }
        Member member = group.memberOf(map);
        group.failed.add(member);
        if (group.config.automatic() && member == group.active && isUp(group, member.other())) {
            change(group, member.other(), member(group, member) + " is down", false, out);
        }
    }

    boolean activate(String name, Member member, Effects out) {
        Group group = byName.get(name);
        if (group == null) {
            return false;
        }
        group.failed.remove(member);
        if (group.active == member) {
            group.byOperator = member == Member.SECONDARY;
        } else {
            change(group, member, "activated by the operator", member == Member.SECONDARY, out);
        }
        return true;
    }

    private static String member(Group group, Member member) {
        return (member == Member.PRIMARY ? "the primary " : "the secondary ")
                + group.map(member).name();
    }

    private void change(Group group, Member member, String reason, boolean byOperator, Effects out) {
        group.active = member;
        group.byOperator = byOperator;
        PeerConfig map = group.map(member);
        // the new one goes forward before the old one goes back: at no moment does the trap stand first
        prioritize(map, out);
        prioritize(group.map(member.other()), out);
        endpoint.initiation().changeTraps(map, out);
        endpoint.counters().count(Counter.GROUP_SWITCHES);
        out.notice(new Notice.GroupSwitched(Initiation.nameOf(map), group.config.name(), member, reason));
    }

    private void prioritize(PeerConfig map, Effects out) {
        for (IkeSa sa : of(map)) {
            sa.children().prioritize(child -> priorityOf(map, child), out);
        }
    }

    private List<IkeSa> of(PeerConfig map) {
        return List.copyOf(endpoint.registry().with(map, map.remote().orElseThrow()));
    }

    private boolean isUp(Group group, Member member) {
        return of(group.map(member)).stream()
                .flatMap(sa -> sa.children().all().stream())
                .anyMatch(child -> child.isAlive() && child.announced);
    }

    List<GroupView> views() {
        List<GroupView> views = new ArrayList<>();
        for (Group group : byName.values()) {
            views.add(new GroupView(
                    group.config,
                    group.active,
                    isUp(group, Member.PRIMARY),
                    isUp(group, Member.SECONDARY),
                    group.byOperator));
        }
        return views;
    }
}
