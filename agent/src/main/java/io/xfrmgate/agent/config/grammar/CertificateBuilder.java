package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills {@link CertificateSettings}. */
final class CertificateBuilder {
    Optional<Located<String>> certificate = Optional.empty();
    Optional<Located<String>> ownUrl = Optional.empty();
    final List<Located<String>> caCertificates = new ArrayList<>();
    final List<Located<String>> crls = new ArrayList<>();
    boolean hashAndUrl;
    Optional<CertificateSettings.Ocsp> ocsp = Optional.empty();
    Optional<CertificateSettings.RsaPadding> signature = Optional.empty();
    Optional<CertificateSettings.Revocation> revocation = Optional.empty();

    CertificateSettings build() {
        return new CertificateSettings(
                certificate, ownUrl, caCertificates, crls, hashAndUrl, ocsp, signature, revocation);
    }
}
