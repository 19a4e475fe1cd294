package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** Deletes one Child SA at both ends (RFC 7296 section 1.4.1). */
final class ChildDeleteTask implements Task {
    private final ChildSa child;
    private final CloseReason reason;

    ChildDeleteTask(ChildSa child, CloseReason reason) {
        this.child = child;
        this.reason = reason;
    }

    ChildSa child() {
        return child;
    }

    @Override
    public Priority priority() {
        return Priority.HIGH;
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        if (child.state == ChildSa.State.GONE || child.owner != sa) {
            return Optional.empty();
        }
        sa.children().beginDelete(child, now, reason, out);
        Payload delete = new Payload.Delete(SecurityProtocol.ESP, List.of(Integer.toUnsignedLong(child.inboundSpi())));
        return Optional.of(new Request(ExchangeType.INFORMATIONAL, List.of(delete)));
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        sa.children().deleted(child, now, reason, out);
    }

    @Override
    public boolean concernsChild() {
        return true;
    }
}
