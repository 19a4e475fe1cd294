package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** The AUTH payloads of both sides (RFC 7296 section 2.15). */
final class Proofs {

    /** Why the peer is not believed. */
    record Refusal(FailureReason reason, String detail) {}

    private Proofs() {}

    /** Our AUTH data; empty if there is no secret to make it with. */
    static Optional<byte[]> ours(IkeSa sa) {
        Authentication authentication = sa.config().authentication();
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] skP = sa.initiator() ? sa.keys().skPi() : sa.keys().skPr();
        return switch (authentication.local()) {
            case AuthMethod.SharedKey(var secrets) -> {
                Optional<Identification> peer = sa.peerId().or(() -> expected(authentication));
                yield secrets.find(peer, sa.remote().address())
                        .map(secret -> sign(
                                sa, secret, handshake.localInit, handshake.remoteNonce, skP, authentication.localId()));
            }
        };
    }

    private static Optional<Identification> expected(Authentication authentication) {
        return authentication.remoteIds().stream().findFirst();
    }

    /** Whether the peer is whom it claims to be, and whom we accept. */
    static Optional<Refusal> verify(IkeSa sa, Identification peer, Payload.Auth auth) {
        Authentication authentication = sa.config().authentication();
        if (!authentication.remoteIds().isEmpty() && !authentication.remoteIds().contains(peer)) {
            return Optional.of(new Refusal(
                    FailureReason.IDENTITY_REFUSED,
                    "the peer says it is " + peer + ", " + sa.config().name() + " expects "
                            + authentication.remoteIds()));
        }
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] skP = sa.initiator() ? sa.keys().skPr() : sa.keys().skPi();
        return switch (authentication.remote()) {
            case AuthMethod.SharedKey(var secrets) -> {
                if (auth.method() != Payload.Auth.SHARED_KEY) {
                    yield Optional.of(new Refusal(
                            FailureReason.AUTHENTICATION_FAILED,
                            "the peer proves itself by method " + auth.method()
                                    + ", configured is a pre-shared key (method 2)"));
                }
                Optional<Secret> secret =
                        secrets.find(Optional.of(peer), sa.remote().address());
                if (secret.isEmpty()) {
                    yield Optional.of(new Refusal(
                            FailureReason.NO_SECRET,
                            "no pre-shared key is configured in " + sa.config().name() + " for " + peer + " at "
                                    + sa.remote().address()));
                }
                byte[] expected = sign(sa, secret.get(), handshake.remoteInit, handshake.localNonce, skP, peer);
                yield MessageDigest.isEqual(expected, auth.data())
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                FailureReason.AUTHENTICATION_FAILED,
                                "the proof of " + peer
                                        + " does not fit our pre-shared key: compare the keys on both sides"));
            }
        };
    }

    private static byte[] sign(
            IkeSa sa, Secret secret, byte[] firstMessage, byte[] nonce, byte[] skP, Identification id) {
        byte[] octets = secret.octets();
        byte[] proof = KeySchedule.sharedKeyAuth(sa.prf(), octets, firstMessage, nonce, skP, id);
        Arrays.fill(octets, (byte) 0);
        return proof;
    }
}
