package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL as responder: liveness checks, deletes, errors (RFC 7296 section 1.4). */
final class InformationalResponder {
    private final IkeSa sa;

    InformationalResponder(IkeSa sa) {
        this.sa = sa;
    }

    void handle(long now, Inbound request, Effects out) {
        List<Payload.Delete> deletes = request.all(Payload.Delete.class);
        if (deletes.stream().anyMatch(d -> d.protocol() == SecurityProtocol.IKE)) {
            deleteIke(now, request, out);
            return;
        }
        if (!deletes.isEmpty()) {
            sa.awaitsChildrenOf().ifPresent(old -> old.succeededBy(sa, now, out));
        }
        List<Payload> answer = new ArrayList<>(1);
        List<Long> deleted = new ArrayList<>();
        for (Payload.Delete delete : deletes) {
            if (delete.protocol() == SecurityProtocol.ESP) {
                delete.spis().forEach(spi -> deleteChild(now, spi, deleted, out));
            }
        }
        if (!deleted.isEmpty()) {
            answer.add(new Payload.Delete(SecurityProtocol.ESP, deleted));
        }
        sa.respond(answer, out);
    }

    private void deleteChild(long now, long spi, List<Long> deleted, Effects out) {
        // After an IKE rekey the Child SA is with the new one, though this request was on its way before.
        IkeSa holder = sa;
        Optional<ChildSa> child = holder.children().byOutboundSpi(spi);
        while (child.isEmpty() && holder.successor().isPresent()) {
            holder = holder.successor().get();
            child = holder.children().byOutboundSpi(spi);
        }
        if (child.isPresent()) {
            long ours = Integer.toUnsignedLong(child.get().inboundSpi());
            if (holder.children().deletedByPeer(child.get(), now, out)) {
                deleted.add(ours);
            }
            holder.settle(now, out);
        } else if (sa.active().orElse(null) instanceof ChildCreateTask create) {
            create.deletedByPeer(spi);
        }
    }

    /** Answered empty, and done at once; our own rekey or delete of it is forgotten (RFC 7296 section 2.25.2). */
    private void deleteIke(long now, Inbound request, Effects out) {
        sa.respond(List.of(), out);
        if (sa.active().orElse(null) instanceof IkeRekeyTask rekey) {
            rekey.heir().ifPresent(heir -> sa.succeededBy(heir, now, out));
        }
        String why = request.error()
                .map(n -> "the peer deleted it: " + NotifyType.name(n.notifyType()))
                .orElse("the peer deleted it");
        sa.finish(now, reason(), why, out);
    }

    private CloseReason reason() {
        if (sa.active().orElse(null) instanceof IkeDeleteTask ours) {
            return ours.reason();
        }
        if (sa.state() == IkeSa.State.REKEYED) {
            return CloseReason.REKEYED;
        }
        return sa.awaitsChildrenOf().isPresent() ? CloseReason.REDUNDANT : CloseReason.PEER_DELETED;
    }
}
