package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.path.Anchor;
import io.xfrmgate.agent.pki.path.IdentityMatch;
import io.xfrmgate.agent.pki.path.Judgement;
import io.xfrmgate.agent.pki.path.PathJudge;
import io.xfrmgate.agent.pki.revocation.RevocationJudge;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Answers {@link PkiRequest.ValidatePeer}: reads what came, then judges path, identity and revocation, in this order. Blocks. */
final class PeerCheck {
    private static final int X509_SIGNATURE = 4;
    private static final int HASH_AND_URL = 12;
    private static final int HASH_AND_URL_OF_BUNDLE = 13;

    /** More are not read: nobody has a path of so many. */
    private static final int MAX_CERTIFICATES = 16;

    private final PathJudge paths;
    private final RevocationJudge revocations;
    private final Function<CertificateUrl, Kept<List<X509Certificate>>> lookup;
    private final BiConsumer<PkiRequest.ValidatePeer, List<String>> warnings;
    private final InstantSource clock;

    /**
     * @param lookup fetches by hash and URL, or has it; may block
     * @param warnings told what the policy let pass
     */
    PeerCheck(
            PathJudge paths,
            RevocationJudge revocations,
            Function<CertificateUrl, Kept<List<X509Certificate>>> lookup,
            BiConsumer<PkiRequest.ValidatePeer, List<String>> warnings,
            InstantSource clock) {
        this.paths = paths;
        this.revocations = revocations;
        this.lookup = lookup;
        this.warnings = warnings;
        this.clock = clock;
    }

    /** A refusal on the way. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient PkiAnswer.Invalid answer;

        Refused(Reason reason, String sentence) {
            super(sentence);
            this.answer = new PkiAnswer.Invalid(reason, sentence);
        }
    }

    PkiAnswer answer(PkiRequest.ValidatePeer request) {
        if (!(request.policy().rules() instanceof PeerRules rules)) {
            throw new IllegalArgumentException("rules of another port");
        }
        try {
            return answer(request, rules);
        } catch (Refused refused) {
            return refused.answer;
        }
    }

    private PkiAnswer answer(PkiRequest.ValidatePeer request, PeerRules rules) throws Refused {
        List<X509Certificate> certificates = read(request, rules);
        X509Certificate leaf = certificates.getFirst();
        List<X509Certificate> intermediates = new ArrayList<>(certificates.subList(1, certificates.size()));
        intermediates.addAll(rules.intermediates());
        boolean weak = request.policy().weakSignatures();
        Instant now = clock.instant();
        Judgement.Good path = good(paths.judge(leaf, intermediates, rules.anchors(), weak, now));
        checkIdentity(leaf, request.claimed());
        if (KeyKind.of(leaf.getPublicKey()).isEmpty()) {
            throw new Refused(
                    Reason.INVALID,
                    "certificate " + Certificates.nameOf(leaf) + " has a key of algorithm "
                            + leaf.getPublicKey().getAlgorithm() + ", which IKEv2 has no use for");
        }
        Judgement.Good judged = good(revocations.judge(path, rules.anchors(), rules.revocation(), weak, now));
        if (!judged.warnings().isEmpty()) {
            warnings.accept(request, judged.warnings());
        }
        Instant end = judged.certificates().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        return new PkiAnswer.Valid(leaf.getPublicKey(), Certificates.nameOf(leaf), end);
    }

    private static Judgement.Good good(Judgement judgement) throws Refused {
        return switch (judgement) {
            case Judgement.Good good -> good;
            case Judgement.Bad(Reason reason, String sentence) -> throw new Refused(reason, sentence);
        };
    }

    private static void checkIdentity(X509Certificate leaf, Identification claimed) throws Refused {
        IdentityMatch match = IdentityMatch.of(leaf);
        if (!match.matches(claimed)) {
            throw new Refused(
                    Reason.IDENTITY_MISMATCH,
                    "the peer says that it is " + described(claimed) + ", but its certificate is of "
                            + match.described()
                            + "; set the peer's identity to one of these, or have that name put into its certificate");
        }
    }

    private static String described(Identification claimed) {
        return switch (claimed.idType()) {
            case Identification.IPV4_ADDR, Identification.IPV6_ADDR -> "ip-addr " + claimed;
            case Identification.FQDN -> "fqdn " + claimed;
            case Identification.RFC822_ADDR -> "rfc822-addr " + claimed;
            case Identification.DER_ASN1_DN -> "der-asn1-dn " + distinguishedName(claimed);
            default -> claimed.toString();
        };
    }

    private static String distinguishedName(Identification claimed) {
        try {
            return Certificates.nameOf(new javax.security.auth.x500.X500Principal(claimed.data()));
        } catch (IllegalArgumentException notAName) {
            return claimed.toString();
        }
    }

    /** The peer's certificate first. */
    private List<X509Certificate> read(PkiRequest.ValidatePeer request, PeerRules rules) throws Refused {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Payload.Cert payload : request.certificates()) {
            if (certificates.size() >= MAX_CERTIFICATES) {
                break;
            }
            switch (payload.encoding()) {
                case X509_SIGNATURE -> certificates.add(certificate(payload.data(), certificates.isEmpty()));
                case HASH_AND_URL, HASH_AND_URL_OF_BUNDLE -> certificates.addAll(fetched(request, payload, rules));
                default -> {} // CRLs and OCSP answers: we ask for them ourselves
            }
        }
        if (certificates.isEmpty()) {
            certificates.add(pinned(request, rules)
                    .orElseThrow(() -> new Refused(
                            Reason.MISSING,
                            "the peer sent no X.509 certificate, and none is configured for "
                                    + described(request.claimed()) + "; have it send its certificate")));
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, boolean first) throws Refused {
        try {
            return Certificates.read(der);
        } catch (UnreadableException e) {
            throw new Refused(
                    Reason.INVALID,
                    (first ? "the peer's certificate" : "a certificate that the peer sent along") + " can not be read: "
                            + e.why() + "; it must be issued anew");
        }
    }

    private List<X509Certificate> fetched(PkiRequest.ValidatePeer request, Payload.Cert payload, PeerRules rules)
            throws Refused {
        if (!request.policy().hashAndUrl()) {
            throw new Refused(
                    Reason.NOT_FETCHED,
                    "the peer sent a certificate as hash and URL, which is not allowed here; allow-cert-enc cert-hash-url allows it");
        }
        CertificateUrl url = CertificateUrl.of(
                        payload.data(),
                        payload.encoding() == HASH_AND_URL_OF_BUNDLE,
                        rules.revocation().namespace())
                .orElseThrow(() -> new Refused(
                        Reason.NOT_FETCHED,
                        "the peer sent a certificate as hash and URL, but the URL is not one of http"));
        Kept<List<X509Certificate>> kept = lookup.apply(url);
        return kept.value()
                .orElseThrow(() -> new Refused(
                        Reason.NOT_FETCHED,
                        "the peer's certificate could not be fetched from " + url.url() + ": "
                                + kept.failure().orElse("it was never tried")
                                + "; see that the server can be reached from this machine"));
    }

    /** A peer's own certificate among the configured ones. */
    private static Optional<X509Certificate> pinned(PkiRequest.ValidatePeer request, PeerRules rules) {
        return java.util.stream.Stream.concat(
                        rules.anchors().stream().map(Anchor::certificate), rules.intermediates().stream())
                .filter(certificate -> certificate.getBasicConstraints() < 0)
                .filter(certificate -> IdentityMatch.of(certificate).matches(request.claimed()))
                .findFirst();
    }
}
