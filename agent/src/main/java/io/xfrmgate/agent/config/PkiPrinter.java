package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Locale;

/** Prints certificates, and what maps and templates do with them. */
final class PkiPrinter {
    private final PrintedLines out;

    PkiPrinter(PrintedLines out) {
        this.out = out;
    }

    void print(Pki pki) {
        for (Pki.Certificate certificate : pki.certificates()) {
            String key = switch (certificate.key()) {
                case Pki.KeyData(var text) -> out.secret(text, "data");
                case Pki.KeyUrl(Located<String> url) -> "url " + PrintedLines.quoted(url.value());
            };
            out.line(
                    "certificate name " + PrintedLines.quoted(certificate.name().value())
                            + source(certificate.encoding(), certificate.source())
                            + " private-key " + word(certificate.keyEncoding()) + " " + key
                            + certificate
                                    .passphrase()
                                    .map(p -> " " + out.secret(p, "passphrase"))
                                    .orElse(""));
        }
        for (Pki.CaCertificate ca : pki.caCertificates()) {
            out.line("ca-certificate name " + PrintedLines.quoted(ca.name().value())
                    + source(ca.encoding(), ca.source()));
        }
        for (Pki.CaCrl crl : pki.crls()) {
            out.line("ca-crl name " + PrintedLines.quoted(crl.name().value()) + source(crl.encoding(), crl.source()));
        }
    }

    void print(CertificateSettings settings) {
        settings.certificate()
                .ifPresent(c -> out.line("certificate " + PrintedLines.quoted(c.value())
                        + settings.ownUrl()
                                .map(url -> " hash-and-url " + PrintedLines.quoted(url.value()))
                                .orElse("")));
        names("ca-certificate list", "ca-cert-name", settings.caCertificates());
        names("ca-crl list", "ca-crl-name", settings.crls());
        out.flag("allow-cert-enc cert-hash-url", settings.hashAndUrl());
        settings.ocsp().ifPresent(this::ocsp);
        settings.signature().ifPresent(s -> out.line("ikev2-ikesa cert-sign " + s.keyword()));
        settings.revocation().ifPresent(r -> out.line("revocation-check " + r.keyword()));
    }

    private void ocsp(CertificateSettings.Ocsp ocsp) {
        out.flag("ocsp nonce", ocsp.nonce());
        ocsp.responder()
                .ifPresent(r -> out.line("ocsp responder-address " + r.address()
                        + r.port().map(p -> " port " + p).orElse("")));
        out.flag("ocsp", !ocsp.nonce() && ocsp.responder().isEmpty());
    }

    private void names(String command, String keyword, List<Located<String>> names) {
        if (!names.isEmpty()) {
            StringBuilder line = new StringBuilder(command);
            names.forEach(n -> line.append(' ').append(keyword).append(' ').append(PrintedLines.quoted(n.value())));
            out.line(line.toString());
        }
    }

    private static String source(Pki.Encoding encoding, Pki.Source source) {
        return " " + word(encoding)
                + switch (source) {
                    case Pki.Data(Located<String> text) -> " data " + PrintedLines.quoted(text.value());
                    case Pki.Url(Located<String> url) -> " url " + PrintedLines.quoted(url.value());
                };
    }

    private static String word(Pki.Encoding encoding) {
        return encoding.name().toLowerCase(Locale.ROOT);
    }
}
