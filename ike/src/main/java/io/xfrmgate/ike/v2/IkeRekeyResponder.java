package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalComparison;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** Rekey of the IKE SA as responder (RFC 7296 sections 1.3.2, 2.18, 2.25.2). */
final class IkeRekeyResponder {
    private final IkeSa sa;

    IkeRekeyResponder(IkeSa sa) {
        this.sa = sa;
    }

    void handle(long now, Inbound request, Effects out) {
        if (!sa.config().policy().acceptIkeRekey()) {
            String why = "the peer asks to rekey an IKE SA of " + sa.config().name()
                    + ", which is configured not to be rekeyed by the peer";
            sa.endpoint().counters().count(Counter.REKEYS_REFUSED);
            sa.endpoint().announcements().failure(sa, FailureReason.NO_ADDITIONAL_SAS, why, out);
            error(Payload.Notify.of(NotifyType.NO_ADDITIONAL_SAS), out);
            return;
        }
        Optional<IkeRekeyTask> ours =
                sa.active().filter(task -> task instanceof IkeRekeyTask).map(task -> (IkeRekeyTask) task);
        boolean busy = sa.active().filter(Task::concernsChild).isPresent();
        if (busy || ours.flatMap(IkeRekeyTask::heir).isPresent()) {
            error(Payload.Notify.of(NotifyType.TEMPORARY_FAILURE), out);
            return;
        }
        List<Proposal> offered = request.first(Payload.Sa.class).orElseThrow().proposals();
        Optional<Payload.Ke> ke = request.first(Payload.Ke.class);
        int group = ke.map(Payload.Ke::group).orElse(0);
        Optional<Proposal> chosen =
                ProposalSelector.choose(offered, sa.config().proposals(), new ProposalSelector.Options(false, group));
        Optional<IkeSuite> suite = chosen.flatMap(IkeSuite::of);
        if (suite.isEmpty() || chosen.get().spi() == 0) {
            Explanation why = new Explanation.Proposals(
                    "IKE rekey", ProposalComparison.of(offered, sa.config().proposals()));
            sa.endpoint().announcements().failure(sa, FailureReason.NO_PROPOSAL_CHOSEN, why, out);
            error(Payload.Notify.of(NotifyType.NO_PROPOSAL_CHOSEN), out);
            return;
        }
        int wanted = suite.get().group().id();
        if (group != wanted) {
            byte[] data = {(byte) (wanted >>> 8), (byte) wanted};
            error(Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD, data), out);
            return;
        }
        accept(now, request, chosen.get(), suite.get(), ke.orElseThrow(), ours, out);
    }

    private void accept(
            long now,
            Inbound request,
            Proposal chosen,
            IkeSuite suite,
            Payload.Ke ke,
            Optional<IkeRekeyTask> ours,
            Effects out) {
        IkeEndpoint endpoint = sa.endpoint();
        KeyExchange exchange = endpoint.crypto().keyExchange(suite.group(), endpoint.random());
        byte[] publicValue = exchange.publicValue();
        byte[] secret;
        try {
            secret = exchange.agree(ke.data());
        } catch (InvalidPublicValueException e) {
            endpoint.announcements().failure(sa, FailureReason.INVALID_KE, String.valueOf(e.getMessage()), out);
            error(Payload.Notify.of(NotifyType.INVALID_SYNTAX), out);
            return;
        } finally {
            exchange.destroy();
        }
        byte[] peerNonce = request.first(Payload.Nonce.class).orElseThrow().data();
        byte[] nonce = endpoint.nonce(sa.suite().prf());
        long freshSpi = endpoint.freshIkeSpi();
        IkeSa fresh = IkeRekeyTask.derive(sa, suite, chosen, false, freshSpi, chosen.spi(), secret, peerNonce, nonce);
        sa.respond(
                List.of(
                        new Payload.Sa(List.of(chosen.with(chosen.number(), freshSpi))),
                        new Payload.Nonce(nonce),
                        new Payload.Ke(suite.group().id(), publicValue)),
                out);
        fresh.bornEstablished(now);
        if (ours.isPresent()) {
            fresh.setAwaitsChildrenOf(sa);
            ours.get().collidesWith(new IkeRekeyTask.Collision(fresh, ChildCreateTask.lowest(peerNonce, nonce)));
            fresh.settle(now, out);
        } else {
            sa.succeededBy(fresh, now, out);
            endpoint.announcements().ikeRekeyed(fresh, sa, out);
        }
    }

    private void error(Payload.Notify error, Effects out) {
        sa.respond(List.of(error), out);
    }
}
