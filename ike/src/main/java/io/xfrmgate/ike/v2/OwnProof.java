package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Our AUTH payload (RFC 7296 section 2.15): at once with a shared secret, when the key's keeper has signed with a certificate. */
final class OwnProof {

    private OwnProof() {}

    /** What goes on with our proof; called once, unless the handshake ends before. */
    interface Continuation {
        void made(long now, Payload.Auth auth, Effects out);

        void failed(long now, FailureReason reason, String detail, Effects out);
    }

    /** Makes it; nothing may follow a call of this. */
    static void make(IkeSa sa, long now, Effects out, Continuation then) {
        switch (sa.config().authentication().local()) {
            case AuthMethod.SharedKey(var secrets) -> {
                Authentication authentication = sa.config().authentication();
                Optional<Identification> peer =
                        sa.peerId().or(() -> authentication.remoteIds().stream().findFirst());
                Optional<Secret> secret = secrets.find(peer, sa.remote().address());
                if (secret.isEmpty()) {
                    String detail = "no pre-shared key is configured in "
                            + sa.config().name() + " for "
                            + peer.map(Identification::toString)
                                    .orElseGet(() -> sa.remote().address().toString());
                    then.failed(now, FailureReason.NO_SECRET, detail, out);
                } else {
                    then.made(now, shared(sa, secret.get()), out);
                }
            }
            case AuthMethod.LocalCertificate(var credential) -> sign(sa, credential, now, out, then);
            case AuthMethod.EapClient _ ->
                then.failed(
                        now,
                        FailureReason.AUTHENTICATION_FAILED,
                        sa.config().name() + " proves itself by EAP, which only who calls can",
                        out);
            case AuthMethod.PeerCertificate _, AuthMethod.PeerEap _, AuthMethod.EapMutual _ ->
                throw new IllegalStateException("Authentication does not let it be ours");
        }
    }

    /** Our AUTH after EAP: with the key that the method made, or where it makes none with our SK_p (RFC 7296 section 2.16). */
    static Payload.Auth byEapKey(IkeSa sa, Optional<Secret> msk) {
        byte[] key = msk.map(Secret::octets)
                .orElseGet(() -> (sa.initiator() ? sa.keys().skPi() : sa.keys().skPr()).clone());
        byte[] proof = KeySchedule.sharedKeyAuth(sa.prf(), key, octets(sa));
        Arrays.fill(key, (byte) 0);
        return new Payload.Auth(Payload.Auth.SHARED_KEY, proof);
    }

    private static Payload.Auth shared(IkeSa sa, Secret secret) {
        byte[] octets = secret.octets();
        byte[] proof = KeySchedule.sharedKeyAuth(sa.prf(), octets, octets(sa));
        Arrays.fill(octets, (byte) 0);
        return new Payload.Auth(Payload.Auth.SHARED_KEY, proof);
    }

    /** Who we are for this peer. */
    static Identification identity(IkeSa sa) {
        Authentication authentication = sa.config().authentication();
        return sa.initiator()
                ? authentication.localId()
                : authentication.answeringId(sa.handshake().orElseThrow().askedOfUs);
    }

    /** What our proof is over. */
    private static byte[] octets(IkeSa sa) {
        Handshake handshake = sa.handshake().orElseThrow();
        byte[] skP = sa.initiator() ? sa.keys().skPi() : sa.keys().skPr();
        return KeySchedule.signedOctets(sa.prf(), handshake.localInit, handshake.remoteNonce, skP, identity(sa));
    }

    private static void sign(IkeSa sa, Credential credential, long now, Effects out, Continuation then) {
        Optional<List<HashAlgorithm>> announced = sa.handshake().orElseThrow().remoteHashes;
        Optional<AuthSignature> chosen = AuthSignature.choose(credential, announced);
        if (chosen.isEmpty()) {
            then.failed(now, FailureReason.NO_SIGNATURE_SCHEME, noScheme(credential, announced), out);
            return;
        }
        PkiRequest request = new PkiRequest.Sign(credential, chosen.get().scheme(), octets(sa));
        sa.endpoint().askPki(sa, request, out, (t, answer, o) -> {
            switch (answer) {
                case PkiAnswer.Signed(var signature) ->
                    then.made(t, chosen.get().encode(signature, credential.kind()), o);
                case PkiAnswer.NotSigned(var detail) ->
                    then.failed(
                            t,
                            FailureReason.SIGNING_FAILED,
                            "we can not sign with certificate " + credential.name() + ": " + detail,
                            o);
                case PkiAnswer.Valid _, PkiAnswer.Invalid _ ->
                    throw new IllegalStateException("the port validates where it was to sign");
            }
        });
    }

    private static String noScheme(Credential credential, Optional<List<HashAlgorithm>> announced) {
        String ours = "certificate " + credential.name() + " signs by " + credential.schemes();
        return announced
                .map(hashes -> "no hash for our signature in common: the peer takes " + hashes + ", our " + ours)
                .orElseGet(() ->
                        "the peer does not know digital signatures (RFC 7427), and the classic method of a key of kind "
                                + credential.kind() + " is not allowed or does not exist; our " + ours);
    }
}
