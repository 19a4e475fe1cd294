package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Certificates: references, what is missing, and StarOS's limits. */
final class CertificateRules {
    private static final int STAROS_PER_SYSTEM = 16;
    private static final int STAROS_CAS_PER_TEMPLATE = 4;
    private static final String NO_NEED = "nothing needs to be done, unless the file goes back to StarOS";

    private final Pki pki;
    private final Findings findings;

    CertificateRules(Pki pki, Findings findings) {
        this.pki = pki;
        this.findings = findings;
    }

    void check() {
        limit(pki.certificates().stream().map(Pki.Certificate::name).toList(), "certificates");
        limit(pki.caCertificates().stream().map(Pki.CaCertificate::name).toList(), "CA certificates");
    }

    private void limit(List<Located<String>> names, String what) {
        if (names.size() > STAROS_PER_SYSTEM) {
            findings.warning(
                    names.get(STAROS_PER_SYSTEM).at(),
                    "StarOS takes at most " + STAROS_PER_SYSTEM + " " + what + "; xfrmgate takes them all",
                    NO_NEED);
        }
    }

    void check(Located<String> what, TunnelSettings tunnel) {
        CertificateSettings settings = tunnel.certificates();
        references(settings);
        settings.ownUrl()
                .filter(url -> !url.value().toLowerCase(Locale.ROOT).startsWith("http://"))
                .ifPresent(url -> findings.error(
                        url.at(),
                        "peers fetch certificates by HTTP alone (RFC 7296 section 3.6)",
                        "a URL that begins with http://",
                        "put the certificate, in DER, on an HTTP server, or leave hash-and-url out"));
        if (uses(tunnel.local()) && settings.certificate().isEmpty()) {
            missing(what, tunnel.local(), "our certificate", "certificate NAME");
        }
        if (uses(tunnel.remote()) && settings.caCertificates().isEmpty()) {
            missing(
                    what,
                    tunnel.remote(),
                    "the CA that peers' certificates end at",
                    "ca-certificate list ca-cert-name NAME");
        }
        if (settings.caCertificates().size() > STAROS_CAS_PER_TEMPLATE) {
            findings.warning(
                    settings.caCertificates().get(STAROS_CAS_PER_TEMPLATE).at(),
                    "StarOS takes at most " + STAROS_CAS_PER_TEMPLATE
                            + " CA certificates here; xfrmgate takes them all",
                    NO_NEED);
        }
    }

    /** Whether there is a certificate of ours by that name. */
    void certificate(Located<String> name) {
        if (pki.certificate(name.value()).isEmpty()) {
            ConfigValidator.unknown(
                    findings,
                    name,
                    "certificate name",
                    pki.certificates().stream().map(k -> k.name().value()).toList());
        }
    }

    private void references(CertificateSettings settings) {
        settings.certificate().ifPresent(this::certificate);
        for (Located<String> ca : settings.caCertificates()) {
            if (pki.caCertificate(ca.value()).isEmpty()) {
                List<String> known =
                        pki.caCertificates().stream().map(k -> k.name().value()).toList();
                ConfigValidator.unknown(findings, ca, "ca-certificate name", known);
            }
        }
        for (Located<String> crl : settings.crls()) {
            if (pki.crl(crl.value()).isEmpty()) {
                ConfigValidator.unknown(
                        findings,
                        crl,
                        "ca-crl name",
                        pki.crls().stream().map(k -> k.name().value()).toList());
            }
        }
    }

    /** Whether that method is by certificate. */
    static boolean uses(Optional<Located<AuthenticationMethod>> method) {
        return method.filter(m -> m.value() instanceof AuthenticationMethod.Certificate)
                .isPresent();
    }

    private void missing(
            Located<String> what, Optional<Located<AuthenticationMethod>> method, String missing, String command) {
        if (!findings.isIncomplete(what.at())) {
            findings.error(
                    method.map(Located::at).orElse(what.at()),
                    what + " authenticates with certificates, but lacks " + missing,
                    command,
                    "add that command to " + what);
        }
    }
}
