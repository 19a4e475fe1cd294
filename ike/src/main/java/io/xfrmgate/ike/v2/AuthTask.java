package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.eap.EapClient;
import io.xfrmgate.ike.eap.EapCredential;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IKE_AUTH as initiator: both proofs, and the first Child SA (RFC 7296 sections 1.2 and 2.15). */
final class AuthTask implements Task {
    private final Optional<Wanted> wanted;
    private Optional<ChildOffer> offer = Optional.empty();

    /**
     * The Child SA to set up.
     *
     * @param local selectors of our side, the packet's own first if a packet asked for it (RFC 7296 section 2.9)
     * @param remote selectors of the peer's side
     */
    record Wanted(ChildConfig config, List<TrafficSelector> local, List<TrafficSelector> remote, int reqid) {}

    AuthTask(Optional<Wanted> wanted) {
        this.wanted = wanted;
    }

    Optional<ChildConfig> child() {
        return wanted.map(Wanted::config);
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        return Optional.empty(); // is sent when there is a proof, by start()
    }

    void start(IkeSa sa, long now, Effects out) {
        if (sa.config().authentication().local() instanceof AuthMethod.EapClient) {
            // No AUTH is how an initiator asks for EAP (RFC 7296 section 2.16).
            sa.send(this, new Request(ExchangeType.IKE_AUTH, request(sa, Optional.empty())), now, out);
            return;
        }
        sa.park(this);
        OwnProof.make(sa, now, out, new OwnProof.Continuation() {
            @Override
            public void made(long t, Payload.Auth auth, Effects o) {
                sa.send(AuthTask.this, new Request(ExchangeType.IKE_AUTH, request(sa, Optional.of(auth))), t, o);
            }

            @Override
            public void failed(long t, FailureReason reason, String detail, Effects o) {
                sa.failed(t, reason, detail, o);
            }
        });
    }

    private List<Payload> request(IkeSa sa, Optional<Payload.Auth> auth) {
        Authentication authentication = sa.config().authentication();
        List<Payload> payloads = new ArrayList<>(10);
        payloads.add(new Payload.Id(true, authentication.localId()));
        Certificates.addChain(payloads, sa);
        Certificates.addRequests(payloads, List.of(sa.config()));
        if (authentication.remoteIds().size() == 1) {
            payloads.add(new Payload.Id(false, authentication.remoteIds().getFirst()));
        }
        auth.ifPresent(payloads::add);
        if (authentication.remote() instanceof AuthMethod.EapMutual) {
            payloads.add(Payload.Notify.of(NotifyType.EAP_ONLY_AUTHENTICATION));
        }
        if (sa.endpoint().isFirstContact(sa)) {
            payloads.add(Payload.Notify.of(NotifyType.INITIAL_CONTACT));
            sa.handshake().orElseThrow().saidInitialContact = true;
        }
        // Before the SA payload, by which the responder chooses (RFC 7296 section 2.19).
        ConfigurationClient.request(sa.config(), sa.endpoint().remembered(sa.config()))
                .ifPresent(payloads::add);
        wanted.ifPresent(w -> {
            ChildOffer made = ChildOffer.of(
                    sa,
                    w.config(),
                    w.config().mode(),
                    w.local(),
                    w.remote(),
                    sa.endpoint().freshEspSpi(),
                    w.reqid(),
                    false);
            offer = Optional.of(made);
            made.addTo(payloads);
        });
        return payloads;
    }

    // ---- answer ----------------------------------------------------------------------------------------------------

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {
        Optional<Payload.Id> idr = answer.id(false);
        Optional<Payload.Auth> auth = answer.first(Payload.Auth.class);
        Authentication authentication = sa.config().authentication();
        Optional<EapCredential> client = authentication.local() instanceof AuthMethod.EapClient(var credential)
                ? Optional.of(credential)
                : Optional.empty();
        Optional<Payload.Eap> eap = answer.first(Payload.Eap.class);
        boolean byEapAlone = client.isPresent() && authentication.remote() instanceof AuthMethod.EapMutual;
        if (idr.isEmpty() || (auth.isEmpty() && !byEapAlone) || eap.isPresent() != client.isPresent()) {
            refused(sa, now, answer, out);
            return;
        }
        Identification peer = idr.get().identification();
        sa.setPeerId(peer);
        if (byEapAlone) {
            Optional<Explanation> unexpected = PeerProof.unexpected(sa.config(), peer);
            if (unexpected.isPresent()) {
                notBelieved(sa, now, FailureReason.IDENTITY_REFUSED, unexpected.get(), out);
            } else {
                eap(sa, now, client.get(), eap.get(), out);
            }
            return;
        }
        sa.park(this);
        PeerProof.verify(sa, peer, auth.get(), answer, now, out, new PeerProof.Continuation() {
            @Override
            public void believed(long t, Effects o) {
                sa.finishTask();
                if (client.isPresent()) {
                    eap(sa, t, client.get(), eap.get(), o);
                } else {
                    established(sa, t, answer, o);
                }
            }

            @Override
            public void refused(long t, FailureReason reason, Explanation why, Effects o) {
                sa.finishTask();
                notBelieved(sa, t, reason, why, o);
            }
        });
    }

    private void eap(IkeSa sa, long now, EapCredential credential, Payload.Eap first, Effects out) {
        new EapTask(this, new EapClient(credential, sa.endpoint().random())).take(sa, now, first.message(), out);
    }

    /** The responder has proven itself for good. */
    void established(IkeSa sa, long now, Inbound answer, Effects out) {
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] initiatorNonce = handshake.localNonce;
        byte[] responderNonce = handshake.remoteNonce;
        sa.established(now, out);
        ConfigurationClient.accept(sa, answer, out);
        if (wanted.isEmpty()) {
            return;
        }
        Optional<Payload.Notify> error = answer.error();
        if (error.isPresent()) {
            release(sa);
            childRefused(sa, now, error.get(), out);
            return;
        }
        ChildOffer.Result result =
                ConfigurationClient.narrow(sa, offer.orElseThrow().accept(answer));
        if (result.agreed().isEmpty()) {
            ChildOffer.Unusable why = result.unusable().orElseThrow();
            release(sa);
            sa.endpoint().announcements().failure(sa, why.reason(), why.why(), out);
            sa.addTask(new StrayChildDeleteTask(offer.orElseThrow().inboundSpi()));
            closeIfUseless(sa, now, out);
            return;
        }
        install(sa, now, result.agreed().get(), initiatorNonce, responderNonce, out);
    }

    private void install(IkeSa sa, long now, AgreedChild agreed, byte[] ni, byte[] nr, Effects out) {
        KeySchedule.ChildKeyPair keys =
                KeySchedule.childKeys(sa.prf(), sa.keys().skD(), Optional.empty(), ni, nr, agreed.suite());
        ChildSaSpec spec =
                ChildSpecs.spec(agreed, keys, true, sa.path(), sa.endpoint().jitter(1000));
        ChildSa child = new ChildSa(sa, agreed.config(), agreed.suite(), ChildSaRef.of(spec), now, true);
        sa.children().install(child, spec, Parts.BOTH, Optional.empty(), out, (t, refused, o) -> {
            if (refused.isEmpty()) {
                if (child.state != ChildSa.State.GONE) {
                    sa.endpoint().announcements().childEstablished(child, o);
                }
            } else if (!child.withdrawn) {
                sa.endpoint().announcements().dataPlaneFailure(child.owner, refused.get(), o);
                child.owner.addTask(new StrayChildDeleteTask(child.inboundSpi()));
                closeIfUseless(child.owner, t, o);
            }
        });
    }

    /** No identity or proof in the answer: the peer did not accept ours, or said why not. */
    void refused(IkeSa sa, long now, Inbound answer, Effects out) {
        release(sa);
        int type = answer.error().map(Payload.Notify::notifyType).orElse(0);
        FailureReason reason = type == NotifyType.AUTHENTICATION_FAILED
                ? FailureReason.AUTHENTICATION_FAILED
                : FailureReason.PEER_ERROR;
        String what = type == 0 ? "an answer without IDr and AUTH" : NotifyType.name(type);
        String detail = "the peer answers IKE_AUTH with " + what + "; we said we are "
                + sa.config().authentication().localId()
                + (type == NotifyType.AUTHENTICATION_FAILED ? ": compare " + whatToCompare(sa) : "");
        sa.failed(now, reason, detail, out);
    }

    private static String whatToCompare(IkeSa sa) {
        return switch (sa.config().authentication().local()) {
            case AuthMethod.SharedKey _ -> "the pre-shared keys and identities";
            case AuthMethod.LocalCertificate(var credential) ->
                "our identity with certificate " + credential.name()
                        + ", and its issuers with those that the peer trusts";
            case AuthMethod.EapClient _ -> "that the peer expects EAP of us, and the EAP identity and password";
            case AuthMethod.PeerCertificate _, AuthMethod.PeerEap _, AuthMethod.EapMutual _ ->
                throw new IllegalStateException("Authentication does not let it be ours");
        };
    }

    /** The peer believes us, we do not believe the peer: it must hear that (RFC 7296 section 2.21.2). */
    void notBelieved(IkeSa sa, long now, FailureReason reason, Explanation why, Effects out) {
        release(sa);
        sa.endpoint().announcements().failure(sa, reason, why, out);
        sa.rejected(now, out);
    }

    private void childRefused(IkeSa sa, long now, Payload.Notify error, Effects out) {
        FailureReason reason = switch (error.notifyType()) {
            case NotifyType.NO_PROPOSAL_CHOSEN -> FailureReason.NO_PROPOSAL_CHOSEN;
            case NotifyType.TS_UNACCEPTABLE -> FailureReason.TS_UNACCEPTABLE;
            case NotifyType.NO_ADDITIONAL_SAS -> FailureReason.NO_ADDITIONAL_SAS;
            case NotifyType.INTERNAL_ADDRESS_FAILURE -> FailureReason.ADDRESS_FAILURE;
            case NotifyType.FAILED_CP_REQUIRED -> FailureReason.CONFIGURATION_REQUIRED;
            default -> FailureReason.PEER_ERROR;
        };
        ChildOffer made = offer.orElseThrow();
        sa.endpoint()
                .announcements()
                .failure(
                        sa,
                        reason,
                        Explanation.PeerRefused.of(
                                "Child SA " + made.config().name(),
                                NotifyType.name(error.notifyType()),
                                made.proposals(),
                                made.local(),
                                made.remote()),
                        out);
        closeIfUseless(sa, now, out);
    }

    private static void closeIfUseless(IkeSa sa, long now, Effects out) {
        if (!sa.config().childless() && sa.children().isEmpty()) {
            sa.close(now, CloseReason.SETUP_FAILED, Optional.empty(), out);
        }
    }

    @Override
    public void abandoned(IkeSa sa, long now, Effects out) {
        release(sa);
    }

    private void release(IkeSa sa) {
        offer.ifPresent(made -> sa.endpoint().releaseEspSpi(made.inboundSpi()));
    }
}
