package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.PolicyId;
import io.xfrmgate.nativeio.xfrm.PolicyInfo;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who wants which policy. The kernel holds one policy for a selector, direction, mark and interface identifier, but several
 * may want it: a trap and the Child SA that it brought up, or a peer's old Child SA and the one of its reconnect. The claim
 * with the lowest priority value is in the kernel, then the newest; when it goes the next one takes its place.
 *
 * <p>One table serves all shards of a namespace, because a peer that reconnects may land on another shard. Every use is
 * under its monitor, together with the exchange with the kernel that carries the change out.
 */
public final class PolicyTable {
    private static final Comparator<Claim> EFFECTIVE_FIRST = Comparator.comparing(
                    Claim::priority, Integer::compareUnsigned)
            .thenComparing(Comparator.comparingLong(Claim::order).reversed());

    private final Map<Key, List<Claim>> claims = new HashMap<>();
    private long order;

    /** What the kernel takes for one policy. */
    record Key(Selector selector, PolicyDirection direction, Optional<Mark> mark, int interfaceId) {
        PolicyId id() {
            return PolicyId.of(selector, direction);
        }
    }

    /** Who may want a policy: a reqid's Child SAs together, and its trap. */
    record Owner(int reqid, boolean trap) {}

    /** @param order of making; the newest of equal priority counts */
    record Claim(Owner owner, int priority, long order, Template template) {}

    /**
     * Makes or renews an owner's claim.
     *
     * @return the owner's earlier claim, for {@link #restore}
     */
    Optional<Claim> claim(Key key, Owner owner, int priority, Template template) {
        List<Claim> all = claims.computeIfAbsent(key, k -> new ArrayList<>(1));
        Optional<Claim> earlier = of(all, owner);
        all.removeIf(c -> c.owner.equals(owner));
        all.add(new Claim(owner, priority, ++order, template));
        all.sort(EFFECTIVE_FIRST);
        return earlier;
    }

    /** Gives up an owner's claim; the request that the kernel needs for it, if another claim counts now or none is left. */
    Optional<XfrmRequest> release(Key key, Owner owner) {
        List<Claim> all = claims.getOrDefault(key, List.of());
        if (of(all, owner).isEmpty()) {
            return Optional.empty();
        }
        boolean effective = all.getFirst().owner.equals(owner);
        all.removeIf(c -> c.owner.equals(owner));
        if (all.isEmpty()) {
            claims.remove(key);
        }
        return effective ? Optional.of(settle(key)) : Optional.empty();
    }

    /** Undoes a {@link #claim} that came to nothing, whatever others did since. */
    void restore(Key key, Owner owner, Optional<Claim> earlier) {
        claims.computeIfAbsent(key, k -> new ArrayList<>(1)).removeIf(c -> c.owner.equals(owner));
        earlier.ifPresent(claim -> {
            List<Claim> all = claims.computeIfAbsent(key, k -> new ArrayList<>(1));
            all.add(claim);
            all.sort(EFFECTIVE_FIRST);
        });
        claims.computeIfPresent(key, (k, all) -> all.isEmpty() ? null : all);
    }

    boolean holds(Key key, Owner owner) {
        return of(claims.getOrDefault(key, List.of()), owner).isPresent();
    }

    /** The request that makes the kernel's policy what the claims want. */
    XfrmRequest settle(Key key) {
        List<Claim> all = claims.getOrDefault(key, List.of());
        if (all.isEmpty()) {
            return new XfrmRequest.DeletePolicy(key.id(), key.mark(), key.interfaceId());
        }
        Claim first = all.getFirst();
        PolicyInfo info = PolicyInfo.of(key.selector(), key.direction(), first.priority());
        return new XfrmRequest.UpdatePolicy(new Policy(info, List.of(first.template()), key.mark(), key.interfaceId()));
    }

    private static Optional<Claim> of(List<Claim> all, Owner owner) {
        return all.stream().filter(c -> c.owner.equals(owner)).findFirst();
    }
}
