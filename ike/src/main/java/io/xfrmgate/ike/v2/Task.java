package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** One exchange that we begin: how its request is built and what its answer means. Queued on the IKE SA, one in flight. */
sealed interface Task
        permits InitTask,
                AuthTask,
                EapTask,
                ChildCreateTask,
                ChildDeleteTask,
                StrayChildDeleteTask,
                IkeRekeyTask,
                IkeDeleteTask,
                LivenessTask {

    /** A request: the exchange and its payloads. */
    record Request(int exchangeType, List<Payload> payloads) {}

    /** Which goes first. */
    enum Priority {
        URGENT,
        HIGH,
        NORMAL
    }

    default Priority priority() {
        return Priority.NORMAL;
    }

    /** The request; empty if there is nothing left to do. */
    Optional<Request> build(IkeSa sa, long now, Effects out);

    /** The authentic answer. The window is free again. */
    void answered(IkeSa sa, long now, Inbound answer, Effects out);

    /** It will get no answer, or was never sent: the IKE SA ends, or the peer does not answer. */
    default void abandoned(IkeSa sa, long now, Effects out) {}

    /** How often the request is sent. */
    default RetransmitPolicy retransmit(IkeSa sa) {
        return sa.config().retransmit();
    }

    /** Whether the peer's rekeying of the IKE SA must wait for it (RFC 7296 section 2.25.2). */
    default boolean concernsChild() {
        return false;
    }
}
