package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapClient;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** The rest of IKE_AUTH as initiator where we prove ourselves by EAP (RFC 7296 section 2.16): its rounds, then both AUTH payloads. */
final class EapTask implements Task {
    private final AuthTask auth;
    private final EapClient client;
    /** EAP has succeeded, and we sent our AUTH. */
    private boolean last;

    private Optional<Secret> msk = Optional.empty();

    EapTask(AuthTask auth, EapClient client) {
        this.auth = auth;
        this.client = client;
    }

    Optional<ChildConfig> child() {
        return auth.child();
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        return Optional.empty(); // each round is built by what the responder says
    }

    /** Takes the responder's EAP message. */
    void take(IkeSa sa, long now, byte[] message, Effects out) {
        switch (client.take(message)) {
            case EapClient.Step.Respond(var response) -> send(sa, now, new Payload.Eap(response), out);
            case EapClient.Step.Done(var key) -> {
                if (key.isEmpty() && sa.config().authentication().remote() instanceof AuthMethod.EapMutual) {
                    giveUp(sa, now, "the EAP method makes no key, and so does not prove the peer", out);
                    return;
                }
                msk = key;
                last = true;
                send(sa, now, OwnProof.byEapKey(sa, msk), out);
            }
            case EapClient.Step.Denied _ -> {
                abandoned(sa, now, out);
                String detail = "the peer answers EAP-Failure: compare the EAP identity and the password on both sides";
                sa.failed(now, FailureReason.EAP_REJECTED, detail, out);
            }
            case EapClient.Step.Failed(var detail) -> giveUp(sa, now, detail, out);
        }
    }

    private void send(IkeSa sa, long now, Payload payload, Effects out) {
        sa.send(this, new Request(ExchangeType.IKE_AUTH, List.of(payload)), now, out);
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        Optional<Payload.Eap> eap = answer.first(Payload.Eap.class);
        Optional<Payload.Auth> proof = answer.first(Payload.Auth.class);
        if (!last && eap.isPresent()) {
            take(sa, now, eap.get().message(), out);
        } else if (last && proof.isPresent()) {
            boolean good = PeerProof.byEapKey(sa, sa.peerId().orElseThrow(), msk, proof.get(), now);
            client.destroy();
            if (good) {
                auth.established(sa, now, answer, out);
            } else {
                String detail = "the peer's AUTH after EAP is not made with "
                        + (msk.isPresent() ? "the key that EAP made (MSK)" : "SK_pr");
                auth.notBelieved(sa, now, FailureReason.AUTHENTICATION_FAILED, Explanation.of(detail), out);
            }
        } else {
            client.destroy();
            auth.refused(sa, now, answer, out);
        }
    }

    /** A responder that is not yet done with us must hear it. */
    private void giveUp(IkeSa sa, long now, String detail, Effects out) {
        client.destroy();
        auth.notBelieved(sa, now, FailureReason.EAP_REJECTED, Explanation.of(detail), out);
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        client.destroy();
        auth.abandoned(sa, now, out);
    }
}
