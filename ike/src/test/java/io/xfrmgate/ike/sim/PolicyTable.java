package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.sim.InstalledPolicy.Direction;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel's policies, keyed by selector, direction, mark and interface: one key, one policy. Several owners (a trap and
 * the Child SA that it brought up; an old Child SA and the one in its place) may want the same key: the one with the lowest
 * priority value counts, then the newest, and the next one takes over when it goes.
 */
final class PolicyTable {
    /** A trap stands just behind the real policies of its map, and so before all of the maps behind. */
    private static final int TRAP_PENALTY = 1;

    private static final Comparator<Owner> EFFECTIVE_FIRST = Comparator.<Owner, Integer>comparing(
                    o -> o.priority, Integer::compareUnsigned)
            .thenComparing(o -> -o.order);

    /** Of policies with different selectors and the same priority the kernel takes the oldest. */
    private static final Comparator<Owner> FIRST_FOUND = Comparator.<Owner, Integer>comparing(
                    o -> o.priority, Integer::compareUnsigned)
            .thenComparing(o -> o.order);

    private final Map<Key, List<Owner>> policies = new LinkedHashMap<>();
    private final Map<Flow, Optional<Owner>> flows = new HashMap<>();
    private long order;

    private record Key(
            Direction direction,
            TrafficSelector source,
            TrafficSelector destination,
            int mark,
            int markMask,
            int ifId) {
        /** Packets of the simulation carry no mark and come by no XFRM interface. */
        boolean isForPlainPackets() {
            return mark == 0 && ifId == 0;
        }
    }

    private record Flow(Direction direction, InnerPacket packet) {}

    /** Who wants a policy, and its template (struct xfrm_user_tmpl). */
    static final class Owner {
        final int reqid;
        final int inboundSpi;
        final IpsecMode mode;
        final int priority;
        final long order;
        private SaPath path;
        private boolean stale;

        private Owner(int reqid, int inboundSpi, IpsecMode mode, int priority, SaPath path, long order) {
            this.reqid = reqid;
            this.inboundSpi = inboundSpi;
            this.mode = mode;
            this.priority = priority;
            this.path = path;
            this.order = order;
        }

        SaPath path() {
            return path;
        }

        boolean isTrap() {
            return inboundSpi == 0;
        }

        private boolean is(Wanted wanted) {
            return reqid == wanted.reqid && inboundSpi == wanted.inboundSpi && !stale;
        }
    }

    /**
     * What to install or remove: a Child SA's policies, or a trap's.
     *
     * @param inboundSpi of the Child SA; 0 for a trap
     */
    record Wanted(
            int reqid,
            int inboundSpi,
            IpsecMode mode,
            SaPath path,
            List<TrafficSelector> localSelectors,
            List<TrafficSelector> remoteSelectors,
            KernelOptions options) {
        boolean trap() {
            return inboundSpi == 0;
        }

        int priority() {
            return options.priority() + (trap() ? TRAP_PENALTY : 0);
        }

        private List<Key> keys() {
            List<Key> keys = new ArrayList<>();
            for (TrafficSelector local : localSelectors) {
                for (TrafficSelector remote : remoteSelectors) {
                    if (local.isV6() != remote.isV6()) {
                        continue;
                    }
                    keys.add(key(Direction.OUT, local, remote));
                    if (!trap()) {
                        keys.add(key(Direction.IN, remote, local));
                        if (mode == IpsecMode.TUNNEL) {
                            keys.add(key(Direction.FORWARD, remote, local));
                        }
                    }
                }
            }
            return keys;
        }

        private Key key(Direction direction, TrafficSelector source, TrafficSelector destination) {
            return new Key(direction, source, destination, options.mark(), options.markMask(), options.ifId());
        }
    }

    /** Claims the policies, or renews the claims that this owner has already. */
    void install(Wanted wanted) {
        order++;
        for (Key key : wanted.keys()) {
            List<Owner> owners = policies.computeIfAbsent(key, k -> new ArrayList<>());
            // XFRM_MSG_UPDPOLICY overwrites what a daemon before us left under the same key.
            owners.removeIf(o -> o.stale || o.is(wanted));
            owners.add(new Owner(wanted.reqid, wanted.inboundSpi, wanted.mode, wanted.priority(), wanted.path, order));
            owners.sort(EFFECTIVE_FIRST);
        }
        flows.clear();
    }

    /** Removes them; what is not there is no error. */
    void remove(Wanted wanted) {
        for (Key key : wanted.keys()) {
            policies.computeIfPresent(key, (k, owners) -> {
                owners.removeIf(o -> o.is(wanted));
                return owners.isEmpty() ? null : owners;
            });
        }
        flows.clear();
    }

    /** Points them to other endpoints. */
    void move(Wanted wanted, SaPath newPath) {
        for (Key key : wanted.keys()) {
            policies.getOrDefault(key, List.of()).stream()
                    .filter(o -> o.is(wanted))
                    .forEach(o -> o.path = newPath);
        }
        flows.clear();
    }

    /** The policy that the kernel finds for a packet. */
    Optional<Owner> find(Direction direction, InnerPacket packet) {
        return flows.computeIfAbsent(
                new Flow(direction, packet),
                flow -> policies.entrySet().stream()
                        .filter(e -> e.getKey().direction == direction
                                && e.getKey().isForPlainPackets()
                                && packet.matches(e.getKey().source, e.getKey().destination))
                        .map(e -> e.getValue().getFirst())
                        .min(FIRST_FOUND));
    }

    /** What a dump shows, without what a daemon that is gone left behind. */
    List<InstalledPolicy> views() {
        List<InstalledPolicy> views = new ArrayList<>();
        policies.forEach((key, owners) -> {
            Owner first = owners.getFirst();
            if (!first.stale) {
                views.add(new InstalledPolicy(key.direction, key.source, key.destination, first.reqid));
            }
        });
        return views;
    }

    /** @param inboundSpi of the Child SA that claims it; 0 for a trap */
    record Claim(InstalledPolicy policy, int inboundSpi) {}

    /** Every claim on a policy, effective or waiting. */
    List<Claim> claims(boolean traps) {
        List<Claim> claims = new ArrayList<>();
        policies.forEach((key, owners) -> owners.stream()
                .filter(o -> o.isTrap() == traps && !o.stale)
                .forEach(o -> claims.add(new Claim(
                        new InstalledPolicy(key.direction, key.source, key.destination, o.reqid), o.inboundSpi))));
        return claims;
    }

    /** Whether all of these are there. */
    boolean holds(Wanted wanted) {
        return wanted.keys().stream()
                .allMatch(k -> policies.getOrDefault(k, List.of()).stream().anyMatch(o -> o.is(wanted)));
    }

    /** The daemon is gone, its policies stay. */
    void markStale() {
        policies.values().forEach(owners -> owners.forEach(o -> o.stale = true));
    }

    void clear() {
        policies.clear();
        flows.clear();
    }
}
