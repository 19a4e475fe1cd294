package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.Offload;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants which policy. The kernel holds one policy for a selector, direction, mark and interface identifier, but several
 * may want it: a trap and the Child SA that it brought up, a Child SA and the one that a rekey puts in its place, or a
 * peer's old Child SA and the one of its reconnect. The claim with the lowest priority value is in the kernel, then the
 * newest; when it goes the next one takes its place. The kernel hears of it only where that changes the policy: most rekeys
 * leave it as it is.
 *
 * <p>One table serves all shards of a namespace, because a peer that reconnects may land on another shard. Every use is
 * under its monitor, together with the exchange with the kernel that carries the change out.
 */
public final class PolicyTable {
    private static final Comparator<Claim> EFFECTIVE_FIRST = Comparator.comparing(
                    Claim::priority, Integer::compareUnsigned)
            .thenComparing(Comparator.comparingLong(Claim::order).reversed());

    private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);

    private final Map<Key, Claims> table = new HashMap<>();
    private final UnhashedPolicies unhashed;
    private long order;

    public PolicyTable() {
        this(line -> LOG.warn("{}", line));
    }

    /** @param log told when the kernel has to walk through many policies */
    PolicyTable(Consumer<LogLine> log) {
        unhashed = new UnhashedPolicies(log);
    }

    /** Sets which policies of the calling thread's network namespace are found by hash. */
    public synchronized void hashBy(PolicyHash hash) {
        KernelPolicyHash.set(hash);
        unhashed.use(hash, table.keySet());
    }

    /** What the kernel takes for one policy. */
    record Key(Selector selector, PolicyDirection direction, Optional<Mark> mark, int interfaceId) {
        PolicyId id() {
            return PolicyId.of(selector, direction);
        }
    }

    /**
     * Who may want a policy.
     *
     * @param inboundSpi of the Child SA; 0 for a trap
     */
    record Owner(int reqid, int inboundSpi) {
        static Owner of(ChildSaRef child) {
            return new Owner(child.reqid(), child.inboundSpi());
        }

        static Owner ofTrap(int reqid) {
            return new Owner(reqid, 0);
        }
    }

    /** What a policy is like; with its key, all of it. */
    private record Content(int priority, Template template, Optional<Offload> offload) {}

    /**
     * One owner's wish.
     *
     * @param order of making; the newest of equal priority counts
     * @param offload a card that has the policy, too
     */
    record Claim(Owner owner, int priority, long order, Template template, Optional<Offload> offload) {
        private Content content() {
            return new Content(priority, template, offload);
        }
    }

    /** All that concerns one policy. */
    private static final class Claims {
        final List<Claim> all = new ArrayList<>(1);
        /** What the kernel was told last; empty if it has no policy, or may have another. */
        Optional<Content> told = Optional.empty();

        Optional<Claim> of(Owner owner) {
            return all.stream().filter(c -> c.owner.equals(owner)).findFirst();
        }

        void add(Claim claim) {
            all.add(claim);
            all.sort(EFFECTIVE_FIRST);
        }

        void remove(Owner owner) {
            all.removeIf(c -> c.owner.equals(owner));
        }
    }

    /**
     * Makes or renews an owner's claim.
     *
     * @return the owner's earlier claim, for {@link #restore}
     */
    Optional<Claim> claim(Key key, Owner owner, int priority, Template template, Optional<Offload> offload) {
        Claims claims = table.computeIfAbsent(key, this::added);
        Optional<Claim> earlier = claims.of(owner);
        claims.remove(owner);
        claims.add(new Claim(owner, priority, ++order, template, offload));
        return earlier;
    }

    private Claims added(Key key) {
        unhashed.added(key);
        return new Claims();
    }

    /** Gives up an owner's claim; the request that the kernel needs for it, if another policy holds now or none is left. */
    Optional<XfrmRequest> release(Key key, Owner owner) {
        Claims claims = table.get(key);
        if (claims == null || claims.of(owner).isEmpty()) {
            return Optional.empty();
        }
        claims.remove(owner);
        return settle(key);
    }

    /** Undoes a {@link #claim} that came to nothing, whatever others did since. What the kernel has is not sure any more. */
    void restore(Key key, Owner owner, Optional<Claim> earlier) {
        Claims claims = table.computeIfAbsent(key, this::added);
        claims.remove(owner);
        earlier.ifPresent(claims::add);
        claims.told = Optional.empty();
    }

    /** An owner's claim. */
    Optional<Claim> of(Key key, Owner owner) {
        Claims claims = table.get(key);
        return claims == null ? Optional.empty() : claims.of(owner);
    }

    /** The claim that is in the kernel, or will be with the next {@link #settle}. */
    Optional<Claim> effective(Key key) {
        Claims claims = table.get(key);
        return claims == null ? Optional.empty() : claims.all.stream().findFirst();
    }

    /** The request that makes the kernel's policy what the claims want; empty if it is that already. */
    Optional<XfrmRequest> settle(Key key) {
        Claims claims = table.get(key);
        if (claims == null || claims.all.isEmpty()) {
            if (table.remove(key) != null) {
                unhashed.removed(key);
            }
            return Optional.of(new XfrmRequest.DeletePolicy(key.id(), key.mark(), key.interfaceId()));
        }
        Content wanted = claims.all.getFirst().content();
        if (claims.told.equals(Optional.of(wanted))) {
            return Optional.empty();
        }
        claims.told = Optional.of(wanted);
        PolicyInfo info = PolicyInfo.of(key.selector(), key.direction(), wanted.priority());
        return Optional.of(new XfrmRequest.UpdatePolicy(
                new Policy(info, List.of(wanted.template()), key.mark(), key.interfaceId(), wanted.offload())));
    }
}
