package io.xfrmgate.ike.eap;

import io.xfrmgate.ike.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * Our side of one EAP conversation as a client: EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2), which makes a key and proves the
 * server too, and EAP-MD5 (RFC 3748 section 5.4), which does neither. Other methods are declined in favour of the first.
 */
public final class EapClient {
    private static final int CHALLENGE = 1;
    private static final int RESPONSE = 2;
    private static final int SUCCESS = 3;
    private static final int FAILURE = 4;
    /** OpCode, MS-CHAPv2-ID, MS-Length, Value-Size. */
    private static final int MSCHAP_HEADER = 5;

    private static final int RESERVED = 8;
    private static final int RESPONSE_VALUE = MsChapV2.CHALLENGE + RESERVED + MsChapV2.NT_RESPONSE + 1;

    private final EapCredential credential;
    private final SecureRandom random;
    private Optional<Expected> expected = Optional.empty();
    private Optional<Secret> msk = Optional.empty();
    /** Whether the method has said all that it has to say. */
    private boolean complete;

    /** What the server must know to prove that it has the password. */
    private record Expected(String authenticatorResponse, byte[] msk) {}

    /** What follows from a message of the server. */
    public sealed interface Step {
        /** Send this EAP response. */
        record Respond(byte[] message) implements Step {}

        /** The server believes us. @param msk empty if the method makes no key */
        record Done(Optional<Secret> msk) implements Step {}

        /** The server does not believe us, and has ended it. */
        record Denied() implements Step {}

        /** It can not go on. @param detail for the operator */
        record Failed(String detail) implements Step {}
    }

    public EapClient(EapCredential credential, SecureRandom random) {
        this.credential = credential;
        this.random = random;
    }

    /** Takes a message of the server. */
    public Step take(byte[] message) {
        Optional<EapPacket> packet = EapPacket.read(message);
        if (packet.isEmpty()) {
            return new Step.Failed("the server's EAP message is malformed");
        }
        return switch (packet.get().code()) {
            case EapPacket.REQUEST -> request(packet.get());
            case EapPacket.SUCCESS ->
                complete
                        ? new Step.Done(msk)
                        : new Step.Failed("the server says EAP-Success before any method has run to its end");
            case EapPacket.FAILURE -> new Step.Denied();
            default -> new Step.Failed("the server sends an EAP response");
        };
    }

    private Step request(EapPacket request) {
        return switch (request.type()) {
            case EapPacket.IDENTITY -> respond(request, identity());
            case EapPacket.NOTIFICATION -> respond(request, new byte[0]);
            case EapPacket.MD5_CHALLENGE -> md5(request);
            case EapPacket.MSCHAPV2 -> mschap(request);
            default ->
                new Step.Respond(new EapPacket(EapPacket.RESPONSE, request.identifier(), EapPacket.NAK, new byte[] {
                            EapPacket.MSCHAPV2, EapPacket.MD5_CHALLENGE
                        })
                        .encode());
        };
    }

    private static Step respond(EapPacket request, byte[] data) {
        return new Step.Respond(new EapPacket(EapPacket.RESPONSE, request.identifier(), request.type(), data).encode());
    }

    private byte[] identity() {
        return credential.identity().getBytes(StandardCharsets.UTF_8);
    }

    /** Value-Size, Value, Name. */
    private Step md5(EapPacket request) {
        byte[] data = request.data();
        int size = data.length == 0 ? 0 : data[0] & 0xFF;
        if (size == 0 || data.length < 1 + size) {
            return new Step.Failed("the server's EAP-MD5 challenge is malformed");
        }
        byte[] password = credential.password().octets();
        byte[] hash = md5(new byte[] {(byte) request.identifier()}, password, Arrays.copyOfRange(data, 1, 1 + size));
        Arrays.fill(password, (byte) 0);
        complete = true;
        return respond(
                request,
                ByteBuffer.allocate(1 + hash.length)
                        .put((byte) hash.length)
                        .put(hash)
                        .array());
    }

    private Step mschap(EapPacket request) {
        byte[] data = request.data();
        int code = data.length == 0 ? 0 : data[0];
        return switch (code) {
            case CHALLENGE -> challenge(request);
            case SUCCESS -> success(request);
            case FAILURE -> respond(request, new byte[] {FAILURE});
            default -> new Step.Failed("the server's EAP-MSCHAPv2 message is malformed");
        };
    }

    /** OpCode, ID, length (2), Value-Size, Challenge, Name. */
    private Step challenge(EapPacket request) {
        byte[] data = request.data();
        if (data.length < MSCHAP_HEADER + MsChapV2.CHALLENGE || data[MSCHAP_HEADER - 1] != MsChapV2.CHALLENGE) {
            return new Step.Failed("the server's EAP-MSCHAPv2 challenge is malformed");
        }
        byte[] theirs = Arrays.copyOfRange(data, MSCHAP_HEADER, MSCHAP_HEADER + MsChapV2.CHALLENGE);
        byte[] ours = new byte[MsChapV2.CHALLENGE];
        random.nextBytes(ours);
        byte[] name = identity();
        byte[] password = credential.password().octets();
        byte[] hash = MsChapV2.passwordHash(password);
        Arrays.fill(password, (byte) 0);
        byte[] response = MsChapV2.response(theirs, ours, name, hash);
        expected = Optional.of(new Expected(
                MsChapV2.authenticatorResponse(hash, response, theirs, ours, name), MsChapV2.msk(hash, response)));
        Arrays.fill(hash, (byte) 0);
        int length = MSCHAP_HEADER + RESPONSE_VALUE + name.length;
        return respond(
                request,
                ByteBuffer.allocate(length)
                        .put((byte) RESPONSE)
                        .put(data[1])
                        .putShort((short) length)
                        .put((byte) RESPONSE_VALUE)
                        .put(ours)
                        .put(new byte[RESERVED])
                        .put(response)
                        .put((byte) 0)
                        .put(name)
                        .array());
    }

    /** The server proves that it knows the password too: "S=" and 40 digits, then perhaps " M=" and a text. */
    private Step success(EapPacket request) {
        byte[] data = request.data();
        if (expected.isEmpty() || data.length < MSCHAP_HEADER - 1) {
            return new Step.Failed("the server's EAP-MSCHAPv2 success is out of place");
        }
        byte[] wanted = expected.get().authenticatorResponse().getBytes(StandardCharsets.US_ASCII);
        int from = MSCHAP_HEADER - 1;
        byte[] said = Arrays.copyOfRange(data, from, Math.min(data.length, from + wanted.length));
        if (!MessageDigest.isEqual(wanted, said)) {
            return new Step.Failed("the server does not prove that it knows our password");
        }
        msk = Optional.of(new Secret(expected.get().msk()));
        complete = true;
        return respond(request, new byte[] {SUCCESS});
    }

    /** Forgets the key. */
    public void destroy() {
        expected.ifPresent(e -> Arrays.fill(e.msk(), (byte) 0));
        expected = Optional.empty();
        msk.ifPresent(Secret::destroy);
    }

    private static byte[] md5(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
