package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.agent.pki.PkiLoader;
import io.xfrmgate.agent.pki.PkiProblem;
import io.xfrmgate.agent.pki.PkiSources;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificates, keys and CRLs that a configuration names: for the loader; and in its place in the file, what the loader found. */
final class CertificateSources {
    private CertificateSources() {}

    /** Of a model that is right. What a server has is fetched where it is needed: from the namespace of its first user. */
    static PkiSources of(ConfigModel model, SecretOpener opener) {
        Pki pki = model.pki();
        CertificateUsers users = CertificateUsers.of(model);
        return new PkiSources(
                pki.certificates().stream()
                        .map(certificate -> new PkiSources.Own(
                                certificate.name().value(),
                                source(certificate.source(), users.ofCertificate(certificate.name())),
                                switch (certificate.key()) {
                                    case Pki.KeyData(var text) -> new PkiSources.Inline(opener.secret(text.value()));
                                    case Pki.KeyUrl(Located<String> url) ->
                                        at(url, users.ofCertificate(certificate.name()));
                                },
                                certificate.passphrase().map(p -> opener.secret(p.value()))))
                        .toList(),
                pki.caCertificates().stream()
                        .map(ca -> new PkiSources.Authority(
                                ca.name().value(), source(ca.source(), users.ofAuthority(ca.name()))))
                        .toList(),
                pki.crls().stream().flatMap(crl -> lists(crl, users)).toList());
    }

    /** One for each namespace; what is in the configuration is the same everywhere. */
    private static Stream<PkiSources.RevocationList> lists(Pki.CaCrl crl, CertificateUsers users) {
        return users.ofList(crl.name()).stream()
                .map(namespace -> new PkiSources.RevocationList(crl.name().value(), source(crl.source(), namespace)))
                .limit(crl.source() instanceof Pki.Data ? 1 : Long.MAX_VALUE)
                .distinct();
    }

    private static PkiSources.Source source(Pki.Source source, Optional<String> namespace) {
        return switch (source) {
            case Pki.Data(Located<String> text) ->
                new PkiSources.Inline(new Secret(text.value().getBytes(StandardCharsets.UTF_8)));
            case Pki.Url(Located<String> url) -> at(url, namespace);
        };
    }

    private static PkiSources.At at(Located<String> url, Optional<String> namespace) {
        return new PkiSources.At(PkiUrl.parse(url.value()).in(namespace));
    }

    /** URLs that look like some, but are none. */
    static void checkUrls(Pki pki, Findings findings) {
        Stream.of(
                        pki.certificates().stream().map(Pki.Certificate::source),
                        pki.caCertificates().stream().map(Pki.CaCertificate::source),
                        pki.crls().stream().map(Pki.CaCrl::source))
                .flatMap(sources -> sources)
                .flatMap(source -> source instanceof Pki.Url(Located<String> url) ? Stream.of(url) : Stream.empty())
                .forEach(url -> checkUrl(url, findings));
        pki.certificates().stream()
                .flatMap(c -> c.key() instanceof Pki.KeyUrl(Located<String> url) ? Stream.of(url) : Stream.empty())
                .forEach(url -> checkUrl(url, findings));
    }

    private static void checkUrl(Located<String> url, Findings findings) {
        try {
            PkiUrl.parse(url.value());
        } catch (IllegalArgumentException e) {
            findings.error(
                    url.at(),
                    e.getMessage() == null ? "this is no URL" : e.getMessage(),
                    "a URL that begins with http://, https://, ftp:// or file:///",
                    "correct the URL");
        }
    }

    /** Errors of what the metrics or some map or template use, warnings of the rest. */
    static void report(PkiLoader.Loaded loaded, ConfigModel model, Findings findings) {
        for (PkiProblem problem : loaded.problems()) {
            Position at = place(problem, model.pki());
            String message =
                    problem.kind() + " \"" + problem.name() + "\" from " + problem.where() + ": " + problem.why();
            boolean metrics = problem.kind().equals(PkiProblem.CERTIFICATE)
                    && model.gateway().access().certificate().stream()
                            .anyMatch(name -> name.value().equals(problem.name()));
            if (metrics || tunnels(model).anyMatch(tunnel -> uses(tunnel.certificates(), problem))) {
                findings.error(at, message, "", problem.fix());
            } else {
                findings.warning(at, message + "; nothing uses it", problem.fix());
            }
        }
        for (PkiProblem problem : loaded.warnings()) {
            findings.warning(
                    place(problem, model.pki()),
                    problem.kind() + " \"" + problem.name() + "\" from " + problem.where() + ": " + problem.why()
                            + "; it stays as it was when it was last fetched",
                    problem.fix());
        }
    }

    private static Stream<TunnelSettings> tunnels(ConfigModel model) {
        return model.contexts().stream()
                .flatMap(context -> Stream.concat(
                        context.maps().stream().map(map -> map.tunnel()),
                        context.templates().stream().map(template -> template.tunnel())));
    }

    private static boolean uses(CertificateSettings settings, PkiProblem problem) {
        return switch (problem.kind()) {
            case PkiProblem.CERTIFICATE ->
                settings.certificate()
                        .map(Located::value)
                        .filter(problem.name()::equals)
                        .isPresent();
            case PkiProblem.AUTHORITY -> names(settings.caCertificates()).anyMatch(problem.name()::equals);
            default -> names(settings.crls()).anyMatch(problem.name()::equals);
        };
    }

    private static Stream<String> names(List<Located<String>> located) {
        return located.stream().map(Located::value);
    }

    private static Position place(PkiProblem problem, Pki pki) {
        Optional<Located<String>> name = switch (problem.kind()) {
            case PkiProblem.CERTIFICATE -> pki.certificate(problem.name()).map(Pki.Certificate::name);
            case PkiProblem.AUTHORITY -> pki.caCertificate(problem.name()).map(Pki.CaCertificate::name);
            default -> pki.crl(problem.name()).map(Pki.CaCrl::name);
        };
        return name.map(Located::at).orElse(Position.START);
    }
}
