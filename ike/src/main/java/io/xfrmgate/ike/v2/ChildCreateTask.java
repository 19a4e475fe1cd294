package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CREATE_CHILD_SA as initiator: a further Child SA, or one in place of another (RFC 7296 sections 1.3.1 and 1.3.3). */
final class ChildCreateTask implements Task {
    private static final int MAX_GROUP_RETRIES = 2;
    private static final int MAX_REMEMBERED = 16;
    /** How long a peer that refuses to rekey is left alone, at most. */
    private static final long UNWILLING_MILLIS = 300_000;

    private ChildConfig config;
    private final Optional<ChildSa> rekeyed;
    private final List<TrafficSelector> local;
    private final List<TrafficSelector> remote;
    private final int reqid;

    private Optional<ChildOffer> offer = Optional.empty();
    private byte[] nonce = {};
    private Optional<KeyExchange> keyExchange = Optional.empty();
    private Optional<Integer> demandedGroup = Optional.empty();
    private int groupRetries;
    /** SPIs that the peer deleted before we knew them: one may be in the answer that is late. */
    private final Set<Long> deletedByPeer = new HashSet<>();

    private boolean withdrawn;

    /**
     * What the peer's rekey of the same Child SA creates while ours is under way (RFC 7296 section 2.8.1); it may still be
     * waiting for the data plane.
     */
    record Collision(ChildSa created, byte[] lowestNonce) {}

    private ChildCreateTask(
            ChildConfig config,
            Optional<ChildSa> rekeyed,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            int reqid) {
        this.config = config;
        this.rekeyed = rekeyed;
        this.local = local;
        this.remote = remote;
        this.reqid = reqid;
    }

    static ChildCreateTask rekey(ChildSa old) {
        return new ChildCreateTask(
                old.config, Optional.of(old), old.ref.localSelectors(), old.ref.remoteSelectors(), old.ref.reqid());
    }

    static ChildCreateTask create(
            ChildConfig config, List<TrafficSelector> local, List<TrafficSelector> remote, int reqid) {
        return new ChildCreateTask(config, Optional.empty(), local, remote, reqid);
    }

    Optional<ChildSa> rekeyed() {
        return rekeyed;
    }

    ChildConfig config() {
        return config;
    }

    List<TrafficSelector> local() {
        return local;
    }

    List<TrafficSelector> remote() {
        return remote;
    }

    /** The configuration changed so that what the exchange brings is good nevertheless. */
    void setConfig(ChildConfig changed) {
        config = changed;
    }

    /** The configuration does not have it any more: what the answer brings is given back. */
    void withdraw() {
        withdrawn = true;
    }

    /** The peer deletes a Child SA that we do not know yet. */
    void deletedByPeer(long outboundSpi) {
        if (deletedByPeer.size() < MAX_REMEMBERED) {
            deletedByPeer.add(outboundSpi);
        }
    }

    Optional<Collision> collision() {
        return rekeyed.flatMap(old -> old.peerRekey).filter(c -> c.created().state != ChildSa.State.GONE);
    }

    @Override
    public boolean concernsChild() {
        return true;
    }

    // ---- request ---------------------------------------------------------------------------------------------------

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        if (rekeyed.isPresent() && (!rekeyed.get().isRekeyable() || rekeyed.get().owner != sa)
                || rekeyed.isEmpty() && sa.endpoint().hasChild(this, sa)) {
            return Optional.empty();
        }
        IkeEndpoint endpoint = sa.endpoint();
        IpsecMode mode = rekeyed.map(old -> old.ref.mode()).orElse(config.mode());
        boolean dynamic = rekeyed.isEmpty() && ConfigurationClient.isDynamic(sa.config(), config);
        if (dynamic && sa.addresses().isEmpty()) {
            String why = "the peer assigned no address, which " + config.name() + " needs";
            endpoint.announcements().failure(sa, FailureReason.ADDRESS_FAILURE, why, out);
            return Optional.empty();
        }
        List<TrafficSelector> ours = dynamic ? sa.addresses().selectors(config.localSelectors()) : local;
        ChildOffer made = ChildOffer.of(sa, config, mode, ours, remote, endpoint.freshEspSpi(), reqid, true);
        offer = Optional.of(made);
        nonce = endpoint.nonce(sa.suite().prf());
        keyExchange = group(made).map(g -> endpoint.crypto().keyExchange(g, endpoint.random()));

        List<Payload> payloads = new ArrayList<>(8);
        rekeyed.ifPresent(old -> payloads.add(new Payload.Notify(
                SecurityProtocol.ESP, Integer.toUnsignedLong(old.inboundSpi()), NotifyType.REKEY_SA, new byte[0])));
        made.addTo(payloads);
        payloads.add(new Payload.Nonce(nonce));
        keyExchange.ifPresent(ke -> payloads.add(new Payload.Ke(ke.group().id(), ke.publicValue())));
        return Optional.of(new Request(ExchangeType.CREATE_CHILD_SA, payloads));
    }

    /** The group to guess: what the peer asked for, else the first that is offered. */
    private Optional<KeyExchangeGroup> group(ChildOffer made) {
        List<Integer> offered = made.proposals().stream()
                .flatMap(p -> p.ofType(TransformType.KE).stream())
                .map(Transform::id)
                .toList();
        return demandedGroup
                .filter(offered::contains)
                .or(() -> offered.stream().findFirst())
                .flatMap(KeyExchangeGroup::of)
                .filter(g -> g != KeyExchangeGroup.NONE);
    }

    // ---- answer ----------------------------------------------------------------------------------------------------

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        Optional<Payload.Notify> error = answer.error();
        if (withdrawn) {
            release(sa);
            if (error.isEmpty()) {
                unwanted(sa, answer);
            }
            return;
        }
        if (error.isPresent()) {
            refused(sa, now, error.get(), out);
            return;
        }
        ChildOffer made = offer.orElseThrow();
        ChildOffer.Result result = made.accept(answer);
        Optional<Payload.Nonce> peerNonce = answer.first(Payload.Nonce.class);
        if (result.agreed().isEmpty() || peerNonce.isEmpty()) {
            release(sa);
            Explanation why = result.unusable()
                    .map(ChildOffer.Unusable::why)
                    .orElseGet(() -> Explanation.of("the answer has no nonce"));
            FailureReason reason =
                    result.unusable().map(ChildOffer.Unusable::reason).orElse(FailureReason.INVALID_SYNTAX);
            sa.endpoint().announcements().failure(sa, reason, why, out);
            unwanted(sa, answer);
            yieldToPeer(sa, now);
            return;
        }
        if (deletedByPeer.contains(Integer.toUnsignedLong(result.agreed().get().outboundSpi()))) {
            release(sa);
            if (!yieldToPeer(sa, now)) {
                later(sa, now);
            }
            return;
        }
        Optional<byte[]> secret;
        try {
            secret = sharedSecret(result.agreed().get().proposal(), answer);
        } catch (InvalidPublicValueException e) {
            release(sa);
            sa.endpoint().announcements().failure(sa, FailureReason.INVALID_KE, String.valueOf(e.getMessage()), out);
            unwanted(sa, answer);
            yieldToPeer(sa, now);
            return;
        }
        AgreedChild agreed = result.agreed().get();
        KeySchedule.ChildKeyPair keys = KeySchedule.childKeys(
                sa.prf(), sa.keys().skD(), secret, nonce, peerNonce.get().data(), agreed.suite());
        secret.ifPresent(s -> Arrays.fill(s, (byte) 0));
        ChildSaSpec spec =
                ChildSpecs.spec(agreed, keys, true, sa.path(), sa.endpoint().jitter(1000));
        install(sa, now, agreed, spec, lowest(nonce, peerNonce.get().data()), out);
    }

    private Optional<byte[]> sharedSecret(Proposal chosen, Inbound answer) throws InvalidPublicValueException {
        Optional<Integer> group = chosen.ofType(TransformType.KE).stream()
                .map(Transform::id)
                .filter(id -> id != 0)
                .findFirst();
        if (group.isEmpty()) {
            return Optional.empty();
        }
        Optional<Payload.Ke> ke = answer.first(Payload.Ke.class);
        if (ke.isEmpty()
                || keyExchange.isEmpty()
                || ke.get().group() != group.get()
                || keyExchange.get().group().id() != group.get()) {
            throw new InvalidPublicValueException("the answer's KE payload is not of the chosen group " + group.get());
        }
        return Optional.of(keyExchange.get().agree(ke.get().data()));
    }

    private void install(IkeSa sa, long now, AgreedChild agreed, ChildSaSpec spec, byte[] lowestNonce, Effects out) {
        wipe();
        ChildSa child = new ChildSa(sa, config, agreed.suite(), ChildSaRef.of(spec), now, true);
        boolean lost = collision().isPresent()
                && Arrays.compareUnsigned(lowestNonce, collision().get().lowestNonce()) < 0;
        if (rekeyed.isPresent() && (lost || replacedByPeer())) {
            // The peer's new Child SA stays. Ours only receives until the peer has heard that it goes.
            sa.endpoint().counters().count(Counter.REKEY_COLLISIONS);
            sa.children().install(child, spec, Parts.INBOUND, Optional.empty(), out, (t, refused, o) -> {
                if (child.withdrawn) {
                    return;
                }
                child.state = refused.isPresent() ? child.state : ChildSa.State.REDUNDANT;
                child.owner.addTask(new ChildDeleteTask(child, CloseReason.REDUNDANT));
            });
            yieldToPeer(sa, now);
            return;
        }
        collision().ifPresent(c -> {
            sa.endpoint().counters().count(Counter.REKEY_COLLISIONS);
            sa.children().redundant(c.created(), now);
        });
        Optional<ChildSa> old = rekeyed.filter(o -> o.state != ChildSa.State.GONE);
        old.ifPresent(replaced -> replaced.replacementInstalling = true);
        sa.children().install(child, spec, Parts.BOTH, old, out, (t, refused, o) -> {
            old.ifPresent(replaced -> replaced.replacementInstalling = false);
            if (child.withdrawn) {
                return;
            }
            if (refused.isPresent()) {
                child.owner.endpoint().announcements().dataPlaneFailure(child.owner, refused.get(), o);
                child.owner.addTask(new StrayChildDeleteTask(child.inboundSpi()));
                old.filter(ChildSa::isRekeyable)
                        .ifPresent(p -> p.rekeyAt = t + sa.endpoint().retryDelay());
            } else if (old.isPresent()) {
                child.owner.children().replacedByUs(old.get(), child, o);
            } else {
                child.owner.endpoint().announcements().childEstablished(child, o);
            }
        });
    }

    private boolean replacedByPeer() {
        return rekeyed.flatMap(old -> old.successor).isPresent();
    }

    /** The responder thinks that it has a Child SA which we do not want. */
    private void unwanted(IkeSa sa, Inbound answer) {
        if (answer.first(Payload.Sa.class).isPresent()) {
            offer.ifPresent(made -> sa.addTask(new StrayChildDeleteTask(made.inboundSpi())));
        }
    }

    // ---- errors ----------------------------------------------------------------------------------------------------

    private void refused(IkeSa sa, long now, Payload.Notify error, Effects out) {
        release(sa);
        int type = error.notifyType();
        if (type == NotifyType.INVALID_KE_PAYLOAD && error.data().length == 2 && groupRetries < MAX_GROUP_RETRIES) {
            groupRetries++;
            demandedGroup = Optional.of((error.data()[0] & 0xFF) << 8 | (error.data()[1] & 0xFF));
            sa.addTask(this);
            return;
        }
        if (type == NotifyType.TEMPORARY_FAILURE) {
            if (!yieldToPeer(sa, now)) {
                later(sa, now);
            }
            return;
        }
        if (type == NotifyType.CHILD_SA_NOT_FOUND) {
            if (!yieldToPeer(sa, now)) {
                rekeyed.filter(old -> old.state == ChildSa.State.INSTALLED)
                        .ifPresent(old -> sa.children().takeOut(old, now, CloseReason.PEER_DELETED, out));
            }
            return;
        }
        FailureReason reason = switch (error.notifyType()) {
            case NotifyType.NO_PROPOSAL_CHOSEN -> FailureReason.NO_PROPOSAL_CHOSEN;
            case NotifyType.TS_UNACCEPTABLE -> FailureReason.TS_UNACCEPTABLE;
            case NotifyType.NO_ADDITIONAL_SAS -> FailureReason.NO_ADDITIONAL_SAS;
            default -> FailureReason.PEER_ERROR;
        };
        String what = rekeyed.isPresent() ? "rekey of" : "set-up of";
        sa.endpoint()
                .announcements()
                .failure(
                        sa,
                        reason,
                        Explanation.PeerRefused.of(
                                what + " Child SA " + config.name(),
                                NotifyType.name(error.notifyType()),
                                offer.map(ChildOffer::proposals).orElse(List.of()),
                                local,
                                remote),
                        out);
        if (!yieldToPeer(sa, now)) {
            rekeyed.ifPresent(old -> old.rekeyAt = now + askAgain(sa, old, type, now));
        }
    }

    /** A peer that does not rekey may be asked again, with less and less hope as the end comes near. */
    private static long askAgain(IkeSa sa, ChildSa old, int error, long now) {
        boolean never = error == NotifyType.NO_ADDITIONAL_SAS;
        long left = old.expireAt == TimerTable.NEVER ? UNWILLING_MILLIS * 4 : old.expireAt - now;
        return sa.endpoint().retryDelay() + (never ? Math.min(UNWILLING_MILLIS, left / 4) : 0);
    }

    /** Our exchange came to nothing; what the peer's colliding one created takes the place. */
    private boolean yieldToPeer(IkeSa sa, long now) {
        Optional<Collision> other = collision();
        if (other.isEmpty()) {
            return replacedByPeer();
        }
        if (other.get().created().predecessor.isEmpty()) {
            rekeyed.ifPresent(
                    old -> sa.children().replacedByPeer(old, other.get().created(), now));
        }
        rekeyed.ifPresent(old -> old.peerRekey = Optional.empty());
        return true;
    }

    private void later(IkeSa sa, long now) {
        if (rekeyed.isPresent()) {
            ChildSa old = rekeyed.get();
            if (old.isRekeyable()) {
                old.rekeyAt = now + sa.endpoint().retryDelay();
            }
        } else {
            sa.addTask(this, now + sa.endpoint().retryDelay());
        }
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        release(sa);
    }

    private void release(IkeSa sa) {
        offer.ifPresent(made -> sa.endpoint().releaseEspSpi(made.inboundSpi()));
        wipe();
    }

    private void wipe() {
        keyExchange.ifPresent(KeyExchange::destroy);
        keyExchange = Optional.empty();
    }

    static byte[] lowest(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
