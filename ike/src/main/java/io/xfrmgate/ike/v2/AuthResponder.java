package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** IKE_AUTH as responder: who calls, whether it is true, and the first Child SA (RFC 7296 sections 1.2, 2.15, 2.21.2). */
final class AuthResponder {
    private final IkeSa sa;

    AuthResponder(IkeSa sa) {
        this.sa = sa;
    }

    void handle(long now, Inbound request, Effects out) {
        if (sa.handshake().orElseThrow().eap.isPresent()) {
            new EapResponder(sa, this).handle(now, request, out);
            return;
        }
        Optional<Payload.Id> idi = request.id(true);
        Optional<Payload.Auth> auth = request.first(Payload.Auth.class);
        if (idi.isEmpty()) {
            refuse(now, FailureReason.INVALID_SYNTAX, NotifyType.INVALID_SYNTAX, "IKE_AUTH without IDi", out);
            return;
        }
        Identification peer = idi.get().identification();
        sa.setPeerId(peer);
        Certificates.heardRequest(request, sa.handshake().orElseThrow());
        Optional<Identification> asked = request.id(false).map(Payload.Id::identification);
        sa.handshake().orElseThrow().askedOfUs = asked;
        choose(peer, asked, auth).ifPresent(sa::setConfig);
        if (auth.isEmpty()) {
            if (sa.config().authentication().remote() instanceof AuthMethod.PeerEap(var policy)) {
                new EapResponder(sa, this).begin(now, policy, peer, request, out);
            } else {
                String why = peer + " sends no AUTH payload and so asks for EAP, which is not configured";
                refuse(now, FailureReason.AUTHENTICATION_FAILED, NotifyType.AUTHENTICATION_FAILED, why, out);
            }
            return;
        }
        PeerProof.verify(sa, peer, auth.get(), request, now, out, new PeerProof.Continuation() {
            @Override
            public void believed(long t, Effects o) {
                prove(t, request, o);
            }

            @Override
            public void refused(long t, FailureReason reason, Explanation why, Effects o) {
                refuse(t, reason, NotifyType.AUTHENTICATION_FAILED, why, o);
            }
        });
    }

    private void prove(long now, Inbound request, Effects out) {
        OwnProof.make(sa, now, out, new OwnProof.Continuation() {
            @Override
            public void made(long t, Payload.Auth auth, Effects o) {
                List<Payload> proof = new ArrayList<>(8);
                proof.add(new Payload.Id(false, OwnProof.identity(sa)));
                Certificates.addChain(proof, sa);
                proof.add(auth);
                accept(t, request, proof, false, Optional.empty(), o);
            }

            @Override
            public void failed(long t, FailureReason reason, String detail, Effects o) {
                refuse(t, reason, NotifyType.AUTHENTICATION_FAILED, detail, o);
            }
        });
    }

    /**
     * Of the configurations that fit the addresses, the one whose identities fit too: first with the kind of proof that the
     * peer brings and the identity that it expects of us, then with that proof, else any.
     */
    private Optional<PeerConfig> choose(
            Identification peer, Optional<Identification> expectedOfUs, Optional<Payload.Auth> auth) {
        Proposal negotiated = sa.proposal().orElseThrow();
        List<PeerConfig> fitting = sa.handshake().orElseThrow().candidates.stream()
                .filter(c -> c.authentication().remoteIds().isEmpty()
                        || c.authentication().remoteIds().contains(peer))
                .filter(c -> ProposalSelector.choose(
                                List.of(negotiated), c.proposals(), new ProposalSelector.Options(false, 0))
                        .isPresent())
                .toList();
        List<PeerConfig> proving = fitting.stream()
                .filter(c -> PeerProof.accepts(c.authentication(), auth))
                .toList();
        return proving.stream()
                .filter(c -> expectedOfUs.isEmpty()
                        || c.authentication().answeringId(expectedOfUs).equals(expectedOfUs.get()))
                .findFirst()
                .or(() -> proving.stream().findFirst())
                .or(() -> fitting.stream().findFirst());
    }

    /**
     * Both sides are proven: the IKE SA stands, and the first Child SA with it if it can.
     *
     * @param request with what the peer wants
     * @param proof our AUTH, and what goes with it
     * @param initialContact the peer said so elsewhere than in {@code request}
     * @param grant what came with its EAP
     */
    void accept(
            long now,
            Inbound request,
            List<Payload> proof,
            boolean initialContact,
            Optional<EapGrant> grant,
            Effects out) {
        List<Payload> answer = new ArrayList<>(proof);
        boolean wantsChild = request.first(Payload.Sa.class).isPresent();
        if (!wantsChild && !sa.config().childless()) {
            String why = sa.config().name() + " does not allow an IKE SA without a Child SA";
            refuse(now, FailureReason.CHILDLESS_REFUSED, NotifyType.NO_ADDITIONAL_SAS, why, out);
            return;
        }
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] initiatorNonce = handshake.remoteNonce;
        byte[] responderNonce = handshake.localNonce;
        boolean oneAtATime =
                sa.config().policy().uniqueIdentity() && sa.config().remote().isEmpty();
        boolean sole = initialContact || request.has(NotifyType.INITIAL_CONTACT) || oneAtATime;
        if (sole) {
            sa.endpoint().initialContact(sa, now, out);
        }
        sa.established(now, out);
        grant.filter(g -> g.sessionSeconds() > 0).ifPresent(g -> {
            sa.lifeline().endSession(now + g.sessionSeconds() * 1000);
            answer.add(Payload.Notify.of(NotifyType.AUTH_LIFETIME, seconds(g.sessionSeconds())));
        });
        ConfigurationServer.answer(sa, request, sole, grant, now, out).ifPresent(answer::add);
        if (!wantsChild) {
            sa.respond(answer, out);
            return;
        }
        ChildChoice choice = new ChildChoice(sa, request, true);
        switch (choice.choose(sa.config().children(), Optional.empty())) {
            case ChildChoice.Outcome.Refused refused -> {
                // The IKE SA stands without it (RFC 7296 section 2.21.2); an unused one ends with the set-up time.
                sa.endpoint().announcements().failure(sa, refused.reason(), refused.why(), out);
                answer.add(refused.error());
                sa.respond(answer, out);
                sa.lifeline().empty(now);
            }
            case ChildChoice.Outcome.Agreed(var agreed, var _) -> {
                KeySchedule.ChildKeyPair keys = KeySchedule.childKeys(
                        sa.prf(), sa.keys().skD(), Optional.empty(), initiatorNonce, responderNonce, agreed.suite());
                sa.lifeline().empty(now);
                ChildInstaller.ofNew(sa, keys).install(now, agreed, answer, out);
            }
        }
    }

    private void refuse(long now, FailureReason reason, int notifyType, String detail, Effects out) {
        refuse(now, reason, notifyType, Explanation.of(detail), out);
    }

    /** RFC 4478: when the peer must have proven itself anew. */
    private static byte[] seconds(long seconds) {
        return ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) Math.min(seconds, Integer.MAX_VALUE))
                .array();
    }

    /** Answers with an error alone, and ends. */
    void refuse(long now, FailureReason reason, int notifyType, Explanation why, Effects out) {
        sa.respond(List.of(Payload.Notify.of(notifyType)), out);
        sa.failed(now, reason, why, out);
    }
}
