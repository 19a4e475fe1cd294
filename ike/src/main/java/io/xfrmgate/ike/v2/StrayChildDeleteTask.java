package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** Deletes at the peer a Child SA that it created with us but that we could not take. */
final class StrayChildDeleteTask implements Task {
    private final int inboundSpi;

    StrayChildDeleteTask(int inboundSpi) {
        this.inboundSpi = inboundSpi;
    }

    @Override
    public Priority priority() {
        return Priority.HIGH;
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        Payload delete = new Payload.Delete(SecurityProtocol.ESP, List.of(Integer.toUnsignedLong(inboundSpi)));
        return Optional.of(new Request(ExchangeType.INFORMATIONAL, List.of(delete)));
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {}

    @Override
    public boolean concernsChild() {
        return true;
    }
}
