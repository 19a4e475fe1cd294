package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPacket;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * IKE_AUTH as responder with a peer that proves itself by EAP (RFC 7296 section 2.16): we carry its messages to who judges it, and
 * back. Our own proof goes first; the peer's AUTH, made from the method's key, comes last and shows that the one who ran the method
 * is the one at the other end.
 */
final class EapResponder {
    /** More rounds than any method takes, with the longest of certificate chains. */
    static final int MAX_ROUNDS = 64;

    private final IkeSa sa;
    private final AuthResponder responder;

    EapResponder(IkeSa sa, AuthResponder responder) {
        this.sa = sa;
        this.responder = responder;
    }

    private EapExchange exchange() {
        return sa.handshake().orElseThrow().eap.orElseThrow();
    }

    // ---- the first request -----------------------------------------------------------------------------------------

    void begin(long now, EapPolicy policy, Identification claimed, Inbound request, Effects out) {
        Optional<Explanation> unexpected = PeerProof.unexpected(sa.config(), claimed);
        if (unexpected.isPresent()) {
            responder.refuse(
                    now, FailureReason.IDENTITY_REFUSED, NotifyType.AUTHENTICATION_FAILED, unexpected.get(), out);
            return;
        }
        boolean eapOnly = policy.eapOnly() && request.has(NotifyType.EAP_ONLY_AUTHENTICATION);
        EapExchange exchange = new EapExchange(request, policy, claimed, eapOnly);
        sa.handshake().orElseThrow().eap = Optional.of(exchange);
        if (eapOnly) {
            introduce(Optional.empty(), out);
            return;
        }
        OwnProof.make(sa, now, out, new OwnProof.Continuation() {
            @Override
            public void made(long t, Payload.Auth auth, Effects o) {
                introduce(Optional.of(auth), o);
            }

            @Override
            public void failed(long t, FailureReason reason, String detail, Effects o) {
                responder.refuse(t, reason, NotifyType.AUTHENTICATION_FAILED, Explanation.of(detail), o);
            }
        });
    }

    private void introduce(Optional<Payload.Auth> auth, Effects out) {
        EapExchange exchange = exchange();
        List<Payload> introduction = new ArrayList<>(4);
        introduction.add(new Payload.Id(false, OwnProof.identity(sa)));
        auth.ifPresent(proof -> {
            Certificates.addChain(introduction, sa);
            introduction.add(proof);
        });
        exchange.introduction = introduction;
        exchange.identifier = (int) sa.endpoint().jitter(0xFF);
        if (exchange.policy.requestIdentity()) {
            exchange.awaitsIdentity = true;
            say(new EapPacket(EapPacket.REQUEST, exchange.identifier, EapPacket.IDENTITY, new byte[0]).encode(), out);
        } else {
            // As if it had been asked for its identity and had answered with IDi (section 3.16).
            byte[] message = new EapPacket(
                            EapPacket.RESPONSE, exchange.identifier, EapPacket.IDENTITY, exchange.identity)
                    .encode();
            ask(message, out);
        }
    }

    // ---- those that follow -----------------------------------------------------------------------------------------

    void handle(long now, Inbound request, Effects out) {
        EapExchange exchange = exchange();
        Optional<Payload.Eap> eap = request.first(Payload.Eap.class);
        Optional<Payload.Auth> auth = request.first(Payload.Auth.class);
        if (exchange.grant.isPresent() && auth.isPresent()) {
            finish(now, request, auth.get(), exchange, exchange.grant.get(), out);
        } else if (exchange.grant.isEmpty() && eap.isPresent()) {
            relay(now, eap.get().message(), exchange, out);
        } else {
            String what = exchange.grant.isPresent() ? "AUTH after EAP-Success" : "EAP";
            invalid(now, "IKE_AUTH without " + what, out);
        }
    }

    private void relay(long now, byte[] message, EapExchange exchange, Effects out) {
        Optional<EapPacket> packet = EapPacket.read(message).filter(p -> p.code() == EapPacket.RESPONSE);
        if (packet.isEmpty() || packet.get().identifier() != exchange.identifier) {
            invalid(now, "the peer's EAP message is not the answer to ours", out);
            return;
        }
        if (packet.get().type() == EapPacket.IDENTITY) {
            exchange.identity = packet.get().data();
        } else if (exchange.awaitsIdentity) {
            invalid(now, "the peer does not say its EAP identity", out);
            return;
        }
        exchange.awaitsIdentity = false;
        if (++exchange.rounds > MAX_ROUNDS) {
            String detail = "EAP of " + name(exchange) + " has not ended after " + MAX_ROUNDS + " rounds";
            deny(now, FailureReason.EAP_ROUNDS, detail, out);
            return;
        }
        ask(message, out);
    }

    private void ask(byte[] message, Effects out) {
        EapExchange exchange = exchange();
        EapRequest request = new EapRequest(
                exchange.policy,
                exchange.claimed,
                exchange.identity,
                sa.local(),
                sa.remote(),
                sa.localSpi(),
                exchange.conversation,
                message);
        sa.endpoint().askEap(sa, request, out, this::judged);
    }

    private void judged(long now, EapAnswer answer, Effects out) {
        EapExchange exchange = exchange();
        switch (answer) {
            case EapAnswer.Challenge(var message, var conversation) -> {
                Optional<EapPacket> packet = EapPacket.read(message).filter(p -> p.code() == EapPacket.REQUEST);
                if (packet.isEmpty()) {
                    unavailable(now, "what came from the AAA server is no EAP request", out);
                    return;
                }
                exchange.conversation = Optional.of(conversation);
                exchange.identifier = packet.get().identifier();
                say(message, out);
            }
            case EapAnswer.Accepted(var grant) -> accepted(now, exchange, grant, out);
            case EapAnswer.Rejected(var detail) ->
                deny(
                        now,
                        FailureReason.EAP_REJECTED,
                        name(exchange) + " is rejected by " + exchange.policy.name() + ": " + detail,
                        out);
            case EapAnswer.Unavailable(var detail) ->
                unavailable(now, "EAP of " + name(exchange) + " by " + exchange.policy.name() + ": " + detail, out);
        }
    }

    private void accepted(long now, EapExchange exchange, EapGrant grant, Effects out) {
        if (exchange.eapOnly && grant.msk().isEmpty()) {
            String detail = name(exchange) + " wants EAP as the only proof, and its method makes no key";
            deny(now, FailureReason.EAP_REJECTED, detail, out);
            return;
        }
        Identification peer = authenticated(exchange, grant);
        Optional<Explanation> unexpected = PeerProof.unexpected(sa.config(), peer);
        if (unexpected.isPresent()) {
            sa.endpoint().counters().count(Counter.EAP_REJECTED);
            respond(failure(exchange), out);
            sa.failed(now, FailureReason.IDENTITY_REFUSED, unexpected.get(), out);
            return;
        }
        sa.endpoint().counters().count(Counter.EAP_ACCEPTED);
        exchange.grant = Optional.of(grant);
        sa.setPeerId(peer);
        out.notice(new Notice.EapAccepted(
                sa.name(),
                exchange.policy.name(),
                exchange.claimed.toString(),
                name(exchange),
                grant.msk().isPresent()));
        say(EapPacket.end(EapPacket.SUCCESS, exchange.identifier).encode(), out);
    }

    /** Whom the judge has judged: by EAP it is not IDi that is proven, unless both are the same. */
    private static Identification authenticated(EapExchange exchange, EapGrant grant) {
        byte[] proven = grant.identity()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElse(exchange.identity);
        if (Arrays.equals(proven, exchange.claimed.asEapIdentity())) {
            return exchange.claimed;
        }
        boolean mailbox = new String(proven, StandardCharsets.UTF_8).matches("[\\x21-\\x7e]+@[\\x21-\\x7e]+");
        return mailbox ? new Identification(Identification.RFC822_ADDR, proven) : Identification.keyId(proven);
    }

    // ---- the last one ----------------------------------------------------------------------------------------------

    private void finish(
            long now, Inbound request, Payload.Auth auth, EapExchange exchange, EapGrant grant, Effects out) {
        if (!PeerProof.byEapKey(sa, exchange.claimed, grant.msk(), auth, now)) {
            String detail = "the AUTH of " + name(exchange) + " is not made with "
                    + (grant.msk().isPresent()
                            ? "the key that EAP made (MSK)"
                            : "SK_pi, although the EAP method made no key");
            Authentication authentication = sa.config().authentication();
            responder.refuse(
                    now,
                    FailureReason.AUTHENTICATION_FAILED,
                    NotifyType.AUTHENTICATION_FAILED,
                    PeerProof.identity(authentication, exchange.claimed, detail),
                    out);
            return;
        }
        boolean initialContact = request.has(NotifyType.INITIAL_CONTACT);
        responder.accept(
                now,
                exchange.first,
                List.of(OwnProof.byEapKey(sa, grant.msk())),
                initialContact,
                Optional.of(grant),
                out);
    }

    // ---- answers ---------------------------------------------------------------------------------------------------

    private void say(byte[] message, Effects out) {
        respond(new Payload.Eap(message), out);
    }

    private void respond(Payload eap, Effects out) {
        EapExchange exchange = exchange();
        List<Payload> answer = new ArrayList<>(exchange.introduction);
        exchange.introduction = List.of();
        answer.add(eap);
        sa.respond(answer, out);
    }

    private static Payload.Eap failure(EapExchange exchange) {
        return new Payload.Eap(
                EapPacket.end(EapPacket.FAILURE, exchange.identifier).encode());
    }

    /** The peer hears EAP-Failure, and both sides drop the IKE SA. */
    private void deny(long now, FailureReason reason, String detail, Effects out) {
        EapExchange exchange = exchange();
        sa.endpoint().counters().count(Counter.EAP_REJECTED);
        respond(failure(exchange), out);
        sa.failed(now, reason, PeerProof.identity(sa.config().authentication(), exchange.claimed, detail), out);
    }

    private void unavailable(long now, String detail, Effects out) {
        responder.refuse(
                now, FailureReason.EAP_UNAVAILABLE, NotifyType.AUTHENTICATION_FAILED, Explanation.of(detail), out);
    }

    private void invalid(long now, String detail, Effects out) {
        responder.refuse(now, FailureReason.INVALID_SYNTAX, NotifyType.INVALID_SYNTAX, Explanation.of(detail), out);
    }

    /** As an operator reads the EAP identity. */
    private static String name(EapExchange exchange) {
        return new String(exchange.identity, StandardCharsets.UTF_8).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
