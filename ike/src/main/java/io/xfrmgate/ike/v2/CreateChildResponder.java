package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * CREATE_CHILD_SA as responder: a further Child SA, the rekey of one, or the rekey of the IKE SA, with what RFC 7296 section
 * 2.25 says of requests that cross ours.
 */
final class CreateChildResponder {
    private final IkeSa sa;

    CreateChildResponder(IkeSa sa) {
        this.sa = sa;
    }

    void handle(long now, Inbound request, Effects out) {
        Optional<Payload.Sa> offered = request.first(Payload.Sa.class);
        if (offered.isEmpty() || request.first(Payload.Nonce.class).isEmpty()) {
            error(NotifyType.INVALID_SYNTAX, out);
            return;
        }
        if (!sa.isEstablished()) {
            error(NotifyType.TEMPORARY_FAILURE, out);
            return;
        }
        // Work on the new IKE SA of a rekey shows that the peer has settled on it.
        sa.awaitsChildrenOf().ifPresent(old -> old.succeededBy(sa, now, out));
        boolean forIke = offered.get().proposals().stream().anyMatch(p -> p.protocol() == SecurityProtocol.IKE);
        if (forIke) {
            new IkeRekeyResponder(sa).handle(now, request, out);
        } else if (rekeyingIke()) {
            error(NotifyType.TEMPORARY_FAILURE, out);
        } else {
            Optional<Payload.Notify> rekey = request.notify(NotifyType.REKEY_SA);
            if (rekey.isPresent()) {
                rekey(now, request, rekey.get(), out);
            } else {
                create(now, request, out);
            }
        }
    }

    private boolean rekeyingIke() {
        return sa.active().filter(task -> task instanceof IkeRekeyTask).isPresent();
    }

    // ---- a further Child SA ----------------------------------------------------------------------------------------

    private void create(long now, Inbound request, Effects out) {
        if (sa.children().count() >= limit(sa.config())) {
            sa.endpoint()
                    .announcements()
                    .failure(
                            sa,
                            FailureReason.NO_ADDITIONAL_SAS,
                            "the peer has " + sa.children().count() + " Child SAs, as many as "
                                    + sa.config().name() + " allows it",
                            out);
            error(NotifyType.NO_ADDITIONAL_SAS, out);
            return;
        }
        negotiate(now, request, sa.config().children(), Optional.empty(), out);
    }

    /** The limit of the configuration may be a soft one. */
    private static int limit(PeerConfig config) {
        return switch (config.policy().overload()) {
            case IGNORE -> PeerConfig.HARD_MAX_CHILDREN;
            case TERMINATE -> Math.min(config.maxChildren(), PeerConfig.HARD_MAX_CHILDREN);
        };
    }

    // ---- rekey of a Child SA ---------------------------------------------------------------------------------------

    private void rekey(long now, Inbound request, Payload.Notify notify, Effects out) {
        Optional<ChildSa> found = notify.protocol() == SecurityProtocol.ESP
                ? sa.children().byOutboundSpi(notify.spi())
                : Optional.empty();
        if (found.isEmpty()) {
            if (deleting(notify.spi()) || creating()) {
                error(NotifyType.TEMPORARY_FAILURE, out);
            } else {
                sa.respond(
                        List.of(new Payload.Notify(
                                SecurityProtocol.ESP, notify.spi(), NotifyType.CHILD_SA_NOT_FOUND, new byte[0])),
                        out);
            }
            return;
        }
        ChildSa old = found.get();
        if (!old.config.policy().acceptRekey()) {
            // Silence would be taken for death: the window of one request would never open again.
            sa.endpoint().counters().count(Counter.REKEYS_REFUSED);
            sa.endpoint()
                    .announcements()
                    .failure(
                            sa,
                            FailureReason.NO_ADDITIONAL_SAS,
                            "the peer asks to rekey a Child SA of " + old.config.name()
                                    + ", which is configured not to be rekeyed by the peer",
                            out);
            error(NotifyType.NO_ADDITIONAL_SAS, out);
            return;
        }
        if (!old.isRekeyable()) {
            error(NotifyType.TEMPORARY_FAILURE, out);
            return;
        }
        negotiate(now, request, List.of(old.config), Optional.of(old), out);
    }

    /** The answer to our own request may be lost or late, and name the Child SA that the peer has already. */
    private boolean creating() {
        return sa.active().filter(task -> task instanceof ChildCreateTask).isPresent();
    }

    private boolean deleting(long outboundSpi) {
        return sa.active()
                .filter(task -> task instanceof ChildDeleteTask delete
                        && Integer.toUnsignedLong(delete.child().outboundSpi()) == outboundSpi)
                .isPresent();
    }

    // ---- both ------------------------------------------------------------------------------------------------------

    private void negotiate(
            long now, Inbound request, List<ChildConfig> candidates, Optional<ChildSa> old, Effects out) {
        ChildChoice choice = new ChildChoice(sa, request, false);
        switch (choice.choose(candidates, old)) {
            case ChildChoice.Outcome.Refused refused -> {
                if (refused.reason() != FailureReason.INVALID_KE) {
                    sa.endpoint().announcements().failure(sa, refused.reason(), refused.why(), out);
                }
                sa.respond(List.of(refused.error()), out);
            }
            case ChildChoice.Outcome.Agreed(var agreed, var group) -> agree(now, request, agreed, group, old, out);
        }
    }

    private void agree(
            long now,
            Inbound request,
            AgreedChild agreed,
            Optional<Integer> group,
            Optional<ChildSa> old,
            Effects out) {
        byte[] peerNonce = request.first(Payload.Nonce.class).orElseThrow().data();
        byte[] nonce = sa.endpoint().nonce(sa.suite().prf());
        Optional<byte[]> secret = Optional.empty();
        Optional<Payload.Ke> ke = Optional.empty();
        if (group.isPresent()) {
            KeyExchange exchange = sa.endpoint()
                    .crypto()
                    .keyExchange(
                            KeyExchangeGroup.of(group.get()).orElseThrow(),
                            sa.endpoint().random());
            try {
                secret = Optional.of(exchange.agree(
                        request.first(Payload.Ke.class).orElseThrow().data()));
                ke = Optional.of(new Payload.Ke(group.get(), exchange.publicValue()));
            } catch (InvalidPublicValueException e) {
                sa.endpoint().releaseEspSpi(agreed.inboundSpi());
                sa.endpoint()
                        .announcements()
                        .failure(sa, FailureReason.INVALID_KE, String.valueOf(e.getMessage()), out);
                error(NotifyType.INVALID_SYNTAX, out);
                return;
            } finally {
                exchange.destroy();
            }
        }
        KeySchedule.ChildKeyPair keys =
                KeySchedule.childKeys(sa.prf(), sa.keys().skD(), secret, peerNonce, nonce, agreed.suite());
        secret.ifPresent(s -> Arrays.fill(s, (byte) 0));
        List<Payload> extra = new ArrayList<>(2);
        extra.add(new Payload.Nonce(nonce));
        ke.ifPresent(extra::add);
        if (old.isPresent()) {
            byte[] lowest = ChildCreateTask.lowest(peerNonce, nonce);
            ChildInstaller.ofRekey(sa, keys, old.get(), lowest, (n, child, o) -> rekeyed(n, old.get(), child))
                    .install(now, agreed, extra, out);
        } else {
            ChildInstaller.ofNew(sa, keys).install(now, agreed, extra, out);
        }
    }

    /** The new one receives; it takes the place of the old one, unless our own rekey of the same decides or has decided. */
    private static void rekeyed(long now, ChildSa old, ChildSa created) {
        boolean oursDecides = old.owner
                .active()
                .filter(task -> task instanceof ChildCreateTask create
                        && create.rekeyed().filter(r -> r == old).isPresent())
                .isPresent();
        boolean decided = created.state == ChildSa.State.REDUNDANT || created.predecessor.isPresent();
        if (!oursDecides && !decided) {
            old.owner.children().replacedByPeer(old, created, now);
        }
    }

    private void error(int notifyType, Effects out) {
        sa.respond(List.of(Payload.Notify.of(notifyType)), out);
    }
}
