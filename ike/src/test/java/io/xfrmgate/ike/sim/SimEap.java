package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapConversation;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPacket;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.eap.MsChapV2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The EAP port of one gateway: a server with users and passwords, and one method for all. It takes as long as the scenario says. */
final class SimEap {
    /** Which method it begins with. */
    enum Method {
        MD5,
        MSCHAPV2
    }

    private static final int MSCHAP_CHALLENGE = 1;
    private static final int MSCHAP_SUCCESS = 3;
    private static final int MSCHAP_VALUE = 5;

    private final SeededRandom random;
    private final Map<String, String> users = new HashMap<>();
    private final List<EapRequest> requests = new ArrayList<>();
    private Method method = Method.MSCHAPV2;
    private UnaryOperator<EapGrant> grants = grant -> grant;
    private LongSupplier delay = () -> 0;
    private boolean down;
    private boolean endless;

    /** The rules of the only policy there is. */
    record Rules() implements EapPolicy.Rules {}

    private record State(String user, byte[] challenge, Optional<byte[]> msk) implements EapConversation {}

    SimEap(long seed) {
        random = new SeededRandom(seed);
    }

    static EapPolicy policy() {
        return new EapPolicy("simulated", false, false, new Rules());
    }

    SimEap user(String name, String password) {
        users.put(name, password);
        return this;
    }

    SimEap method(Method wanted) {
        method = wanted;
        return this;
    }

    SimEap grants(UnaryOperator<EapGrant> change) {
        grants = change;
        return this;
    }

    SimEap delay(LongSupplier millis) {
        delay = millis;
        return this;
    }

    SimEap down() {
        down = true;
        return this;
    }

    /** Asks the same for ever. */
    SimEap endless() {
        endless = true;
        return this;
    }

    long nextDelay() {
        return delay.getAsLong();
    }

    List<EapRequest> requests() {
        return requests;
    }

    EapAnswer answer(EapRequest request) {
        requests.add(request);
        if (down) {
            return new EapAnswer.Unavailable("the server is down");
        }
        EapPacket response = EapPacket.read(request.message()).orElseThrow();
        if (response.code() != EapPacket.RESPONSE) {
            return new EapAnswer.Rejected("no response");
        }
        if (endless || response.type() == EapPacket.IDENTITY) {
            return challenge(response);
        }
        State state = (State) request.conversation().orElseThrow();
        return switch (response.type()) {
            case EapPacket.MD5_CHALLENGE -> md5(state, response);
            case EapPacket.MSCHAPV2 -> mschap(state, response);
            default -> new EapAnswer.Rejected("the peer wants another method");
        };
    }

    private EapAnswer challenge(EapPacket response) {
        String user = new String(response.data(), StandardCharsets.UTF_8);
        byte[] challenge = new byte[MsChapV2.CHALLENGE];
        random.nextBytes(challenge);
        State state = new State(user, challenge, Optional.empty());
        if (method == Method.MD5) {
            byte[] data = ByteBuffer.allocate(1 + challenge.length)
                    .put((byte) challenge.length)
                    .put(challenge)
                    .array();
            return ask(response, EapPacket.MD5_CHALLENGE, data, state);
        }
        byte[] data = ByteBuffer.allocate(MSCHAP_VALUE + challenge.length)
                .put((byte) MSCHAP_CHALLENGE)
                .put((byte) 7)
                .putShort((short) (MSCHAP_VALUE + challenge.length))
                .put((byte) challenge.length)
                .put(challenge)
                .array();
        return ask(response, EapPacket.MSCHAPV2, data, state);
    }

    private static EapAnswer ask(EapPacket last, int type, byte[] data, State state) {
        int identifier = (last.identifier() + 1) & 0xFF;
        return new EapAnswer.Challenge(new EapPacket(EapPacket.REQUEST, identifier, type, data).encode(), state);
    }

    private EapAnswer md5(State state, EapPacket response) {
        String password = users.getOrDefault(state.user(), "");
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update((byte) response.identifier());
            digest.update(password.getBytes(StandardCharsets.UTF_8));
            byte[] expected = digest.digest(state.challenge());
            byte[] said = Arrays.copyOfRange(response.data(), 1, 1 + expected.length);
            return !password.isEmpty() && MessageDigest.isEqual(expected, said)
                    ? accept(Optional.empty())
                    : new EapAnswer.Rejected("wrong password");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private EapAnswer mschap(State state, EapPacket response) {
        byte[] data = response.data();
        if (data.length == 1 && data[0] == MSCHAP_SUCCESS && state.msk().isPresent()) {
            return accept(state.msk());
        }
        if (data.length < MSCHAP_VALUE + 49 || !users.containsKey(state.user())) {
            return new EapAnswer.Rejected("unknown user, or no answer to the challenge");
        }
        byte[] hash = MsChapV2.passwordHash(users.get(state.user()).getBytes(StandardCharsets.UTF_8));
        byte[] peerChallenge = Arrays.copyOfRange(data, MSCHAP_VALUE, MSCHAP_VALUE + 16);
        byte[] said = Arrays.copyOfRange(data, MSCHAP_VALUE + 24, MSCHAP_VALUE + 48);
        byte[] name = state.user().getBytes(StandardCharsets.UTF_8);
        byte[] expected = MsChapV2.response(state.challenge(), peerChallenge, name, hash);
        if (!MessageDigest.isEqual(expected, said)) {
            return new EapAnswer.Rejected("wrong password");
        }
        byte[] proof = MsChapV2.authenticatorResponse(hash, said, state.challenge(), peerChallenge, name)
                .getBytes(StandardCharsets.US_ASCII);
        byte[] success = ByteBuffer.allocate(4 + proof.length)
                .put((byte) MSCHAP_SUCCESS)
                .put(data[1])
                .putShort((short) (4 + proof.length))
                .put(proof)
                .array();
        State proven = new State(state.user(), state.challenge(), Optional.of(MsChapV2.msk(hash, said)));
        return ask(response, EapPacket.MSCHAPV2, success, proven);
    }

    private EapAnswer accept(Optional<byte[]> msk) {
        return new EapAnswer.Accepted(grants.apply(EapGrant.of(msk.map(Secret::new))));
    }
}
