package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.config.SharedSecrets;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether the peer is whom it claims to be, and whom we accept (RFC 7296 section 2.15): at once with a shared secret, when its
 * certificate was judged if it has one.
 */
final class PeerProof {
    private final IkeSa sa;
    private final Identification peer;
    private final Payload.Auth auth;

    private PeerProof(IkeSa sa, Identification peer, Payload.Auth auth) {
        this.sa = sa;
        this.peer = peer;
        this.auth = auth;
    }

    /** What goes on when the peer is known or refused; called once, unless the handshake ends before. */
    interface Continuation {
        void believed(long now, Effects out);

        void refused(long now, FailureReason reason, Explanation why, Effects out);
    }

    /** Looks at identity and AUTH of {@code message}; nothing may follow a call of this. */
    static void verify(
            IkeSa sa,
            Identification peer,
            Payload.Auth auth,
            Inbound message,
            long now,
            Effects out,
            Continuation then) {
        Optional<Explanation> unexpected = unexpected(sa.config(), peer);
        if (unexpected.isPresent()) {
            then.refused(now, FailureReason.IDENTITY_REFUSED, unexpected.get(), out);
            return;
        }
        PeerProof proof = new PeerProof(sa, peer, auth);
        switch (sa.config().authentication().remote()) {
            case AuthMethod.SharedKey(var secrets) -> proof.shared(secrets, now, out, then);
            case AuthMethod.PeerCertificate(var policy) ->
                proof.signed(policy, message.all(Payload.Cert.class), now, out, then);
            case AuthMethod.PeerEap _, AuthMethod.EapMutual _ -> {
                String detail = "the peer proves itself by AUTH method " + auth.method() + ", configured is EAP";
                then.refused(
                        now,
                        FailureReason.AUTHENTICATION_FAILED,
                        identity(sa.config().authentication(), peer, detail),
                        out);
            }
            case AuthMethod.LocalCertificate _, AuthMethod.EapClient _ ->
                throw new IllegalStateException("Authentication does not let it be theirs");
        }
    }

    /** Why a peer with this identity is not one that the configuration expects; empty if it is. */
    static Optional<Explanation> unexpected(PeerConfig config, Identification peer) {
        Authentication authentication = config.authentication();
        if (authentication.remoteIds().isEmpty() || authentication.remoteIds().contains(peer)) {
            return Optional.empty();
        }
        String detail = "the peer says it is " + peer + ", " + config.name() + " expects " + authentication.remoteIds();
        return Optional.of(identity(authentication, peer, detail));
    }

    /** Whether a peer that proves itself by this AUTH method, or by EAP if there is none, can be one of this configuration. */
    static boolean accepts(Authentication authentication, Optional<Payload.Auth> auth) {
        return switch (authentication.remote()) {
            case AuthMethod.SharedKey _ ->
                auth.filter(a -> a.method() == Payload.Auth.SHARED_KEY).isPresent();
            case AuthMethod.PeerEap _ -> auth.isEmpty();
            case AuthMethod.PeerCertificate _,
                    AuthMethod.LocalCertificate _,
                    AuthMethod.EapClient _,
                    AuthMethod.EapMutual _ ->
                auth.filter(a -> AuthSignature.isSignature(a.method())).isPresent();
        };
    }

    /** Whether the peer's AUTH after EAP is made with the key of the method, or where it makes none with its SK_p. */
    static boolean byEapKey(IkeSa sa, Identification peer, Optional<Secret> msk, Payload.Auth auth, long now) {
        byte[] key = msk.map(Secret::octets)
                .orElseGet(() -> (sa.initiator() ? sa.keys().skPr() : sa.keys().skPi()).clone());
        return auth.method() == Payload.Auth.SHARED_KEY && new PeerProof(sa, peer, auth).byKey(key, now);
    }

    /** @param key a copy, which is wiped */
    private boolean byKey(byte[] key, long now) {
        boolean good = isOver(
                now, octets -> MessageDigest.isEqual(KeySchedule.sharedKeyAuth(sa.prf(), key, octets), auth.data()));
        Arrays.fill(key, (byte) 0);
        return good;
    }

    /** Whether the proof is over the peer's first message as we have it, or else as it may have been; then that is the one we have. */
    private boolean isOver(long now, Predicate<byte[]> proof) {
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] skP = sa.initiator() ? sa.keys().skPr() : sa.keys().skPi();
        Predicate<byte[]> fits =
                init -> proof.test(KeySchedule.signedOctets(sa.prf(), init, handshake.localNonce, skP, peer));
        if (fits.test(handshake.remoteInit)) {
            return true;
        }
        Optional<byte[]> other = sa.endpoint().initVariants(now, sa, handshake.remoteInit).stream()
                .filter(fits)
                .findFirst();
        other.ifPresent(init -> handshake.remoteInit = init);
        return other.isPresent();
    }

    // ---- a secret --------------------------------------------------------------------------------------------------

    private void shared(SharedSecrets secrets, long now, Effects out, Continuation then) {
        if (auth.method() != Payload.Auth.SHARED_KEY) {
            String detail = "the peer proves itself by AUTH method " + auth.method()
                    + ", configured is a pre-shared key (method 2)";
            then.refused(
                    now,
                    FailureReason.AUTHENTICATION_FAILED,
                    identity(sa.config().authentication(), peer, detail),
                    out);
            return;
        }
        Optional<Secret> secret = secrets.find(Optional.of(peer), sa.remote().address());
        if (secret.isEmpty()) {
            String detail = "no pre-shared key is configured in " + sa.config().name() + " for " + peer + " at "
                    + sa.remote().address();
            then.refused(now, FailureReason.NO_SECRET, identity(sa.config().authentication(), peer, detail), out);
            return;
        }
        if (byKey(secret.get().octets(), now)) {
            then.believed(now, out);
        } else {
            String detail = "the proof of " + peer + " does not fit our pre-shared key: compare the keys on both sides";
            then.refused(
                    now,
                    FailureReason.AUTHENTICATION_FAILED,
                    identity(sa.config().authentication(), peer, detail),
                    out);
        }
    }

    // ---- a certificate ---------------------------------------------------------------------------------------------

    private void signed(TrustPolicy policy, List<Payload.Cert> certificates, long now, Effects out, Continuation then) {
        switch (AuthSignature.decode(auth)) {
            case AuthSignature.Received.Unusable(var detail) ->
                then.refused(now, FailureReason.AUTHENTICATION_FAILED, certificate("signature", detail), out);
            case AuthSignature.Received.Signature received -> {
                List<SignatureScheme> allowed = received.schemes().stream()
                        .filter(scheme -> policy.weakSignatures() || !scheme.isWeak())
                        .toList();
                if (allowed.isEmpty()) {
                    String detail = "the peer signs by " + received.schemes() + ", which "
                            + sa.config().name() + " does not allow";
                    then.refused(now, FailureReason.CERTIFICATE_WEAK, certificate("weak", detail), out);
                    return;
                }
                PkiRequest request = new PkiRequest.ValidatePeer(
                        policy, certificates, peer, sa.remote().address());
                sa.endpoint().askPki(sa, request, out, (t, answer, o) -> {
                    switch (answer) {
                        case PkiAnswer.Valid valid -> signature(valid, received, allowed, t, o, then);
                        case PkiAnswer.Invalid(var reason, var detail) ->
                            then.refused(t, failure(reason), certificate(word(reason), detail), o);
                        case PkiAnswer.Signed _, PkiAnswer.NotSigned _ ->
                            throw new IllegalStateException("the port signs where it was to validate");
                    }
                });
            }
        }
    }

    /** The certificate is good; does the peer hold its key? */
    private void signature(
            PkiAnswer.Valid valid,
            AuthSignature.Received.Signature received,
            List<SignatureScheme> allowed,
            long now,
            Effects out,
            Continuation then) {
        Optional<KeyKind> kind = KeyKind.of(valid.key());
        List<SignatureScheme> fitting = allowed.stream()
                .filter(scheme -> kind.filter(scheme::fits).isPresent())
                .filter(scheme -> received.kind().isEmpty() || received.kind().equals(kind))
                .toList();
        boolean good = !fitting.isEmpty()
                && isOver(
                        now,
                        octets -> fitting.stream()
                                .anyMatch(scheme -> sa.endpoint()
                                        .crypto()
                                        .verify(valid.key(), scheme, octets, received.signature())));
        if (good) {
            sa.setPeerCertificate(new PeerCertificate(valid.subject(), valid.notAfter()));
            then.believed(now, out);
            return;
        }
        String detail;
        if (fitting.isEmpty()) {
            detail = "the certificate " + valid.subject() + " has a key of kind "
                    + kind.map(KeyKind::name).orElse("unknown") + ", the peer signs by " + allowed;
        } else if (allowed.size() < received.schemes().size()) {
            detail = "the signature of " + peer + " is not made with the key of " + valid.subject()
                    + ", or is made with SHA-1, which " + sa.config().name() + " does not allow";
        } else {
            detail = "the signature of " + peer + " is not made with the key of " + valid.subject();
        }
        then.refused(now, FailureReason.AUTHENTICATION_FAILED, certificate("signature", detail), out);
    }

    static Explanation identity(Authentication authentication, Identification peer, String detail) {
        List<String> expected = authentication.remoteIds().stream()
                .limit(Explanation.MAX_ITEMS)
                .map(Identification::toString)
                .toList();
        return new Explanation.Identity(peer.toString(), expected, detail);
    }

    private Explanation certificate(String reason, String detail) {
        return new Explanation.Certificate(peer.toString(), reason, detail);
    }

    private static String word(PkiAnswer.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static FailureReason failure(PkiAnswer.Reason reason) {
        return switch (reason) {
            case MISSING -> FailureReason.CERTIFICATE_MISSING;
            case INVALID -> FailureReason.CERTIFICATE_INVALID;
            case UNTRUSTED -> FailureReason.CERTIFICATE_UNTRUSTED;
            case EXPIRED -> FailureReason.CERTIFICATE_EXPIRED;
            case REVOKED -> FailureReason.CERTIFICATE_REVOKED;
            case REVOCATION_UNKNOWN -> FailureReason.REVOCATION_UNKNOWN;
            case WEAK -> FailureReason.CERTIFICATE_WEAK;
            case IDENTITY_MISMATCH -> FailureReason.CERTIFICATE_IDENTITY;
            case NOT_FETCHED -> FailureReason.CERTIFICATE_NOT_FETCHED;
            case UNAVAILABLE -> FailureReason.PKI_UNAVAILABLE;
        };
    }
}
