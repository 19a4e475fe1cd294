package io.xfrmgate.agent.pki.path;

import static io.xfrmgate.agent.pki.Certificates.nameOf;

import io.xfrmgate.agent.pki.BouncyCastle;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges certificates as RFC 5280 section 6.1 says, by Bouncy Castle's PKIX validator: signatures, validity, basic constraints, name
 * constraints, key usage of authorities, critical extensions. Added are what IKE asks of a peer's certificate (RFC 4945 section 5.1.3) and
 * the strength of keys and signatures; revocation is judged elsewhere.
 */
public final class PathJudge {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    /** id-kp-ipsecIKE, the older ones of IPsec, iKEIntermediate, those of TLS that issuers give to everybody, and "any". */
    private static final Set<String> USAGES = Set.of(
            "1.3.6.1.5.5.7.3.17",
            "1.3.6.1.5.5.7.3.5",
            "1.3.6.1.5.5.7.3.6",
            "1.3.6.1.5.5.7.3.7",
            "1.3.6.1.5.5.8.2.2",
            "1.3.6.1.5.5.7.3.1",
            "1.3.6.1.5.5.7.3.2",
            "2.5.29.37.0");

    private final CertificateSignatures signatures;

    /** @param signatures verifies those of certificates */
    public PathJudge(Signatures signatures) {
        this.signatures = new CertificateSignatures(signatures);
    }

    /**
     * Judges a certificate.
     *
     * @param intermediates whatever may lie between it and an anchor, from the peer and from the configuration
     * @param weak whether weak keys and signatures pass, with a warning
     */
    public Judgement judge(
            X509Certificate leaf,
            List<X509Certificate> intermediates,
            List<Anchor> anchors,
            boolean weak,
            Instant now) {
        PathFinder.Found found = PathFinder.find(leaf, intermediates, anchors);
        if (found.paths().isEmpty()) {
            return untrusted(leaf, found.farthest(), anchors);
        }
        Optional<Judgement.Bad> first = Optional.empty();
        for (PathFinder.Path path : found.paths()) {
            switch (judge(path, weak, now)) {
                case Judgement.Good good -> {
                    return good;
                }
                case Judgement.Bad bad -> first = first.or(() -> Optional.of(bad));
            }
        }
        return first.orElseThrow();
    }

    private static Judgement.Bad untrusted(X509Certificate leaf, X509Certificate farthest, List<Anchor> anchors) {
        String which = leaf.equals(farthest)
                ? "certificate " + nameOf(leaf)
                : "certificate " + nameOf(leaf) + " leads to " + nameOf(farthest) + ", which";
        List<String> configured = anchors.stream()
                .map(anchor -> anchor.name() + " (" + nameOf(anchor.certificate()) + ")")
                .toList();
        return new Judgement.Bad(
                Reason.UNTRUSTED,
                which + " was issued by " + nameOf(farthest.getIssuerX500Principal())
                        + ", which is no configured CA and not among the certificates that the peer sent; configured: "
                        + String.join(", ", configured)
                        + "; add a ca-certificate, or have the peer send its intermediate certificates");
    }

    private Judgement judge(PathFinder.Path path, boolean weak, Instant now) {
        List<String> warnings = new ArrayList<>();
        Optional<Judgement.Bad> bad = validity(path, now)
                .or(() -> peerUsage(path.certificates().getFirst()))
                .or(() -> standard(path, now))
                .or(() -> strength(path, weak, warnings));
        return bad.<Judgement>map(b -> b)
                .orElseGet(() -> new Judgement.Good(path.certificates(), path.anchor(), List.copyOf(warnings)));
    }

    private static Optional<Judgement.Bad> validity(PathFinder.Path path, Instant now) {
        List<X509Certificate> all = new ArrayList<>(path.certificates());
        all.add(path.anchor().certificate());
        for (X509Certificate certificate : all) {
            if (now.isAfter(certificate.getNotAfter().toInstant())) {
                return Optional.of(new Judgement.Bad(
                        Reason.EXPIRED,
                        "certificate " + nameOf(certificate) + " ended on "
                                + certificate.getNotAfter().toInstant() + "; it must be renewed"));
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                return Optional.of(new Judgement.Bad(
                        Reason.EXPIRED,
                        "certificate " + nameOf(certificate) + " is valid only from "
                                + certificate.getNotBefore().toInstant()
                                + "; compare the clocks of this machine and of its issuer"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Judgement.Bad> peerUsage(X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            return invalid(
                    leaf, "its key usage does not allow digital signatures; it must be issued with digitalSignature");
        }
        List<String> extended;
        try {
            extended = leaf.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            return invalid(leaf, "its extended key usage can not be read; it must be issued anew");
        }
        if (extended != null && extended.stream().noneMatch(USAGES::contains)) {
            return invalid(
                    leaf,
                    "its extended key usage is " + String.join(", ", extended)
                            + " only; for IKE it must have ipsecIKE, serverAuth, clientAuth or none");
        }
        return Optional.empty();
    }

    private static Optional<Judgement.Bad> invalid(X509Certificate certificate, String why) {
        return Optional.of(
                new Judgement.Bad(Reason.INVALID, "certificate " + nameOf(certificate) + " is refused: " + why));
    }

    private Optional<Judgement.Bad> standard(PathFinder.Path path, Instant now) {
        try {
            List<X509Certificate> checked = path.certificates().stream()
                    .<X509Certificate>map(certificate -> new CheckedCertificate(certificate, signatures))
                    .toList();
            CertPath certificates = CertificateFactory.getInstance("X.509", BouncyCastle.provider())
                    .generateCertPath(checked);
            PKIXParameters parameters =
                    new PKIXParameters(Set.of(new TrustAnchor(path.anchor().certificate(), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX", BouncyCastle.provider()).validate(certificates, parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            int index = Math.max(0, Math.min(e.getIndex(), path.certificates().size() - 1));
            X509Certificate culprit = path.certificates().get(index);
            return invalid(
                    culprit,
                    whyOf(e) + " (issued by " + nameOf(path.issuerOf(index)) + ", under ca-certificate "
                            + path.anchor().name() + "); it must be issued as RFC 5280 says");
        } catch (CertificateException | InvalidAlgorithmParameterException | RuntimeException e) {
            return invalid(
                    path.certificates().getFirst(),
                    "its path can not be read (" + e.getMessage() + "); it must be issued anew");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has a PKIX validator", e);
        }
    }

    /** The innermost message says what it was. */
    private static String whyOf(CertPathValidatorException e) {
        String why = String.valueOf(e.getMessage());
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t.getMessage() != null && !why.contains(t.getMessage())) {
                why = why + ": " + t.getMessage();
            }
        }
        return why.replaceAll("\\.$", "");
    }

    private static Optional<Judgement.Bad> strength(PathFinder.Path path, boolean weak, List<String> warnings) {
        for (X509Certificate certificate : path.certificates()) {
            Optional<String> weakness = Strength.weaknessOf(certificate);
            if (weakness.isPresent() && !weak) {
                return Optional.of(weak(certificate, weakness.get()));
            }
            weakness.ifPresent(w -> warnings.add("certificate " + nameOf(certificate) + " " + w));
        }
        // An anchor is trusted as it is: nobody relies on its own signature, but all on its key.
        X509Certificate anchor = path.anchor().certificate();
        Optional<String> weakness = Strength.weaknessOf(anchor.getPublicKey());
        if (weakness.isPresent() && !weak) {
            return Optional.of(weak(anchor, weakness.get()));
        }
        weakness.ifPresent(w -> warnings.add("ca-certificate " + path.anchor().name() + " " + w));
        return Optional.empty();
    }

    private static Judgement.Bad weak(X509Certificate certificate, String weakness) {
        return new Judgement.Bad(
                Reason.WEAK,
                "certificate " + nameOf(certificate) + " " + weakness
                        + ", which the profile 3gpp-33.210 does not allow; it must be issued with a stronger one"
                        + " (the profile staros-compat lets it pass)");
    }
}
