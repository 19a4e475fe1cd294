package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import java.util.Map;

/** Certificates and revocation lists: they belong to the system, not to a context. */
final class PkiCommands {
    private PkiCommands() {}

    static void add(Mode.Builder<ModelBuilder> mode) {
        mode.command(
                        "certificate name <name:name> { pem | der } { data <certificate:material> | url <certificate-url:url> }"
                                + " private-key { key-pem=pem | key-der=der }"
                                + " { data <private:private-material> | encrypted data <sealed:sealed> | url <private-url:url> }"
                                + " [ passphrase <passphrase:secret> | encrypted passphrase <sealed-passphrase:sealed> ]",
                        (model, match, findings) -> model.certificates.put(
                                match.text("name").value(),
                                new Pki.Certificate(
                                        match.text("name"),
                                        encoding(match, "pem"),
                                        source(match, "certificate", "certificate-url"),
                                        encoding(match, "key-pem"),
                                        keySource(match),
                                        Secrets.find(match, "passphrase", "sealed-passphrase"))))
                .command(
                        "no certificate name <name:name>",
                        (model, match, findings) -> remove(model.certificates, match, "certificate", findings))
                .command(
                        "ca-certificate name <name:name> { pem | der } { data <certificate:material> | url <certificate-url:url> }",
                        (model, match, findings) -> model.caCertificates.put(
                                match.text("name").value(),
                                new Pki.CaCertificate(
                                        match.text("name"),
                                        encoding(match, "pem"),
                                        source(match, "certificate", "certificate-url"))))
                .command(
                        "no ca-certificate name <name:name>",
                        (model, match, findings) -> remove(model.caCertificates, match, "ca-certificate", findings))
                .command(
                        "ca-crl name <name:name> { pem | der } { data <crl:material> | url <url:url> }",
                        (model, match, findings) -> model.crls.put(
                                match.text("name").value(),
                                new Pki.CaCrl(match.text("name"), encoding(match, "pem"), source(match, "crl", "url"))))
                .command(
                        "no ca-crl name <name:name>",
                        (model, match, findings) -> remove(model.crls, match, "ca-crl", findings));
    }

    private static void remove(Map<String, ?> objects, Match match, String kind, Findings findings) {
        if (objects.remove(match.text("name").value()) == null) {
            ContextMode.nothingToRemove(match, kind, findings);
        }
    }

    private static Pki.Encoding encoding(Match match, String pem) {
        return match.has(pem) ? Pki.Encoding.PEM : Pki.Encoding.DER;
    }

    private static Pki.Source source(Match match, String data, String url) {
        return match.find(data, String.class)
                .<Pki.Source>map(Pki.Data::new)
                .orElseGet(() -> new Pki.Url(match.text(url)));
    }

    private static Pki.KeySource keySource(Match match) {
        return Secrets.find(match, "private", "sealed")
                .<Pki.KeySource>map(Pki.KeyData::new)
                .orElseGet(() -> new Pki.KeyUrl(match.text("private-url")));
    }
}
