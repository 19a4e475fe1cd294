package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.KeyReference;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The PKI port of one gateway: real signatures and real paths up to the anchors; revocation and fetching are by the scenario's
 * word. Its answers take as long as the scenario says.
 */
final class SimPki {
    private static final Signatures SIGNATURES = new Signatures(Optional.empty());

    private final SeededRandom random;
    private final Set<X509Certificate> revoked = new HashSet<>();
    private final Map<String, byte[]> published = new HashMap<>();
    private final List<PkiRequest> requests = new ArrayList<>();
    private LongSupplier delay = () -> 0;
    private boolean keyLost;

    /** The private key itself: the simulator has nothing to hide. */
    record Key(KeyPair pair) implements KeyReference {}

    /** Whom a policy trusts. */
    record Anchors(List<X509Certificate> certificates) implements TrustPolicy.Rules {}

    SimPki(long seed) {
        random = new SeededRandom(seed);
    }

    static Credential credential(SimAuthority.Issued issued, List<SignatureScheme> schemes) {
        return new Credential(
                issued.fqdn(),
                issued.encodedChain(),
                issued.kind(),
                schemes,
                new Key(issued.pair()),
                Optional.of(new Credential.HashAndUrl("http://pki.example/" + issued.fqdn())));
    }

    static Credential credential(SimAuthority.Issued issued) {
        return credential(issued, SignatureScheme.preferred(issued.kind(), false, false));
    }

    static TrustPolicy trust(boolean weak, boolean lookUp, SimAuthority... authorities) {
        return new TrustPolicy(
                "simulated",
                Arrays.stream(authorities).map(SimAuthority::keyHash).toList(),
                weak,
                lookUp,
                new Anchors(Arrays.stream(authorities)
                        .map(SimAuthority::certificate)
                        .toList()));
    }

    static TrustPolicy trust(SimAuthority... authorities) {
        return trust(false, false, authorities);
    }

    SimPki delay(LongSupplier millis) {
        delay = millis;
        return this;
    }

    SimPki revoke(X509Certificate certificate) {
        revoked.add(certificate);
        return this;
    }

    SimPki publish(String url, X509Certificate certificate) {
        published.put(url, SimAuthority.encoded(certificate));
        return this;
    }

    SimPki loseKey() {
        keyLost = true;
        return this;
    }

    /** How long the next answer takes, in ms; 0 is at once. */
    long nextDelay() {
        return delay.getAsLong();
    }

    /** All that it was asked. */
    List<PkiRequest> requests() {
        return requests;
    }

    PkiAnswer answer(PkiRequest request) {
        requests.add(request);
        return switch (request) {
            case PkiRequest.Sign sign -> sign(sign);
            case PkiRequest.ValidatePeer validate -> validate(validate);
        };
    }

    private PkiAnswer sign(PkiRequest.Sign sign) {
        if (keyLost || !(sign.credential().key() instanceof Key(var pair))) {
            return new PkiAnswer.NotSigned("the key is not there any more");
        }
        try {
            return new PkiAnswer.Signed(SIGNATURES.sign(pair.getPrivate(), sign.scheme(), sign.octets(), random));
        } catch (GeneralSecurityException e) {
            return new PkiAnswer.NotSigned(String.valueOf(e.getMessage()));
        }
    }

    private PkiAnswer validate(PkiRequest.ValidatePeer request) {
        if (request.certificates().isEmpty()) {
            return new PkiAnswer.Invalid(Reason.MISSING, "no certificate came");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Payload.Cert cert : request.certificates()) {
            Optional<byte[]> encoded =
                    cert.encoding() == Payload.Cert.HASH_AND_URL ? fetch(cert) : Optional.of(cert.data());
            if (encoded.isEmpty()) {
                return new PkiAnswer.Invalid(Reason.NOT_FETCHED, "nothing of that hash is at the URL");
            }
            try {
                certificates.add(SimAuthority.parse(encoded.get()));
            } catch (GeneralSecurityException e) {
                return new PkiAnswer.Invalid(Reason.INVALID, "it is no certificate");
            }
        }
        return judge(request, certificates);
    }

    private Optional<byte[]> fetch(Payload.Cert cert) {
        String url = new String(cert.data(), 20, cert.data().length - 20, StandardCharsets.US_ASCII);
        return Optional.ofNullable(published.get(url)).filter(found -> {
            try {
                return MessageDigest.isEqual(
                        MessageDigest.getInstance("SHA-1").digest(found), Arrays.copyOf(cert.data(), 20));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private PkiAnswer judge(PkiRequest.ValidatePeer request, List<X509Certificate> certificates) {
        X509Certificate leaf = certificates.getFirst();
        List<X509Certificate> anchors = ((Anchors) request.policy().rules()).certificates();
        X509Certificate current = leaf;
        while (!revoked.contains(current)) {
            X509Certificate signed = current;
            if (anchors.stream().anyMatch(a -> isIssuer(a, signed))) {
                return identity(request.claimed(), leaf);
            }
            Optional<X509Certificate> issuer = certificates.stream()
                    .filter(c -> !c.equals(signed) && isIssuer(c, signed))
                    .findFirst();
            if (issuer.isEmpty()) {
                return new PkiAnswer.Invalid(Reason.UNTRUSTED, "nobody whom we trust has issued " + name(signed));
            }
            current = issuer.get();
        }
        return new PkiAnswer.Invalid(Reason.REVOKED, name(current) + " is revoked");
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate subject) {
        try {
            if (issuer.getBasicConstraints() < 0
                    || !issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
                return false;
            }
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PkiAnswer identity(Identification claimed, X509Certificate leaf) {
        try {
            boolean named = leaf.getSubjectAlternativeNames().stream()
                    .anyMatch(n -> claimed.equals(Identification.fqdn((String) n.get(1))));
            Identification subject = new Identification(
                    Identification.DER_ASN1_DN, leaf.getSubjectX500Principal().getEncoded());
            return named || subject.equals(claimed)
                    ? new PkiAnswer.Valid(leaf.getPublicKey(), name(leaf), SimAuthority.NOT_AFTER)
                    : new PkiAnswer.Invalid(Reason.IDENTITY_MISMATCH, name(leaf) + " is not " + claimed);
        } catch (GeneralSecurityException e) {
            return new PkiAnswer.Invalid(Reason.INVALID, "its names can not be read");
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
