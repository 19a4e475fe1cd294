package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.EcdsaEncoding;
import io.xfrmgate.ike.crypto.SignatureAlgorithms;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.wire.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a signature stands in an AUTH payload: by the classic methods, whose number says all (RFC 7296 section 3.8, RFC 4754),
 * or by method 14 with an AlgorithmIdentifier (RFC 7427).
 *
 * @param method of the AUTH payload
 */
record AuthSignature(int method, SignatureScheme scheme) {

    /** What an AUTH payload of the peer holds. */
    sealed interface Received {
        /**
         * A signature.
         *
         * @param schemes by one of which it is made; several only where the method leaves the hash open
         * @param kind the key must be of; empty where the scheme says enough
         * @param signature ECDSA as DER
         */
        record Signature(List<SignatureScheme> schemes, Optional<KeyKind> kind, byte[] signature) implements Received {}

        /** Nothing that we can verify. */
        record Unusable(String detail) implements Received {}
    }

    /**
     * How to sign for a peer: the first scheme of ours whose hash it announced; the classic methods for one that announced
     * nothing, because it does not know of method 14.
     */
    static Optional<AuthSignature> choose(Credential credential, Optional<List<HashAlgorithm>> announced) {
        if (announced.isPresent()) {
            return credential.schemes().stream()
                    .filter(scheme -> announced.get().contains(scheme.hash()))
                    .findFirst()
                    .map(scheme -> new AuthSignature(Payload.Auth.DIGITAL_SIGNATURE, scheme));
        }
        return classic(credential.kind()).filter(c -> credential.schemes().contains(c.scheme()));
    }

    /** The classic method of a kind of key; RSA with SHA-1, because a peer that knows no other method may know no other hash. */
    private static Optional<AuthSignature> classic(KeyKind kind) {
        return switch (kind) {
            case RSA -> Optional.of(new AuthSignature(Payload.Auth.RSA, SignatureScheme.RSA_PKCS1_SHA1));
            case ECDSA_P256 -> Optional.of(new AuthSignature(Payload.Auth.ECDSA_256, SignatureScheme.ECDSA_SHA256));
            case ECDSA_P384 -> Optional.of(new AuthSignature(Payload.Auth.ECDSA_384, SignatureScheme.ECDSA_SHA384));
            case ECDSA_P521 -> Optional.of(new AuthSignature(Payload.Auth.ECDSA_521, SignatureScheme.ECDSA_SHA512));
            case ED25519, ED448 -> Optional.empty();
        };
    }

    /** Our AUTH payload. @param signature ECDSA as DER */
    Payload.Auth encode(byte[] signature, KeyKind kind) {
        if (method != Payload.Auth.DIGITAL_SIGNATURE) {
            return new Payload.Auth(method, kind.isEcdsa() ? EcdsaEncoding.toFixed(signature, kind) : signature);
        }
        byte[] algorithm = SignatureAlgorithms.encode(scheme);
        byte[] data = new byte[1 + algorithm.length + signature.length];
        data[0] = (byte) algorithm.length;
        System.arraycopy(algorithm, 0, data, 1, algorithm.length);
        System.arraycopy(signature, 0, data, 1 + algorithm.length, signature.length);
        return new Payload.Auth(method, data);
    }

    static boolean isSignature(int method) {
        return switch (method) {
            case Payload.Auth.RSA,
                    Payload.Auth.ECDSA_256,
                    Payload.Auth.ECDSA_384,
                    Payload.Auth.ECDSA_521,
                    Payload.Auth.DIGITAL_SIGNATURE -> true;
            default -> false;
        };
    }

    /** The peer's AUTH payload. */
    static Received decode(Payload.Auth auth) {
        return switch (auth.method()) {
            case Payload.Auth.RSA ->
                new Received.Signature(
                        List.of(
                                SignatureScheme.RSA_PKCS1_SHA1,
                                SignatureScheme.RSA_PKCS1_SHA256,
                                SignatureScheme.RSA_PKCS1_SHA384,
                                SignatureScheme.RSA_PKCS1_SHA512),
                        Optional.of(KeyKind.RSA),
                        auth.data());
            case Payload.Auth.ECDSA_256 -> ecdsa(auth, SignatureScheme.ECDSA_SHA256, KeyKind.ECDSA_P256);
            case Payload.Auth.ECDSA_384 -> ecdsa(auth, SignatureScheme.ECDSA_SHA384, KeyKind.ECDSA_P384);
            case Payload.Auth.ECDSA_521 -> ecdsa(auth, SignatureScheme.ECDSA_SHA512, KeyKind.ECDSA_P521);
            case Payload.Auth.DIGITAL_SIGNATURE -> digital(auth.data());
            default ->
                new Received.Unusable("the peer proves itself by AUTH method " + auth.method()
                        + ", configured is a certificate (methods 1, 9, 10, 11 and 14)");
        };
    }

    private static Received ecdsa(Payload.Auth auth, SignatureScheme scheme, KeyKind kind) {
        Optional<byte[]> der = EcdsaEncoding.toDer(auth.data(), kind);
        return der.isPresent()
                ? new Received.Signature(List.of(scheme), Optional.of(kind), der.get())
                : new Received.Unusable(
                        "the peer's signature has " + auth.data().length + " octets, which is not that of " + kind);
    }

    /** RFC 7427 section 3: length of the AlgorithmIdentifier (1), AlgorithmIdentifier, signature. */
    private static Received digital(byte[] data) {
        int length = data.length == 0 ? 0 : data[0] & 0xFF;
        if (length == 0 || data.length <= 1 + length) {
            return new Received.Unusable("the peer's digital signature is cut short");
        }
        byte[] algorithm = Arrays.copyOfRange(data, 1, 1 + length);
        Optional<SignatureScheme> scheme = SignatureAlgorithms.decode(algorithm);
        byte[] signature = Arrays.copyOfRange(data, 1 + length, data.length);
        return scheme.isPresent()
                ? new Received.Signature(List.of(scheme.get()), Optional.empty(), signature)
                : new Received.Unusable("the peer signs by an algorithm that is not supported: AlgorithmIdentifier "
                        + java.util.HexFormat.of().formatHex(algorithm));
    }
}
