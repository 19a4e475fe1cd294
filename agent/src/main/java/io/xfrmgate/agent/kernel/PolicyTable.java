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
import java.util.List;
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
    private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);

    private final ClaimRecords claims = new ClaimRecords();
    private final UnhashedPolicies unhashed;
    private int holders;

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
        unhashed.use(hash);
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
     * @param order of making, among the claims on one policy; the newest of equal priority counts
     * @param offload a card that has the policy, too
     */
    record Claim(Owner owner, int priority, int order, Template template, Optional<Offload> offload) {
        private Content content() {
            return new Content(priority, template, offload);
        }
    }

    /** A number for somebody who makes claims, so that they can be told from those of others. */
    synchronized int newHolder() {
        if (holders == ClaimRecords.MAX_HOLDER) {
            throw new IllegalStateException("one namespace has had " + holders + " data planes");
        }
        return ++holders;
    }

    /**
     * Makes or renews an owner's claim.
     *
     * @param holder see {@link #newHolder}
     * @return the owner's earlier claim, for {@link #restore}
     */
    Optional<Claim> claim(
            Key key, Owner owner, int priority, Template template, Optional<Offload> offload, int holder) {
        claims.seek(key);
        int newest = 0;
        int mine = ClaimRecords.NONE;
        for (int one = claims.first(); one != ClaimRecords.NONE; one = claims.next(one)) {
            newest = Math.max(newest, claims.order(one));
            mine = claims.isOf(one, owner) ? one : mine;
        }
        if (newest == 0) {
            unhashed.added(key);
        }
        Claim claim = new Claim(owner, priority, newest + 1, template, offload);
        Optional<Claim> earlier = claim(mine);
        boolean told = mine != ClaimRecords.NONE && takeOut(mine).equals(Optional.of(claim.content()));
        claims.add(claim, holder, told);
        return earlier;
    }

    /** Gives up an owner's claim; the request that the kernel needs for it, if another policy holds now or none is left. */
    Optional<XfrmRequest> release(Key key, Owner owner) {
        claims.seek(key);
        int mine = find(owner);
        if (mine == ClaimRecords.NONE) {
            return Optional.empty();
        }
        takeOut(mine);
        if (claims.first() == ClaimRecords.NONE) {
            unhashed.removed(key);
        }
        return settleSought(key);
    }

    /** Undoes a {@link #claim} that came to nothing, whatever others did since. What the kernel has is not sure any more. */
    void restore(Key key, Owner owner, Optional<Claim> earlier, int holder) {
        claims.seek(key);
        boolean wasThere = claims.first() != ClaimRecords.NONE;
        int mine = find(owner);
        if (mine != ClaimRecords.NONE) {
            claims.remove(mine);
        }
        earlier.ifPresent(claim -> claims.add(claim, holder, false));
        boolean isThere = claims.first() != ClaimRecords.NONE;
        if (wasThere && !isThere) {
            unhashed.removed(key);
        } else if (isThere && !wasThere) {
            unhashed.added(key);
        }
        forgetTold();
    }

    /** An owner's claim. */
    Optional<Claim> of(Key key, Owner owner) {
        claims.seek(key);
        return claim(find(owner));
    }

    /** The claim that is in the kernel, or will be with the next {@link #settle}. */
    Optional<Claim> effective(Key key) {
        claims.seek(key);
        return claim(effective());
    }

    /** The request that makes the kernel's policy what the claims want; empty if it is that already. */
    Optional<XfrmRequest> settle(Key key) {
        claims.seek(key);
        return settleSought(key);
    }

    private Optional<XfrmRequest> settleSought(Key key) {
        int effective = effective();
        if (effective == ClaimRecords.NONE) {
            return Optional.of(new XfrmRequest.DeletePolicy(key.id(), key.mark(), key.interfaceId()));
        }
        if (claims.isTold(effective)) {
            return Optional.empty();
        }
        Content wanted = claims.claim(effective).content();
        boolean isAsWanted = false;
        for (int one = claims.first(); one != ClaimRecords.NONE; one = claims.next(one)) {
            if (claims.isTold(one)) {
                isAsWanted |= claims.claim(one).content().equals(wanted);
                claims.setTold(one, false);
            }
        }
        claims.setTold(effective, true);
        if (isAsWanted) {
            return Optional.empty();
        }
        PolicyInfo info = PolicyInfo.of(key.selector(), key.direction(), wanted.priority());
        return Optional.of(new XfrmRequest.UpdatePolicy(
                new Policy(info, List.of(wanted.template()), key.mark(), key.interfaceId(), wanted.offload())));
    }

    /** Gives up all of somebody's claims; what the kernel needs for that is given to {@code requests}, one after the other. */
    void releaseAll(int holder, Consumer<XfrmRequest> requests) {
        int claim = claims.last();
        while (claim != ClaimRecords.NONE) {
            int before = claims.before(claim);
            if (claims.holder(claim) == holder) {
                release(claims.key(claim), claims.owner(claim)).ifPresent(requests);
            }
            claim = before;
        }
    }

    // ---- of the policy that was sought last
    // --------------------------------------------------------------------------

    private Optional<Claim> claim(int number) {
        return number == ClaimRecords.NONE ? Optional.empty() : Optional.of(claims.claim(number));
    }

    private int find(Owner owner) {
        int one = claims.first();
        while (one != ClaimRecords.NONE && !claims.isOf(one, owner)) {
            one = claims.next(one);
        }
        return one;
    }

    private int effective() {
        int best = ClaimRecords.NONE;
        for (int one = claims.first(); one != ClaimRecords.NONE; one = claims.next(one)) {
            if (best == ClaimRecords.NONE || isBefore(one, best)) {
                best = one;
            }
        }
        return best;
    }

    private boolean isBefore(int claim, int other) {
        int byPriority = Integer.compareUnsigned(claims.priority(claim), claims.priority(other));
        return byPriority < 0 || byPriority == 0 && claims.order(claim) > claims.order(other);
    }

    /**
     * Takes out a claim. If the kernel has the policy as it wanted it, that is remembered by the next one if that wants the same.
     *
     * @return what the kernel has, if that was known by this claim
     */
    private Optional<Content> takeOut(int claim) {
        Optional<Content> told =
                claims.isTold(claim) ? Optional.of(claims.claim(claim).content()) : Optional.empty();
        claims.remove(claim);
        int next = told.isPresent() ? effective() : ClaimRecords.NONE;
        if (next != ClaimRecords.NONE
                && told.equals(Optional.of(claims.claim(next).content()))) {
            claims.setTold(next, true);
        }
        return told;
    }

    /** Nobody knows what the kernel has. */
    private void forgetTold() {
        for (int one = claims.first(); one != ClaimRecords.NONE; one = claims.next(one)) {
            claims.setTold(one, false);
        }
    }
}
