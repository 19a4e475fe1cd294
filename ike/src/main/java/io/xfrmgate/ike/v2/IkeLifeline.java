package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.Optional;

/** What time brings to an IKE SA: the end of its set-up, liveness checks, NAT keepalives, rekeying, its end. */
final class IkeLifeline {
    /** How long an IKE SA that was replaced waits for its creator to delete it, before we do. */
    private static final long SUPERSEDED_MILLIS = 60_000;

    private static final long RETIRE_MILLIS = 1_000;
    /** How long a peer that refuses to rekey is left alone, at most. */
    private static final long UNWILLING_MILLIS = 300_000;

    private static final long MIN_LOOK_MILLIS = 1_000;

    private final IkeSa sa;
    private long establishedMillis;
    private long heardMillis;
    private boolean retiring;
    /** When the peer must have proven itself anew, rekeyed or not. */
    private long sessionEnd = TimerTable.NEVER;

    private final TrafficWatch traffic;

    IkeLifeline(IkeSa sa) {
        this.sa = sa;
        this.traffic = new TrafficWatch(sa);
    }

    long establishedMillis() {
        return establishedMillis;
    }

    long heardMillis() {
        return heardMillis;
    }

    TrafficWatch traffic() {
        return traffic;
    }

    boolean isIdle() {
        return !traffic.isLooking();
    }

    void pack(PackWriter to) {
        to.u64(establishedMillis);
        to.u64(heardMillis);
        to.flag(retiring);
        to.u64(sessionEnd);
        traffic.pack(to);
    }

    void unpack(PackReader from) {
        establishedMillis = from.u64();
        heardMillis = from.u64();
        retiring = from.flag();
        sessionEnd = from.u64();
        traffic.unpack(from);
    }

    void connecting(long now) {
        timers().set(TimerKind.SETUP, now + sa.config().setupTimeoutMillis());
    }

    void established(long now) {
        establishedMillis = now;
        heardMillis = now;
        timers().stop(TimerKind.SETUP);
        IkeLifetime lifetime = sa.config().lifetime();
        if (lifetime.seconds() > 0) {
            long hard = lifetime.seconds() * 1000;
            timers().set(TimerKind.EXPIRE, now + hard);
            if (lifetime.rekey()) {
                long jitter = sa.endpoint().jitter(hard * lifetime.jitterPercent() / 100);
                timers().set(TimerKind.REKEY, now + hard * lifetime.rekeyPercent() / 100 - jitter);
            }
        }
        armLiveness(now);
        armNatKeepalive(now);
        traffic.start(now);
        armTraffic(now);
    }

    /** The IKE SA, and all that it is rekeyed to, ends at this time. */
    void endSession(long millis) {
        sessionEnd = millis;
        if (millis != TimerTable.NEVER) {
            timers().set(TimerKind.EXPIRE, Math.min(timers().get(TimerKind.EXPIRE), millis));
            if (timers().get(TimerKind.REKEY) >= millis) {
                timers().stop(TimerKind.REKEY);
            }
        }
    }

    /** Takes over what an IKE SA before this one's rekey knew of its traffic, and its end. */
    void inherit(IkeLifeline before, long now) {
        endSession(before.sessionEnd);
        traffic.resume(before.traffic);
        armTraffic(now);
    }

    /** The place and the Child SAs went to another; the one who rekeyed deletes this one. */
    void superseded(long now) {
        stop();
        timers().set(TimerKind.EXPIRE, now + SUPERSEDED_MILLIS);
    }

    /** Of two IKE SAs that both sides began at once this one goes, when the other has had time to carry the traffic. */
    void retire(long now) {
        retiring = true;
        timers().stop(TimerKind.REKEY);
        timers().set(TimerKind.EXPIRE, now + RETIRE_MILLIS);
    }

    /** Nothing but the delete is left to do. */
    void stop() {
        for (TimerKind kind : new TimerKind[] {
            TimerKind.SETUP,
            TimerKind.LIVENESS,
            TimerKind.TRAFFIC,
            TimerKind.NAT_KEEPALIVE,
            TimerKind.REKEY,
            TimerKind.EXPIRE
        }) {
            timers().stop(kind);
        }
    }

    /** An authentic message came. */
    void heard(long now, UdpEndpoint to, UdpEndpoint from, Effects out) {
        heardMillis = now;
        if (sa.state() == IkeSa.State.CONNECTING) {
            if (!sa.initiator()) {
                // IKE_AUTH may come from and to another port than IKE_SA_INIT (RFC 7296 section 2.23).
                sa.channel().move(to, from);
                sa.endpoint().registry().peerChanged(sa);
            }
            return;
        }
        boolean mayMove = sa.nat().remoteBehindNat() && !sa.nat().localBehindNat();
        if (mayMove && !from.equals(sa.remote())) {
            moved(from, out);
        }
    }

    /** The peer's NAT has a new mapping (RFC 7296 section 2.23, "dynamic address update"). */
    void moved(UdpEndpoint newRemote, Effects out) {
        UdpEndpoint old = sa.remote();
        if (old.equals(newRemote)) {
            return;
        }
        sa.channel().move(sa.local(), newRemote);
        sa.endpoint().registry().peerChanged(sa);
        sa.children().move(sa.path(), out);
        sa.addresses().leases().forEach(lease -> sa.endpoint().assigner().moved(lease, newRemote));
        out.notice(new Notice.PeerMoved(sa.name(), old));
    }

    void tick(long now, Effects out) {
        if (timers().take(TimerKind.SETUP, now)) {
            setupEnded(now, out);
        }
        if (timers().take(TimerKind.EXPIRE, now)) {
            expire(now, out);
        }
        if (timers().take(TimerKind.REKEY, now) && sa.isEstablished()) {
            sa.addTask(new IkeRekeyTask());
        }
        if (timers().take(TimerKind.LIVENESS, now) && sa.isEstablished()) {
            checkLiveness(now, out);
        }
        if (timers().take(TimerKind.TRAFFIC, now) && sa.isEstablished()) {
            traffic.look(now, out, this::checkTraffic);
        }
        if (timers().take(TimerKind.NAT_KEEPALIVE, now) && sa.isEstablished()) {
            out.sendNatKeepalive(sa.local(), sa.remote());
            armNatKeepalive(now);
        }
    }

    private void setupEnded(long now, Effects out) {
        if (sa.state() == IkeSa.State.CONNECTING) {
            String waiting = sa.handshake()
                    .flatMap(h -> h.asked)
                    .map(asked -> ", still waiting for " + asked.waitingFor())
                    .orElse("");
            sa.failed(
                    now,
                    FailureReason.SETUP_TIMEOUT,
                    "not established within " + sa.config().setupTimeoutMillis() + " ms" + waiting,
                    out);
        } else if (sa.isEstablished() && sa.children().isEmpty() && !sa.config().childless()) {
            // An IKE SA whose only Child SA was refused is of no use where empty ones are not allowed.
            sa.close(now, CloseReason.EMPTY, Optional.empty(), out);
        }
    }

    /** The IKE SA has no Child SA; it is closed unless one comes within the set-up time. */
    void empty(long now) {
        timers().set(TimerKind.SETUP, now + sa.config().setupTimeoutMillis());
    }

    /** The configuration changed: what goes by time follows it. */
    void reconfigured(long now) {
        if (!sa.isEstablished()) {
            return;
        }
        timers().stop(TimerKind.LIVENESS);
        timers().stop(TimerKind.NAT_KEEPALIVE);
        timers().stop(TimerKind.TRAFFIC);
        armLiveness(now);
        armNatKeepalive(now);
        armTraffic(now);
        if (sa.children().isEmpty()
                && !sa.config().childless()
                && sa.awaitsChildrenOf().isEmpty()) {
            empty(now);
        }
    }

    private void expire(long now, Effects out) {
        CloseReason reason = sa.state() == IkeSa.State.REKEYED
                ? CloseReason.REKEYED
                : retiring || sa.awaitsChildrenOf().isPresent() ? CloseReason.REDUNDANT : CloseReason.EXPIRED;
        sa.close(now, reason, Optional.empty(), out);
    }

    private void checkLiveness(long now, Effects out) {
        long due = heardMillis + sa.config().keepalive().intervalMillis();
        if (due <= now && sa.active().isEmpty()) {
            if (sa.config().policy().userActivity() && !sa.children().isEmpty()) {
                traffic.look(now, out, this::askUnlessUserSpoke);
            } else {
                sa.addTask(new LivenessTask());
            }
        }
        armLiveness(now);
    }

    /** A packet from the peer since we last heard of it shows as well as any answer that it lives. */
    private void askUnlessUserSpoke(long now, Effects out) {
        if (traffic.inboundMillis() > heardMillis) {
            heardMillis = traffic.inboundMillis();
            armLiveness(now);
        } else if (sa.isEstablished() && sa.active().isEmpty()) {
            sa.addTask(new LivenessTask());
        }
    }

    /** Ends an IKE SA through which nothing passed for the idle time. */
    private void checkTraffic(long now, Effects out) {
        if (!sa.isEstablished()) {
            return;
        }
        long idle = now - traffic.anyMillis();
        if (idle >= sa.config().policy().idleTimeoutMillis()) {
            sa.close(now, CloseReason.IDLE, Optional.empty(), out);
        } else {
            armTraffic(now);
        }
    }

    /**
     * Looks four times in the idle time, each time a little earlier than that, so that thousands that came up together do not
     * stay together; and once when it would end.
     */
    private void armTraffic(long now) {
        long timeout = sa.config().policy().idleTimeoutMillis();
        if (timeout > 0 && !sa.endpoint().keepsUp(sa.config())) {
            long step = Math.max(MIN_LOOK_MILLIS, timeout / 4);
            long next = now + step - sa.endpoint().jitter(step / 4);
            timers().set(TimerKind.TRAFFIC, Math.min(next, Math.max(now + 1, traffic.anyMillis() + timeout)));
        }
    }

    /** Not moved at every message: when it goes off early it is set anew. */
    private void armLiveness(long now) {
        int interval = sa.config().keepalive().intervalMillis();
        if (interval > 0) {
            long due = heardMillis + interval;
            timers().set(TimerKind.LIVENESS, due > now ? due : now + interval);
        }
    }

    private void armNatKeepalive(long now) {
        int interval = sa.config().nat().keepaliveMillis();
        if (sa.nat().localBehindNat() && interval > 0) {
            timers().set(TimerKind.NAT_KEEPALIVE, now + interval);
        }
    }

    /** Rekeying failed for now; try again, but not past the end, and seldom where the peer does not rekey at all. */
    void retryRekey(long now, boolean unwilling) {
        long end = timers().get(TimerKind.EXPIRE);
        long left = end == TimerTable.NEVER ? UNWILLING_MILLIS * 4 : end - now;
        long patience = unwilling ? Math.min(UNWILLING_MILLIS, left / 4) : 0;
        timers().set(TimerKind.REKEY, now + sa.endpoint().retryDelay() + patience);
    }

    /** An error that ends the IKE SA on our side, told to the peer (RFC 7296 section 2.21.2). */
    static Optional<Payload.Notify> authenticationFailed() {
        return Optional.of(Payload.Notify.of(NotifyType.AUTHENTICATION_FAILED));
    }

    private TimerTable timers() {
        return sa.timers();
    }
}
