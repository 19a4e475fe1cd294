package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rekey of the IKE SA as initiator (RFC 7296 sections 1.3.2, 2.18, 2.25.2). */
final class IkeRekeyTask implements Task {
    private static final int MAX_GROUP_RETRIES = 2;

    private List<Proposal> offered = List.of();
    private byte[] nonce = {};
    private Optional<KeyExchange> keyExchange = Optional.empty();
    private Optional<Integer> demandedGroup = Optional.empty();
    private int groupRetries;
    /** The peer does not rekey. */
    private boolean unwilling;

    private long freshSpi;
    private Optional<Collision> collision = Optional.empty();

    /** The IKE SA that the peer's rekey of the same one created while ours is under way. */
    record Collision(IkeSa created, byte[] lowestNonce) {}

    void collidesWith(Collision with) {
        collision = Optional.of(with);
    }

    private Optional<Collision> collision() {
        return collision.filter(c -> c.created().isEstablished());
    }

    /** What takes over if our exchange comes to nothing. */
    Optional<IkeSa> heir() {
        return collision().map(Collision::created);
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        if (!sa.isEstablished()) {
            return Optional.empty();
        }
        IkeEndpoint endpoint = sa.endpoint();
        freshSpi = endpoint.freshIkeSpi();
        List<Proposal> proposals = new ArrayList<>();
        for (Proposal configured : sa.config().proposals()) {
            proposals.add(configured.with(proposals.size() + 1, freshSpi));
        }
        offered = proposals;
        nonce = endpoint.nonce(sa.suite().prf());
        KeyExchangeGroup group =
                demandedGroup.flatMap(KeyExchangeGroup::of).orElse(sa.suite().group());
        keyExchange = Optional.of(endpoint.crypto().keyExchange(group, endpoint.random()));
        return Optional.of(new Request(
                ExchangeType.CREATE_CHILD_SA,
                List.of(
                        new Payload.Sa(offered),
                        new Payload.Nonce(nonce),
                        new Payload.Ke(group.id(), keyExchange.get().publicValue()))));
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        Optional<Payload.Notify> error = answer.error();
        if (error.isPresent()) {
            refused(sa, now, error.get(), out);
            return;
        }
        Optional<Proposal> chosen =
                answer.first(Payload.Sa.class).flatMap(s -> ProposalSelector.verify(s.proposals(), offered));
        Optional<IkeSuite> suite = chosen.flatMap(IkeSuite::of);
        Optional<Payload.Nonce> peerNonce = answer.first(Payload.Nonce.class);
        Optional<Payload.Ke> ke = answer.first(Payload.Ke.class);
        if (suite.isEmpty()
                || peerNonce.isEmpty()
                || ke.isEmpty()
                || chosen.get().spi() == 0
                || ke.get().group() != suite.get().group().id()
                || keyExchange.orElseThrow().group() != suite.get().group()) {
            giveUp(
                    sa,
                    now,
                    FailureReason.NO_PROPOSAL_CHOSEN,
                    "the answer to the IKE rekey is not what was offered",
                    out);
            return;
        }
        byte[] secret;
        try {
            secret = keyExchange.get().agree(ke.get().data());
        } catch (InvalidPublicValueException e) {
            giveUp(sa, now, FailureReason.INVALID_KE, String.valueOf(e.getMessage()), out);
            return;
        } finally {
            wipe();
        }
        byte[] peerOctets = peerNonce.get().data();
        IkeSa fresh = derive(
                sa, suite.get(), chosen.get(), true, freshSpi, chosen.get().spi(), secret, nonce, peerOctets);
        fresh.bornEstablished(now);
        conclude(sa, fresh, now, ChildCreateTask.lowest(nonce, peerOctets), out);
    }

    /** The new IKE SA of a rekey; the initiator of the rekey is its original initiator. */
    static IkeSa derive(
            IkeSa old,
            IkeSuite suite,
            Proposal chosen,
            boolean weInitiated,
            long localSpi,
            long remoteSpi,
            byte[] secret,
            byte[] initiatorNonce,
            byte[] responderNonce) {
        byte[] seed = KeySchedule.skeyseedForRekey(old.prf(), old.keys().skD(), secret, initiatorNonce, responderNonce);
        Arrays.fill(secret, (byte) 0);
        long spiI = weInitiated ? localSpi : remoteSpi;
        long spiR = weInitiated ? remoteSpi : localSpi;
        IkeKeys keys =
                KeySchedule.derive(old.endpoint().crypto(), suite, seed, initiatorNonce, responderNonce, spiI, spiR);
        IkeSa fresh =
                new IkeSa(old.endpoint(), old.config(), weInitiated, localSpi, remoteSpi, old.local(), old.remote());
        fresh.setKeys(suite, chosen, keys);
        old.peerId().ifPresent(id -> fresh.setPeerId(id, old.peerIdHash()));
        old.peerCertificate().ifPresent(fresh::setPeerCertificate);
        fresh.setNat(old.nat());
        fresh.channel().setFragmentation(old.channel().fragmentation());
        return fresh;
    }

    private void conclude(IkeSa sa, IkeSa fresh, long now, byte[] lowestNonce, Effects out) {
        if (!sa.isEstablished()) {
            // Ended, or replaced by the peer's rekey, while the answer was on its way.
            fresh.close(now, CloseReason.REDUNDANT, Optional.empty(), out);
            return;
        }
        Optional<Collision> other = collision();
        if (other.isPresent()) {
            sa.endpoint().counters().count(Counter.REKEY_COLLISIONS);
            IkeSa theirs = other.get().created();
            if (Arrays.compareUnsigned(lowestNonce, other.get().lowestNonce()) < 0) {
                // Ours has the lowest nonce: the peer's stays, ours goes, and the peer deletes the old one.
                sa.succeededBy(theirs, now, out);
                sa.endpoint().announcements().ikeRekeyed(theirs, sa, out);
                fresh.close(now, CloseReason.REDUNDANT, Optional.empty(), out);
                return;
            }
            theirs.lifeline().superseded(now);
        }
        sa.succeededBy(fresh, now, out);
        sa.endpoint().announcements().ikeRekeyed(fresh, sa, out);
        sa.close(now, CloseReason.REKEYED, Optional.empty(), out);
    }

    private void refused(IkeSa sa, long now, Payload.Notify error, Effects out) {
        wipe();
        boolean wrongGroup = error.notifyType() == NotifyType.INVALID_KE_PAYLOAD && error.data().length == 2;
        if (wrongGroup && groupRetries < MAX_GROUP_RETRIES) {
            groupRetries++;
            int group = (error.data()[0] & 0xFF) << 8 | (error.data()[1] & 0xFF);
            boolean configured = sa.config().proposals().stream()
                    .flatMap(p -> p.ofType(TransformType.KE).stream())
                    .map(Transform::id)
                    .anyMatch(id -> id == group);
            if (configured) {
                demandedGroup = Optional.of(group);
                sa.addTask(this);
                return;
            }
        }
        if (error.notifyType() == NotifyType.TEMPORARY_FAILURE) {
            yieldToPeer(sa, now, out);
            return;
        }
        unwilling = error.notifyType() == NotifyType.NO_ADDITIONAL_SAS;
        giveUp(
                sa,
                now,
                error.notifyType() == NotifyType.NO_PROPOSAL_CHOSEN
                        ? FailureReason.NO_PROPOSAL_CHOSEN
                        : FailureReason.PEER_ERROR,
                Explanation.PeerRefused.of("rekey of the IKE SA", NotifyType.name(error.notifyType()), offered),
                out);
    }

    private void giveUp(IkeSa sa, long now, FailureReason reason, String detail, Effects out) {
        giveUp(sa, now, reason, Explanation.of(detail), out);
    }

    private void giveUp(IkeSa sa, long now, FailureReason reason, Explanation why, Effects out) {
        wipe();
        sa.endpoint().announcements().failure(sa, reason, why, out);
        yieldToPeer(sa, now, out);
    }

    private void yieldToPeer(IkeSa sa, long now, Effects out) {
        Optional<Collision> other = collision();
        if (other.isPresent()) {
            sa.succeededBy(other.get().created(), now, out);
            sa.endpoint().announcements().ikeRekeyed(other.get().created(), sa, out);
        } else if (sa.isEstablished()) {
            sa.lifeline().retryRekey(now, unwilling);
        }
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        wipe();
    }

    private void wipe() {
        keyExchange.ifPresent(KeyExchange::destroy);
    }
}
