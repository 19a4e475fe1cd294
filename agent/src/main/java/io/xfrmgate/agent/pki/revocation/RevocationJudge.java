package io.xfrmgate.agent.pki.revocation;

import static io.xfrmgate.agent.pki.Certificates.nameOf;

import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.path.Anchor;
import io.xfrmgate.agent.pki.path.Judgement;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Asks of each certificate of a path whether it is revoked: first by OCSP where that is configured, then in CRLs. */
public final class RevocationJudge {
    private final CrlJudge crls;
    private final Function<OcspQuery, Kept<OcspAnswer>> ocsp;

    /** @param ocsp asks a responder, or has the answer; may block */
    public RevocationJudge(CrlJudge crls, Function<OcspQuery, Kept<OcspAnswer>> ocsp) {
        this.crls = crls;
        this.ocsp = ocsp;
    }

    /**
     * The path's judgement after revocation: bad, or good with perhaps more warnings. May block.
     *
     * @param anchors among them others that may have signed CRLs
     */
    public Judgement judge(
            Judgement.Good path, List<Anchor> anchors, RevocationRules rules, boolean weak, Instant now) {
        List<String> warnings = new ArrayList<>(path.warnings());
        if (rules.mode() != RevocationRules.Mode.OFF) {
            // From the anchor down: what a revoked authority says of others is of no interest.
            for (int i = path.certificates().size() - 1; i >= 0; i--) {
                X509Certificate certificate = path.certificates().get(i);
                if (certificate.equals(path.anchor().certificate())) {
                    continue;
                }
                Optional<Judgement.Bad> bad = judge(certificate, path.issuerOf(i), anchors, rules, weak, now, warnings);
                if (bad.isPresent()) {
                    return bad.get();
                }
            }
        }
        return new Judgement.Good(path.certificates(), path.anchor(), List.copyOf(warnings));
    }

    private Optional<Judgement.Bad> judge(
            X509Certificate certificate,
            X509Certificate issuer,
            List<Anchor> anchors,
            RevocationRules rules,
            boolean weak,
            Instant now,
            List<String> warnings) {
        return switch (status(certificate, issuer, anchors, rules, weak, now)) {
            case Status.Good _ -> Optional.empty();
            case Status.Revoked(String how) ->
                Optional.of(
                        new Judgement.Bad(Reason.REVOKED, "certificate " + nameOf(certificate) + " is revoked " + how));
            case Status.Unknown(String why) -> {
                String unknown = "whether certificate " + nameOf(certificate) + " is revoked is not known: " + why;
                if (rules.mode() == RevocationRules.Mode.SOFT) {
                    warnings.add(unknown);
                    yield Optional.empty();
                }
                yield Optional.of(new Judgement.Bad(
                        Reason.REVOCATION_UNKNOWN,
                        unknown + "; revocation-check strict refuses it until a CRL or OCSP responder answers"));
            }
        };
    }

    private Status status(
            X509Certificate certificate,
            X509Certificate issuer,
            List<Anchor> anchors,
            RevocationRules rules,
            boolean weak,
            Instant now) {
        String note = "";
        if (rules.ocsp().isPresent()) {
            RevocationRules.Ocsp settings = rules.ocsp().get();
            Optional<PkiUrl> responder = settings.responder()
                    .or(() -> OcspClient.responderOf(certificate))
                    .map(url -> url.in(rules.namespace()));
            if (responder.isPresent()) {
                Kept<OcspAnswer> kept =
                        ocsp.apply(new OcspQuery(responder.get(), certificate, issuer, settings.nonce(), weak));
                Optional<OcspAnswer> answer = kept.value();
                // As with CRLs: what was revoked stays so, but an old answer clears nobody.
                if (answer.isPresent()
                        && (answer.get().status() instanceof Status.Revoked
                                || now.isBefore(answer.get().end()))) {
                    return answer.get().status();
                }
                note = "OCSP responder " + responder.get() + ": "
                        + kept.failure().orElse("its answer is too old") + "; ";
            } else {
                note = "the certificate names no OCSP responder; ";
            }
        }
        List<X509Certificate> issuers = new ArrayList<>();
        issuers.add(issuer);
        anchors.forEach(anchor -> issuers.add(anchor.certificate()));
        Status byCrl = crls.check(certificate, issuers, rules, weak, now);
        return byCrl instanceof Status.Unknown(String why) ? new Status.Unknown(note + why) : byCrl;
    }
}
