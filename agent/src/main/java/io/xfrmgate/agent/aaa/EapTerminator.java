package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapConversation;
import io.xfrmgate.ike.eap.EapPacket;
import io.xfrmgate.ike.eap.EapRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.attribute.StringData;
import org.aaa4j.radius.core.attribute.attributes.ChapChallenge;
import org.aaa4j.radius.core.attribute.attributes.ChapPassword;
import org.aaa4j.radius.core.attribute.attributes.UserPassword;
import org.aaa4j.radius.core.packet.packets.AccessAccept;
import org.aaa4j.radius.core.packet.packets.AccessReject;

/**
 * EAP that ends here ({@code mode authenticator-terminate}), for servers that know passwords but not EAP: EAP-MD5 becomes CHAP, which
 * is the same hash (RFC 2865 section 5.3, RFC 3748 section 5.4), and EAP-GTC a password (RFC 3748 section 5.6). Neither makes a key
 * nor proves us.
 */
final class EapTerminator {
    private static final int CHALLENGE = 16;
    private static final int HASH = 16;
    private static final int MAX_PASSWORD = 128;
    private static final byte[] PROMPT = "Password: ".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random;

    /** What the peer was asked. @param challenge of MD5; empty in GTC */
    private record Asked(EapRules.Method method, byte[] challenge) implements EapConversation {}

    EapTerminator(SecureRandom random) {
        this.random = random;
    }

    EapAnswer judge(EapRequest request, EapRules rules, RadiusClient client) throws InterruptedException {
        Optional<EapPacket> packet = EapPacket.read(request.message());
        if (packet.isEmpty()) {
            return new EapAnswer.Rejected("a malformed EAP message");
        }
        EapPacket response = packet.get();
        if (request.conversation().isEmpty() || response.type() == EapPacket.IDENTITY) {
            return ask(rules.ended().getFirst(), response);
        }
        Asked asked = (Asked) request.conversation().get();
        return switch (response.type()) {
            case EapPacket.NAK -> otherMethod(asked, response, rules);
            case EapPacket.MD5_CHALLENGE ->
                asked.method() == EapRules.Method.MD5
                        ? check(request, rules, client, chap(asked, response))
                        : notAsked(response);
            case EapPacket.GTC ->
                asked.method() == EapRules.Method.GTC
                        ? check(request, rules, client, password(response))
                        : notAsked(response);
            default -> notAsked(response);
        };
    }

    private static EapAnswer notAsked(EapPacket response) {
        return new EapAnswer.Rejected(
                "the peer answers by EAP method " + response.type() + ", which it was not asked for");
    }

    private EapAnswer ask(EapRules.Method method, EapPacket last) {
        int identifier = (last.identifier() + 1) & 0xFF;
        return switch (method) {
            case MD5 -> {
                byte[] challenge = new byte[CHALLENGE];
                random.nextBytes(challenge);
                byte[] data = ByteBuffer.allocate(1 + CHALLENGE)
                        .put((byte) CHALLENGE)
                        .put(challenge)
                        .array();
                yield challenge(identifier, EapPacket.MD5_CHALLENGE, data, new Asked(method, challenge));
            }
            case GTC -> challenge(identifier, EapPacket.GTC, PROMPT, new Asked(method, new byte[0]));
        };
    }

    private static EapAnswer challenge(int identifier, int type, byte[] data, Asked asked) {
        return new EapAnswer.Challenge(new EapPacket(EapPacket.REQUEST, identifier, type, data).encode(), asked);
    }

    /** The peer would have another method; each is offered once at most, those before this one are not. */
    private EapAnswer otherMethod(Asked asked, EapPacket nak, EapRules rules) {
        int here = rules.ended().indexOf(asked.method());
        return rules.ended().stream()
                .skip(here + 1L)
                .filter(method -> wants(nak, method))
                .findFirst()
                .map(method -> ask(method, nak))
                .orElseGet(() -> new EapAnswer.Rejected("the peer wants none of the methods " + rules.ended()));
    }

    private static boolean wants(EapPacket nak, EapRules.Method method) {
        int type = switch (method) {
            case MD5 -> EapPacket.MD5_CHALLENGE;
            case GTC -> EapPacket.GTC;
        };
        for (byte wanted : nak.data()) {
            if ((wanted & 0xFF) == type) {
                return true;
            }
        }
        return false;
    }

    private static List<Attribute<?>> chap(Asked asked, EapPacket response) {
        byte[] data = response.data();
        if (data.length < 1 + HASH || data[0] != HASH) {
            return List.of();
        }
        byte[] value = new byte[1 + HASH];
        value[0] = (byte) response.identifier();
        System.arraycopy(data, 1, value, 1, HASH);
        return List.of(new ChapPassword(new StringData(value)), new ChapChallenge(new StringData(asked.challenge())));
    }

    private static List<Attribute<?>> password(EapPacket response) {
        byte[] data = response.data();
        boolean usable = data.length > 0 && data.length <= MAX_PASSWORD;
        return usable ? List.of(new UserPassword(new StringData(Arrays.copyOf(data, data.length)))) : List.of();
    }

    private static EapAnswer check(
            EapRequest request, EapRules rules, RadiusClient client, List<Attribute<?>> credentials)
            throws InterruptedException {
        if (credentials.isEmpty()) {
            return new EapAnswer.Rejected("the peer's answer to the challenge is malformed");
        }
        List<Attribute<?>> attributes = new ArrayList<>(NasAttributes.of(request, rules.servers()));
        attributes.addAll(credentials);
        return switch (client.ask(rules.servers(), attributes)) {
            case RadiusClient.Outcome.Unanswered(var detail) -> new EapAnswer.Unavailable(detail);
            case RadiusClient.Outcome.Answered answered ->
                switch (answered.packet()) {
                    case AccessAccept _ -> EapRelay.accept(answered);
                    case AccessReject reject ->
                        EapRelay.rejected(answered.server().name(), reject);
                    default -> new EapAnswer.Unavailable(answered.server().name() + " wants more than a password");
                };
        };
    }
}
