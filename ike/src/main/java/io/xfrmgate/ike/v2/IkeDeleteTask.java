package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes the IKE SA and with it all that hangs on it (RFC 7296 section 1.4.1). */
final class IkeDeleteTask implements Task {
    private final CloseReason reason;
    private final Optional<Payload.Notify> cause;

    /**
     * @param cause sent along with the Delete payload, AUTHENTICATION_FAILED for example
     */
    IkeDeleteTask(CloseReason reason, Optional<Payload.Notify> cause) {
        this.reason = reason;
        this.cause = cause;
    }

    CloseReason reason() {
        return reason;
    }

    @Override
    public Priority priority() {
        return Priority.URGENT;
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        List<Payload> payloads = new ArrayList<>(2);
        cause.ifPresent(payloads::add);
        payloads.add(new Payload.Delete(SecurityProtocol.IKE, List.of()));
        return Optional.of(new Request(ExchangeType.INFORMATIONAL, payloads));
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        sa.finish(now, reason, "deleted by us", out);
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        sa.finish(now, reason, "deleted by us; the peer did not confirm", out);
    }
}
