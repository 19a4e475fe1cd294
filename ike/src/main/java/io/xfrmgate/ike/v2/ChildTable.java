package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.MoveChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.PrioritizeChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.SaPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The Child SAs of one IKE SA, and their life in the data plane: what is installed when, what hands over to what, and what
 * is removed when. Keys are wiped as soon as the data plane has them.
 */
final class ChildTable {
    /**
     * How long the inbound half of a replaced Child SA takes packets that overtook nothing but were late: within the time
     * that both may be there.
     */
    private static final long INBOUND_GRACE_MILLIS = 250;
    /** How long a Child SA and its replacement are both there, once both sides agree that the old one goes. */
    private static final long MAX_OVERLAP_MILLIS = 500;
    /** When the responder of a rekey begins to send on the new Child SA though the peer has not deleted the old one. */
    private static final long ACTIVATE_ANYWAY_MILLIS = 5_000;
    /** How long the loser of a collision waits for its creator to delete it. */
    private static final long REDUNDANT_MILLIS = 30_000;

    /** Hears what became of an installation. */
    interface Installed {
        void answer(long now, Optional<DataPlaneAnswer.Refused> refused, Effects out);
    }

    private final IkeSa sa;
    private List<ChildSa> children = List.of();
    /** Answers of the data plane that are waited for on behalf of Child SAs that are gone. */
    private int askedForGone;

    ChildTable(IkeSa sa) {
        this.sa = sa;
    }

    // ---- look-ups --------------------------------------------------------------------------------------------------

    boolean isEmpty() {
        return children.isEmpty();
    }

    List<ChildSa> all() {
        return children;
    }

    Optional<ChildSa> byOutboundSpi(long spi) {
        for (ChildSa child : children) {
            if (Integer.toUnsignedLong(child.outboundSpi()) == spi) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** Child SAs that count against the peer's limit: those that replace another are not counted twice. */
    long count() {
        return children.stream().filter(ChildSa::isAlive).count();
    }

    long nextDeadline() {
        long earliest = TimerTable.NEVER;
        for (ChildSa child : children) {
            earliest = Math.min(earliest, child.nextDeadline());
        }
        return earliest;
    }

    // ---- at rest ---------------------------------------------------------------------------------------------------

    boolean areIdle() {
        if (askedForGone > 0) {
            return false;
        }
        for (ChildSa child : children) {
            if (!child.isIdle()) {
                return false;
            }
        }
        return true;
    }

    void restore(List<ChildSa> rested) {
        children = rested;
    }

    /** Asks the data plane for a Child SA; until it has answered, the IKE SA that holds the Child SA is not idle. */
    static void ask(ChildSa child, DataPlaneRequest request, Effects out, IkeEndpoint.Continuation continuation) {
        child.asked++;
        child.owner.endpoint().dataPlane(request, out, (now, answer, o) -> {
            child.asked--;
            if (child.state == ChildSa.State.GONE) {
                child.owner.children().askedForGone--;
            }
            continuation.answer(now, answer, o);
        });
    }

    // ---- birth -----------------------------------------------------------------------------------------------------

    private void add(ChildSa child) {
        if (children.isEmpty()) {
            children = new ArrayList<>(2);
        }
        children.add(child);
        sa.endpoint().register(child);
    }

    /** Puts a new Child SA into the data plane. */
    void install(
            ChildSa child, ChildSaSpec wanted, Parts parts, Optional<ChildSa> replaces, Effects out, Installed done) {
        int priority = sa.endpoint().priorityOf(sa.config(), child.config);
        child.ref = child.ref.withPriority(priority);
        ChildSaSpec spec = wanted.withPriority(priority);
        add(child);
        int replacedOutbound = replaces.map(ChildSa::outboundSpi).orElse(0);
        ask(child, new InstallChild(spec, parts, replacedOutbound), out, (now, answer, o) -> {
            Optional<DataPlaneAnswer.Refused> refused = refusal(answer);
            if (refused.isEmpty() && parts == Parts.INBOUND) {
                child.pendingOutbound = Optional.of(spec);
            } else {
                destroyKeys(spec);
            }
            if (child.state == ChildSa.State.GONE) {
                child.wipe();
            } else if (refused.isPresent()) {
                Optional<ChildSa> kept = child.predecessor;
                drop(child);
                kept.filter(ChildSa::isRekeyable)
                        .ifPresent(old -> old.rekeyAt = now + sa.endpoint().retryDelay());
            } else {
                if (child.state == ChildSa.State.INSTALLING) {
                    child.state = parts == Parts.INBOUND ? ChildSa.State.INBOUND_ONLY : ChildSa.State.INSTALLED;
                }
                replaces.ifPresent(old -> old.outboundRemoved = true);
                if (child.state != ChildSa.State.REDUNDANT) {
                    setLifetime(child, now);
                }
            }
            done.answer(now, refused, o);
            if (child.activateWhenInstalled) {
                activate(child, o);
            }
            child.owner.settle(now, o);
        });
    }

    private static Optional<DataPlaneAnswer.Refused> refusal(DataPlaneAnswer answer) {
        return answer instanceof DataPlaneAnswer.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    private static void destroyKeys(ChildSaSpec spec) {
        spec.inboundKeys().destroy();
        spec.outboundKeys().destroy();
    }

    private void setLifetime(ChildSa child, long now) {
        ChildLifetime lifetime = child.config.lifetime();
        if (lifetime.seconds() > 0) {
            long hard = lifetime.seconds() * 1000;
            child.expireAt = now + hard;
            if (lifetime.rekey()) {
                long jitter = sa.endpoint().jitter(hard * lifetime.jitterPercent() / 100);
                child.rekeyAt = now + hard * lifetime.rekeyPercent() / 100 - jitter;
            }
        }
    }

    /**
     * The peer made a Child SA for the traffic that others of its own carry already: those go, also those of an IKE SA that
     * the same peer had from the same address. What we made ourselves stays, for both sides may have called at once.
     */
    void replaceDuplicates(ChildSa fresh, long now, Effects out) {
        replaceDuplicatesOf(fresh);
        if (sa.config().remote().isPresent()) {
            return;
        }
        for (IkeSa earlier : sa.endpoint().registry().withSamePeer(sa)) {
            if (earlier.remote().address().equals(sa.remote().address())) {
                earlier.children().replaceDuplicatesOf(fresh);
                earlier.settle(now, out);
            }
        }
    }

    private void replaceDuplicatesOf(ChildSa fresh) {
        for (ChildSa other : children) {
            boolean same = other != fresh
                    && !other.createdByUs
                    && other.state == ChildSa.State.INSTALLED
                    && other.config.name().equals(fresh.config.name())
                    && other.ref.mode() == fresh.ref.mode()
                    && sameTraffic(other, fresh);
            if (same) {
                sa.addTask(new ChildDeleteTask(other, CloseReason.DUPLICATE));
            }
        }
    }

    private static boolean sameTraffic(ChildSa a, ChildSa b) {
        return a.ref.localSelectors().equals(b.ref.localSelectors())
                && a.ref.remoteSelectors().equals(b.ref.remoteSelectors());
    }

    // ---- rekey: hand-over from old to new --------------------------------------------------------------------------

    /** We rekeyed: the new one is in use, the old one is to be deleted at the peer. */
    void replacedByUs(ChildSa old, ChildSa fresh, Effects out) {
        handOver(old, fresh);
        if (old.state != ChildSa.State.GONE) {
            old.owner.addTask(new ChildDeleteTask(old, CloseReason.REKEYED));
        }
        sa.endpoint().announcements().childRekeyed(fresh, old, out);
    }

    /** The peer rekeyed: we receive on the new one, and send on it when the peer deletes the old one. */
    void replacedByPeer(ChildSa old, ChildSa fresh, long now) {
        handOver(old, fresh);
        fresh.activateAt = now + ACTIVATE_ANYWAY_MILLIS;
    }

    private static void handOver(ChildSa old, ChildSa fresh) {
        fresh.predecessor = Optional.of(old);
        old.successor = Optional.of(fresh);
        old.rekeyAt = TimerTable.NEVER;
        if (old.state != ChildSa.State.GONE) {
            old.state = ChildSa.State.REPLACED;
        }
    }

    /** The loser of a rekey collision that the peer created; the peer will delete it. */
    void redundant(ChildSa child, long now) {
        child.state = ChildSa.State.REDUNDANT;
        child.rekeyAt = TimerTable.NEVER;
        child.activateAt = TimerTable.NEVER;
        child.expireAt = now + REDUNDANT_MILLIS;
    }

    /** The peer is ready: send on this one from now on. */
    void activate(ChildSa child, Effects out) {
        Optional<ChildSaSpec> pending = child.pendingOutbound;
        child.activateAt = TimerTable.NEVER;
        child.activateWhenInstalled = child.state == ChildSa.State.INSTALLING;
        if (pending.isEmpty() || child.state != ChildSa.State.INBOUND_ONLY) {
            return;
        }
        child.pendingOutbound = Optional.empty();
        child.state = ChildSa.State.INSTALLED;
        ChildSaSpec spec = pending.get();
        Optional<ChildSa> old = child.predecessor.filter(p -> !p.outboundRemoved && p.state != ChildSa.State.GONE);
        int replaced = old.map(ChildSa::outboundSpi).orElse(0);
        old.ifPresent(o -> o.outboundRemoved = true);
        ask(child, new InstallChild(spec, Parts.OUTBOUND, replaced), out, (now, answer, o) -> {
            destroyKeys(spec);
            Optional<DataPlaneAnswer.Refused> refused = refusal(answer);
            if (refused.isPresent()) {
                // Nothing of the request was done: what it should have replaced still sends.
                old.ifPresent(p -> sa.endpoint().dataPlane(new RemoveChild(p.ref, Parts.OUTBOUND), o, (n, a, e) -> {}));
            }
            if (refused.isPresent() && child.state != ChildSa.State.GONE) {
                child.state = child.state == ChildSa.State.INSTALLED ? ChildSa.State.INBOUND_ONLY : child.state;
                sa.endpoint().announcements().dataPlaneFailure(child.owner, refused.get(), o);
                child.owner.addTask(new ChildDeleteTask(child, CloseReason.DATA_PLANE));
                child.owner.settle(now, o);
            }
        });
        child.predecessor.ifPresent(p -> sa.endpoint().announcements().childRekeyed(child, p, out));
    }

    // ---- end -------------------------------------------------------------------------------------------------------

    /** Our request to delete it goes out. A replaced one still receives; all others end now. */
    void beginDelete(ChildSa child, long now, CloseReason reason, Effects out) {
        if (reason == CloseReason.REKEYED) {
            child.state = ChildSa.State.DELETING;
        } else {
            takeOut(child, now, reason, out);
        }
    }

    /** The peer confirmed our delete. */
    void deleted(ChildSa child, long now, CloseReason reason, Effects out) {
        if (child.state == ChildSa.State.DELETING) {
            child.removeAt = graceEnd(child, now);
            child.expireAt = TimerTable.NEVER;
        }
    }

    /** The peer deletes it. Returns whether our half is to be named in the answer (RFC 7296 section 2.25.1). */
    boolean deletedByPeer(ChildSa child, long now, Effects out) {
        switch (child.state) {
            case DELETING, GONE -> {
                return false;
            }
            case REPLACED -> {
                child.successor.ifPresent(fresh -> activate(fresh, out));
                child.removeAt = graceEnd(child, now);
                child.state = ChildSa.State.DELETING;
            }
            case REDUNDANT -> takeOut(child, now, CloseReason.REDUNDANT, out);
            case INSTALLING, INSTALLED, INBOUND_ONLY -> takeOut(child, now, CloseReason.PEER_DELETED, out);
        }
        return true;
    }

    /** The grace, as far as the time allows that both Child SAs may be there; none where the peer took that long. */
    private static long graceEnd(ChildSa old, long now) {
        long both = old.successor.map(fresh -> fresh.createdMillis).orElse(now) + MAX_OVERLAP_MILLIS;
        return Math.max(now, Math.min(now + INBOUND_GRACE_MILLIS, both));
    }

    /** Takes what is there of a Child SA out of the data plane, and forgets it. */
    void takeOut(ChildSa child, long now, CloseReason reason, Effects out) {
        if (child.state == ChildSa.State.GONE) {
            return;
        }
        PeerPolicy policy = child.owner.config().policy();
        if (child.isInDataPlane()
                && child.owner.isEstablished()
                && (policy.idleTimeoutMillis() > 0 || policy.userActivity())) {
            child.owner.lifeline().traffic().lastLook(child, out);
        }
        boolean inboundOnly = child.outboundRemoved || child.pendingOutbound.isPresent();
        Parts parts = inboundOnly ? Parts.INBOUND : Parts.BOTH;
        ChildSaRef ref = child.ref;
        sa.endpoint().dataPlane(new RemoveChild(ref, parts), out, (n, answer, o) -> {});
        drop(child);
        if (child.announced) {
            sa.endpoint().announcements().childClosed(child, reason, now, out);
        }
        if (children.isEmpty() && sa.isEstablished() && !sa.config().childless()) {
            sa.lifeline().empty(now);
        }
    }

    private void drop(ChildSa child) {
        child.state = ChildSa.State.GONE;
        child.wipe();
        child.owner.children().askedForGone += child.asked;
        child.owner.children().children.remove(child);
        child.predecessor.ifPresent(ChildTable::replacementGone);
        child.successor.ifPresent(fresh -> fresh.predecessor = Optional.empty());
        sa.endpoint().unregister(child);
    }

    /** What should have taken its place never did: it stays in use, unless it sends no more. */
    private static void replacementGone(ChildSa old) {
        old.successor = Optional.empty();
        if (old.state == ChildSa.State.REPLACED && !old.outboundRemoved) {
            old.state = ChildSa.State.INSTALLED;
        }
    }

    void closeAll(long now, CloseReason reason, Effects out) {
        for (ChildSa child : List.copyOf(children)) {
            takeOut(child, now, child.state == ChildSa.State.REPLACED ? CloseReason.REKEYED : reason, out);
        }
    }

    // ---- others ----------------------------------------------------------------------------------------------------

    /** The IKE SA was rekeyed: its Child SAs live on under the new one (RFC 7296 section 2.18). */
    void moveTo(IkeSa heir) {
        if (children.isEmpty()) {
            return;
        }
        children.forEach(child -> child.owner = heir);
        ChildTable theirs = heir.children();
        List<ChildSa> all = new ArrayList<>(theirs.children);
        all.addAll(children);
        theirs.children = all;
        children = List.of();
    }

    /** The policies of all that is there get another priority, from now on. */
    void prioritize(ToIntFunction<ChildConfig> priorities, Effects out) {
        for (ChildSa child : children) {
            int priority = priorities.applyAsInt(child.config);
            if (child.ref.options().priority() == priority) {
                continue;
            }
            child.ref = child.ref.withPriority(priority);
            change(child, new PrioritizeChild(child.ref, priority), out);
        }
    }

    /** Asks for a change of what is there; a refusal is told, and leaves it as it was. */
    private static void change(ChildSa child, DataPlaneRequest request, Effects out) {
        ask(
                child,
                request,
                out,
                (now, answer, o) -> refusal(answer)
                        .ifPresent(refused ->
                                child.owner.endpoint().announcements().dataPlaneFailure(child.owner, refused, o)));
    }

    /** The path changed. */
    void move(SaPath path, Effects out) {
        for (ChildSa child : children) {
            change(child, new MoveChild(child.ref, path), out);
            child.moved(path);
            child.pendingOutbound = child.pendingOutbound.map(spec -> ChildSpecs.withPath(spec, path));
        }
    }

    void tick(long now, Effects out) {
        for (ChildSa child : List.copyOf(children)) {
            if (child.removeAt <= now) {
                takeOut(child, now, CloseReason.REKEYED, out);
                continue;
            }
            if (child.activateAt <= now) {
                activate(child, out);
            }
            if (child.expireAt <= now) {
                child.expireAt = TimerTable.NEVER;
                expire(child, now, out);
            }
            if (child.rekeyAt <= now) {
                child.rekeyAt = TimerTable.NEVER;
                rekey(child);
            }
        }
    }

    /** Begins a rekey, where it makes sense. */
    boolean rekey(ChildSa child) {
        boolean underWay = sa.queue().tasks().stream().anyMatch(t -> rekeys(t, child))
                || sa.active().filter(t -> rekeys(t, child)).isPresent();
        if (!child.isRekeyable() || underWay) {
            return false;
        }
        sa.addTask(ChildCreateTask.rekey(child));
        return true;
    }

    private static boolean rekeys(Task task, ChildSa child) {
        return task instanceof ChildCreateTask create
                && create.rekeyed().filter(r -> r == child).isPresent();
    }

    /** A lifetime ended for good. */
    void expire(ChildSa child, long now, Effects out) {
        child.successor.ifPresent(fresh -> activate(fresh, out));
        sa.addTask(new ChildDeleteTask(child, endOf(child)));
    }

    /** The kernel met a hard limit and has taken a state away: the rest goes at once, and the peer is told. */
    void exhausted(ChildSa child, long now, Effects out) {
        child.successor.ifPresent(fresh -> activate(fresh, out));
        boolean peerKnows = child.state == ChildSa.State.DELETING;
        takeOut(child, now, endOf(child), out);
        if (!peerKnows) {
            sa.addTask(new StrayChildDeleteTask(child.inboundSpi()));
        }
    }

    /** The configuration does not have it any more: it ends at once, and the peer is told. */
    void withdraw(ChildSa child, long now, Effects out) {
        boolean peerKnows = child.state == ChildSa.State.DELETING;
        boolean peerHasNotHeard = child.state == ChildSa.State.INSTALLING && !child.createdByUs;
        child.withdrawn = true;
        takeOut(child, now, child.isAlive() ? CloseReason.RECONFIGURED : endOf(child), out);
        if (!peerKnows && !peerHasNotHeard) {
            sa.addTask(new StrayChildDeleteTask(child.inboundSpi()));
        }
    }

    private static CloseReason endOf(ChildSa child) {
        return switch (child.state) {
            case REPLACED, DELETING -> CloseReason.REKEYED;
            case REDUNDANT -> CloseReason.REDUNDANT;
            case INSTALLING, INSTALLED, INBOUND_ONLY, GONE -> CloseReason.EXPIRED;
        };
    }
}
