package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.wire.ExchangeType;
import java.util.List;
import java.util.Optional;

/** Dead peer detection: an empty INFORMATIONAL (RFC 7296 section 2.4). */
final class LivenessTask implements Task {

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        if (sa.state() != IkeSa.State.ESTABLISHED) {
            return Optional.empty();
        }
        sa.endpoint().counters().count(Counter.LIVENESS_CHECKS, sa);
        return Optional.of(new Request(ExchangeType.INFORMATIONAL, List.of()));
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        sa.endpoint().counters().count(Counter.LIVENESS_ANSWERED, sa);
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        sa.endpoint().counters().count(Counter.LIVENESS_FAILURES, sa);
    }

    @Override
    public RetransmitPolicy retransmit(IkeSa sa) {
        Keepalive keepalive = sa.config().keepalive();
        return keepalive.timeoutMillis() == 0
                ? sa.config().retransmit()
                : new RetransmitPolicy(keepalive.timeoutMillis(), 1.0, keepalive.timeoutMillis(), keepalive.retries());
    }
}
