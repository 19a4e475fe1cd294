package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import java.util.OptionalLong;

/** What happened to SAs: counted, told to whoever listens, and to {@link Initiation}, which may have to bring up again what ended. */
final class Announcements {
    private final IkeEndpoint endpoint;

    Announcements(IkeEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    // ---- IKE SAs ---------------------------------------------------------------------------------------------------

    /** @param startedMillis when its handshake began */
    void ikeEstablished(IkeSa sa, long now, long startedMillis, Effects out) {
        count(Counter.IKE_ESTABLISHED);
        out.notice(new Notice.IkeEstablished(
                sa.name(), sa.initiator(), sa.proposal().orElseThrow(), sa.nat().encapsulated(), now - startedMillis));
        endpoint.initiation().established(sa, now, out);
    }

    void ikeRekeyed(IkeSa fresh, IkeSa old, Effects out) {
        count(Counter.IKE_REKEYED);
        out.notice(new Notice.IkeRekeyed(
                fresh.name(), old.name(), fresh.initiator(), fresh.proposal().orElseThrow()));
    }

    void ikeClosed(IkeSa sa, CloseReason reason, String detail, long now, Effects out) {
        endpoint.counters().countClosedIke(reason);
        endpoint.initiation().ended(sa, now);
        OptionalLong life =
                sa.wasEstablished() ? OptionalLong.of(now - sa.lifeline().establishedMillis()) : OptionalLong.empty();
        out.notice(new Notice.IkeClosed(sa.name(), reason, detail, sa.proposal(), life));
        down(sa, reason, now, out);
    }

    // ---- Child SAs -------------------------------------------------------------------------------------------------

    void childEstablished(ChildSa child, Effects out) {
        child.announced = true;
        count(Counter.CHILD_ESTABLISHED);
        out.notice(new Notice.ChildEstablished(child.owner.name(), child.name(), child.suite));
        endpoint.initiation().up(child, child.createdMillis, out);
    }

    void childRekeyed(ChildSa fresh, ChildSa old, Effects out) {
        fresh.announced = true;
        count(Counter.CHILD_REKEYED);
        out.notice(
                new Notice.ChildRekeyed(fresh.owner.name(), fresh.name(), old.name(), fresh.createdByUs, fresh.suite));
    }

    void childClosed(ChildSa child, CloseReason reason, long now, Effects out) {
        endpoint.counters().countClosedChild(reason);
        out.notice(new Notice.ChildClosed(
                child.owner.name(), child.name(), reason, child.suite, now - child.createdMillis));
        down(child.owner, reason, now, out);
    }

    /** What was replaced is not down, and when we end everything nothing is to come up again. */
    private void down(IkeSa sa, CloseReason reason, long now, Effects out) {
        if (reason != CloseReason.REKEYED && reason != CloseReason.REDUNDANT && !endpoint.isClosing()) {
            endpoint.initiation().down(sa.config(), now, out);
        }
    }

    // ---- failures --------------------------------------------------------------------------------------------------

    void failure(IkeSa sa, FailureReason reason, String detail, Effects out) {
        failure(sa, reason, Explanation.of(detail), out);
    }

    void failure(IkeSa sa, FailureReason reason, Explanation why, Effects out) {
        failure(sa.name(), reason, sa.initiator(), why, out);
    }

    void failure(Notice.IkeSaName name, FailureReason reason, boolean initiator, Explanation why, Effects out) {
        endpoint.counters().count(reason);
        out.notice(new Notice.Failed(name, reason, initiator, why));
    }

    void dataPlaneFailure(IkeSa sa, DataPlaneAnswer.Refused refused, Effects out) {
        failure(
                sa,
                FailureReason.DATA_PLANE,
                "the kernel refuses: errno " + refused.errno() + ", " + refused.text(),
                out);
    }

    private void count(Counter counter) {
        endpoint.counters().count(counter);
    }
}
