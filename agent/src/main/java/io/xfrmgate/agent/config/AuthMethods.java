package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.CertificateSettings.RsaPadding;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.pki.PkiSet;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.RevocationRules;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapCredential;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.wire.Identification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a map or template proves itself and has its peers prove themselves: by secrets, by certificates or by EAP. */
final class AuthMethods {
    private static final long HTTP_PORT = 80;

    private final String owner;
    private final ContextSection context;
    private final TunnelSettings settings;
    private final SecretOpener opener;
    private final PkiSet pki;
    private final boolean weak;
    private final Optional<String> namespace;
    private final Map<Identification, Secret> byIdentity;
    private final Map<AddressRange, Secret> byNetwork;

    /**
     * Of one map or template.
     *
     * @param owner its name
     * @param context where it is
     * @param pki with all that the settings name of it
     * @param profile of the context: whether SHA-1 and short keys pass
     * @param namespace where it calls from, and has its servers
     * @param byIdentity secrets of peers
     * @param byNetwork secrets of those whose identity has none
     */
    AuthMethods(
            String owner,
            ContextSection context,
            TunnelSettings settings,
            SecretOpener opener,
            PkiSet pki,
            Profile profile,
            Optional<String> namespace,
            Map<Identification, Secret> byIdentity,
            Map<AddressRange, Secret> byNetwork) {
        this.owner = owner;
        this.context = context;
        this.settings = settings;
        this.opener = opener;
        this.pki = pki;
        this.weak = profile == Profile.STAROS;
        this.namespace = namespace;
        this.byIdentity = byIdentity;
        this.byNetwork = byNetwork;
    }

    /** Our proof. */
    AuthMethod local() {
        if (settings.local().isPresent()
                && settings.local().get().value()
                        instanceof AuthenticationMethod.EapClient(var identity, var password)) {
            return new AuthMethod.EapClient(new EapCredential(identity.value(), opener.secret(password.value())));
        }
        CertificateSettings certificates = settings.certificates();
        return CertificateRules.uses(settings.local())
                ? new AuthMethod.LocalCertificate(pki.credential(
                        certificates.certificate().orElseThrow().value(),
                        names(certificates.caCertificates()),
                        this::schemes,
                        certificates.ownUrl().map(Located::value)))
                : shared(settings.local());
    }

    /** The peers' proof. */
    AuthMethod remote() {
        if (settings.remote().isPresent()
                && settings.remote().get().value() instanceof AuthenticationMethod.Eap(var eapProfile, var _)) {
            return new AuthMethod.PeerEap(EapPolicies.of(context, eapProfile.value(), opener));
        }
        CertificateSettings certificates = settings.certificates();
        return CertificateRules.uses(settings.remote())
                ? new AuthMethod.PeerCertificate(pki.policy(
                        owner,
                        names(certificates.caCertificates()),
                        names(certificates.crls()),
                        certificates.revocation().map(AuthMethods::mode),
                        certificates.ocsp().map(AuthMethods::ocsp),
                        certificates.hashAndUrl(),
                        weak,
                        namespace))
                : shared(settings.remote());
    }

    /** What we are called where the configuration does not say: with a certificate its subject, if it has one. */
    Identification localIdentity(Identification otherwise) {
        return settings.certificates()
                .certificate()
                .filter(name -> CertificateRules.uses(settings.local()))
                .flatMap(name -> pki.subject(name.value()))
                .map(subject -> new Identification(Identification.DER_ASN1_DN, subject.getEncoded()))
                .orElse(otherwise);
    }

    private AuthMethod shared(Optional<Located<AuthenticationMethod>> method) {
        return new AuthMethod.SharedKey(new PeerSecrets(
                byIdentity,
                byNetwork,
                method.map(Located::value)
                        .filter(AuthenticationMethod.PreSharedKey.class::isInstance)
                        .map(AuthenticationMethod.PreSharedKey.class::cast)
                        .map(psk -> opener.secret(psk.key().value()))));
    }

    /** Where the configuration does not say: PSS (RFC 8247 section 3.2), and PKCS#1 v1.5 for peers that know nothing else. */
    private List<SignatureScheme> schemes(KeyKind kind) {
        Optional<RsaPadding> padding = settings.certificates().signature();
        if (padding.isPresent()) {
            return SignatureScheme.preferred(kind, padding.get() == RsaPadding.PKCS2_0, weak);
        }
        return Stream.concat(
                        SignatureScheme.preferred(kind, true, weak).stream(),
                        SignatureScheme.preferred(kind, false, weak).stream())
                .distinct()
                .toList();
    }

    private static RevocationRules.Mode mode(CertificateSettings.Revocation revocation) {
        return switch (revocation) {
            case STRICT -> RevocationRules.Mode.STRICT;
            case SOFT -> RevocationRules.Mode.SOFT;
            case OFF -> RevocationRules.Mode.OFF;
        };
    }

    private static RevocationRules.Ocsp ocsp(CertificateSettings.Ocsp ocsp) {
        return new RevocationRules.Ocsp(
                ocsp.responder().map(responder -> {
                    String host = responder.address().value().isV6()
                            ? "[" + responder.address().value() + "]"
                            : responder.address().value().toString();
                    return new PkiUrl(
                            URI.create("http://" + host + ":" + Defaults.orElse(responder.port(), HTTP_PORT) + "/"));
                }),
                ocsp.nonce());
    }

    private static List<String> names(List<Located<String>> located) {
        return located.stream().map(Located::value).toList();
    }
}
