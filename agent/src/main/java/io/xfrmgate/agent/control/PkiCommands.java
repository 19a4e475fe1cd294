package io.xfrmgate.agent.control;

import io.xfrmgate.agent.pki.CertificateEncoding;
import io.xfrmgate.agent.pki.CertificateView;
import io.xfrmgate.agent.pki.CrlView;
import io.xfrmgate.agent.pki.PkiService;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code list-certs}, and our own listings of certificates and revocation lists. */
public final class PkiCommands {
    static final String LIST_CERT = "list-cert";
    static final String CERTIFICATE = "xfrmgate-certificate";
    static final String CRL = "xfrmgate-crl";

    private final PkiService pki;

    public PkiCommands(PkiService pki) {
        this.pki = pki;
    }

    /** By name. */
    public Map<String, ControlCommand> commands() {
        return Map.of(
                "list-certs",
                this::listCertificates,
                "xfrmgate-certificates",
                (request, client) -> certificates(pki.certificates(), client),
                "xfrmgate-ca-certificates",
                (request, client) -> certificates(pki.authorities(), client),
                "xfrmgate-ca-crls",
                this::revocationLists);
    }

    /** Filters type and flag, as VICI has them. */
    private ViciMessage listCertificates(ViciMessage request, ControlCommand.Client client) throws IOException {
        String type = request.text("type").filter(text -> !text.isEmpty()).orElse("ANY");
        String flag = request.text("flag").filter(text -> !text.isEmpty()).orElse("ANY");
        if (!type.equalsIgnoreCase("ANY") && !type.equalsIgnoreCase("X509")) {
            return ViciMessage.EMPTY;
        }
        for (CertificateEncoding certificate : pki.encodings()) {
            String its = certificate.authority() ? "CA" : "NONE";
            if (flag.equalsIgnoreCase("ANY") || flag.equalsIgnoreCase(its)) {
                client.stream(
                        LIST_CERT,
                        ViciMessage.builder()
                                .put("type", "X509")
                                .put("flag", its)
                                .putIf("has_privkey", certificate.ours())
                                .put("data", certificate.der())
                                .build());
            }
        }
        return ViciMessage.EMPTY;
    }

    private static ViciMessage certificates(List<CertificateView> views, ControlCommand.Client client)
            throws IOException {
        for (CertificateView view : views) {
            client.stream(
                    CERTIFICATE,
                    ViciMessage.builder()
                            .put("name", view.name())
                            .put("position", view.position())
                            .put("subject", view.subject())
                            .put("issuer", view.issuer())
                            .put("serial", view.serial())
                            .put("not-before", view.notBefore())
                            .put("not-after", view.notAfter())
                            .put("key", view.key())
                            .put("signature", view.signature())
                            .put("source", view.source())
                            .put("state", word(view.state()))
                            .build());
        }
        return ViciMessage.success();
    }

    private ViciMessage revocationLists(ViciMessage request, ControlCommand.Client client) throws IOException {
        for (CrlView view : pki.revocationLists()) {
            Optional<CrlView.Content> content = view.content();
            client.stream(
                    CRL,
                    ViciMessage.builder()
                            .put("name", view.name())
                            .put("source", view.source())
                            .put("issuer", content.map(CrlView.Content::issuer))
                            .put("number", content.flatMap(CrlView.Content::number))
                            .put("this-update", content.map(CrlView.Content::thisUpdate))
                            .put("next-update", content.flatMap(CrlView.Content::nextUpdate))
                            .put("revoked", content.map(CrlView.Content::revoked))
                            .put("last-fetched", view.lastFetched())
                            .put("last-failure", view.lastFailure())
                            .put("fetches", view.fetches())
                            .put("failures", view.failures())
                            .put("state", word(view.state()))
                            .build());
        }
        return ViciMessage.success();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
