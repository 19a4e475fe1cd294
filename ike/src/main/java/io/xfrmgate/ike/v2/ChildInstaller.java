package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.KeySchedule.ChildKeyPair;
import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A responder's installation: the answer waits until the data plane has the Child SA; an SPI that is taken is drawn anew; a
 * refusal becomes the answer.
 */
final class ChildInstaller {
    private static final int MAX_SPI_DRAWS = 4;

    private final IkeSa sa;
    private final ChildKeyPair keys;
    private final Optional<ChildSa> old;
    private final byte[] lowestNonce;
    private final Success success;

    /** What else is to be done before the answer goes. */
    interface Success {
        void installed(long now, ChildSa child, Effects out);
    }

    private ChildInstaller(IkeSa sa, ChildKeyPair keys, Optional<ChildSa> old, byte[] lowestNonce, Success success) {
        this.sa = sa;
        this.keys = keys;
        this.old = old;
        this.lowestNonce = lowestNonce;
        this.success = success;
    }

    /** A new Child SA: both directions and the policies. */
    static ChildInstaller ofNew(IkeSa sa, ChildKeyPair keys) {
        return new ChildInstaller(sa, keys, Optional.empty(), new byte[0], (now, child, out) -> {
            child.owner.endpoint().announcements().childEstablished(child, out);
            child.owner.children().replaceDuplicates(child, now, out);
        });
    }

    /**
     * In place of {@code old}: inbound only; outbound follows when the peer is ready. Our own rekey of the same one hears of
     * it at once, for its answer may come before the data plane's.
     *
     * @param lowestNonce the lower one of the exchange's two
     */
    static ChildInstaller ofRekey(IkeSa sa, ChildKeyPair keys, ChildSa old, byte[] lowestNonce, Success success) {
        return new ChildInstaller(sa, keys, Optional.of(old), lowestNonce, success);
    }

    /**
     * Installs and then answers.
     *
     * @param payloads of the answer, before or beside those of the Child SA
     */
    void install(long now, AgreedChild agreed, List<Payload> payloads, Effects out) {
        install(agreed, payloads, 1, now, out);
    }

    private void install(AgreedChild agreed, List<Payload> payloads, int draw, long now, Effects out) {
        // The data plane's copy is wiped after each try; ours serves the next one.
        ChildSaSpec spec = ChildSpecs.spec(
                agreed, copy(keys), false, sa.path(), sa.endpoint().jitter(1000));
        ChildSa child = new ChildSa(sa, agreed.config(), agreed.suite(), ChildSaRef.of(spec), now, false);
        old.ifPresent(o -> o.peerRekey = Optional.of(new ChildCreateTask.Collision(child, lowestNonce)));
        Parts parts = old.isPresent() ? Parts.INBOUND : Parts.BOTH;
        sa.children().install(child, spec, parts, Optional.empty(), out, (t, refused, o) -> {
            if (child.withdrawn) {
                keys.destroy();
                notAnyMore(payloads, o);
            } else if (refused.isEmpty()) {
                keys.destroy();
                if (child.state == ChildSa.State.GONE) {
                    return; // the IKE SA ended meanwhile
                }
                success.installed(t, child, o);
                sa.respond(answer(agreed, payloads), o);
            } else if (refused.get().spiInUse() && draw < MAX_SPI_DRAWS) {
                install(agreed.withInboundSpi(sa.endpoint().freshEspSpi()), payloads, draw + 1, t, o);
            } else {
                keys.destroy();
                refuse(refused.get(), payloads, o);
            }
        });
    }

    private static ChildKeyPair copy(ChildKeyPair keys) {
        return new ChildKeyPair(copy(keys.initiatorToResponder()), copy(keys.responderToInitiator()));
    }

    private static ChildKeys copy(ChildKeys keys) {
        return new ChildKeys(keys.encryption().clone(), keys.integrity().clone());
    }

    private void refuse(DataPlaneAnswer.Refused refused, List<Payload> payloads, Effects out) {
        sa.endpoint().announcements().dataPlaneFailure(sa, refused, out);
        refuse(NotifyType.NO_PROPOSAL_CHOSEN, payloads, out);
    }

    /** The configuration changed while the data plane worked: asked again, the peer hears what holds now. */
    private void notAnyMore(List<Payload> payloads, Effects out) {
        refuse(NotifyType.TEMPORARY_FAILURE, payloads, out);
    }

    private void refuse(int error, List<Payload> payloads, Effects out) {
        List<Payload> answer = new ArrayList<>();
        if (sa.isEstablished() && payloads.stream().anyMatch(p -> p instanceof Payload.Auth)) {
            answer.addAll(payloads); // the IKE SA stands, only its Child SA does not
        }
        answer.add(Payload.Notify.of(error));
        sa.respond(answer, out);
    }

    private static List<Payload> answer(AgreedChild agreed, List<Payload> payloads) {
        List<Payload> answer = new ArrayList<>(payloads);
        Proposal chosen = agreed.proposal();
        answer.add(new Payload.Sa(List.of(chosen.with(chosen.number(), Integer.toUnsignedLong(agreed.inboundSpi())))));
        answer.add(new Payload.Ts(true, agreed.remote()));
        answer.add(new Payload.Ts(false, agreed.local()));
        if (agreed.mode() == IpsecMode.TRANSPORT) {
            answer.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
        }
        if (agreed.moreSelectors()) {
            answer.add(Payload.Notify.of(NotifyType.ADDITIONAL_TS_POSSIBLE));
        }
        return answer;
    }
}
