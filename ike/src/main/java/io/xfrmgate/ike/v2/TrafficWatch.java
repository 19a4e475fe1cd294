package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.QueryUsage;
import java.util.List;

/**
 * When user traffic last passed through an IKE SA's Child SAs, by the data plane's counters. It asks only when told to, so
 * the time it knows is that of the first look after a packet, never an earlier one.
 */
final class TrafficWatch {
    private final IkeSa sa;
    private long inboundMillis;
    private long anyMillis;
    private int pending;

    /** Goes on when every Child SA has been looked at. */
    interface Looked {
        void done(long now, Effects out);
    }

    TrafficWatch(IkeSa sa) {
        this.sa = sa;
    }

    boolean isLooking() {
        return pending > 0;
    }

    void pack(PackWriter to) {
        to.u64(inboundMillis);
        to.u64(anyMillis);
    }

    void unpack(PackReader from) {
        inboundMillis = from.u64();
        anyMillis = from.u64();
    }

    /** Counts from now on. */
    void start(long now) {
        inboundMillis = now;
        anyMillis = now;
    }

    /** Goes on where the watch of the IKE SA before a rekey stood. */
    void resume(TrafficWatch before) {
        inboundMillis = before.inboundMillis;
        anyMillis = before.anyMillis;
    }

    /** When a packet was last known to come from the peer. */
    long inboundMillis() {
        return inboundMillis;
    }

    /** When a packet was last known to pass in either direction. */
    long anyMillis() {
        return anyMillis;
    }

    /** Reads the counters of all Child SAs. While a look is under way, another one waits for nothing and does nothing. */
    void look(long now, Effects out, Looked looked) {
        if (pending > 0) {
            return;
        }
        List<ChildSa> children =
                sa.children().all().stream().filter(ChildSa::isInDataPlane).toList();
        if (children.isEmpty()) {
            looked.done(now, out);
            return;
        }
        pending = children.size();
        for (ChildSa child : children) {
            ChildTable.ask(child, new QueryUsage(child.ref), out, (t, answer, o) -> {
                note(child, answer, t);
                pending--;
                if (pending == 0) {
                    looked.done(t, o);
                    sa.settle(t, o);
                }
            });
        }
    }

    /** A Child SA is about to be taken out: what it carried since the last look counts, too. */
    void lastLook(ChildSa child, Effects out) {
        ChildTable.ask(
                child,
                new QueryUsage(child.ref),
                out,
                (t, answer, o) -> child.owner.lifeline().traffic().note(child, answer, t));
    }

    private void note(ChildSa child, DataPlaneAnswer answer, long now) {
        if (answer instanceof DataPlaneAnswer.Usage(var inbound, var outbound)) {
            if (inbound.packets() != child.seenInbound) {
                inboundMillis = now;
                anyMillis = now;
            }
            if (outbound.packets() != child.seenOutbound) {
                anyMillis = now;
            }
            child.seenInbound = inbound.packets();
            child.seenOutbound = outbound.packets();
        }
    }
}
