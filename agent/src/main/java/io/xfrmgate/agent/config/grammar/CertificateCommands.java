package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.CertificateSettings.Ocsp;
import io.xfrmgate.agent.config.model.CertificateSettings.Responder;
import io.xfrmgate.agent.config.model.CertificateSettings.Revocation;
import io.xfrmgate.agent.config.model.CertificateSettings.RsaPadding;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Arrays;
import java.util.Optional;

/** Which certificates a map or template uses and takes. */
final class CertificateCommands {
    private CertificateCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.command("certificate <certificate:name> [ hash-and-url <url:url> ]", (tunnel, match, findings) -> {
                    tunnel.certificates.certificate = Optional.of(match.text("certificate"));
                    tunnel.certificates.ownUrl = match.find("url", String.class);
                })
                .command("no certificate [ <certificate:name> ]", (tunnel, match, findings) -> {
                    tunnel.certificates.certificate = Optional.empty();
                    tunnel.certificates.ownUrl = Optional.empty();
                })
                .command("ca-certificate list { ca-cert-name <certificate:name> }...", (tunnel, match, findings) -> {
                    tunnel.certificates.caCertificates.clear();
                    tunnel.certificates.caCertificates.addAll(match.values("certificate", String.class));
                })
                .command(
                        "no ca-certificate [ list ]",
                        (tunnel, match, findings) -> tunnel.certificates.caCertificates.clear())
                .command("ca-crl list { ca-crl-name <crl:name> }...", (tunnel, match, findings) -> {
                    tunnel.certificates.crls.clear();
                    tunnel.certificates.crls.addAll(match.values("crl", String.class));
                })
                .command("no ca-crl [ list ]", (tunnel, match, findings) -> tunnel.certificates.crls.clear())
                .command(
                        "{ allow-cert-enc cert-hash-url | allow-cert-hash-url }",
                        (tunnel, match, findings) -> tunnel.certificates.hashAndUrl = true)
                .command(
                        "{ default | no } { allow-cert-enc cert-hash-url | allow-cert-hash-url }",
                        (tunnel, match, findings) -> tunnel.certificates.hashAndUrl = false)
                .command(
                        "ocsp [ nonce | responder-address <address:address> [ port <port:int(1..65535)> ] ]",
                        CertificateCommands::ocsp)
                .command(
                        "{ default | no } ocsp [ nonce | responder-address ]",
                        (tunnel, match, findings) -> tunnel.certificates.ocsp = withoutOcsp(tunnel, match))
                .command(
                        "ikev2-ikesa cert-sign { pkcs1.5 | pkcs2.0 }",
                        (tunnel, match, findings) -> tunnel.certificates.signature = Arrays.stream(RsaPadding.values())
                                .filter(p -> match.has(p.keyword()))
                                .findFirst())
                .command(
                        "{ default | no } ikev2-ikesa cert-sign",
                        (tunnel, match, findings) -> tunnel.certificates.signature = Optional.empty())
                .command(
                        "revocation-check { strict | soft | off }",
                        (tunnel, match, findings) -> tunnel.certificates.revocation = Arrays.stream(Revocation.values())
                                .filter(r -> match.has(r.keyword()))
                                .findFirst())
                .command(
                        "{ default | no } revocation-check",
                        (tunnel, match, findings) -> tunnel.certificates.revocation = Optional.empty());
    }

    /** Nonce and responder are two lines of one setting. */
    private static void ocsp(TunnelBuilder tunnel, Match match, Findings findings) {
        Ocsp old = tunnel.certificates.ocsp.orElse(new Ocsp(false, Optional.empty()));
        Optional<Responder> responder = match.find("address", IpAddress.class)
                .map(address -> new Responder(address, match.findNumber("port")))
                .or(old::responder);
        tunnel.certificates.ocsp = Optional.of(new Ocsp(old.nonce() || match.has("nonce"), responder));
    }

    private static Optional<Ocsp> withoutOcsp(TunnelBuilder tunnel, Match match) {
        if (match.has("nonce")) {
            return tunnel.certificates.ocsp.map(o -> new Ocsp(false, o.responder()));
        }
        return match.has("responder-address")
                ? tunnel.certificates.ocsp.map(o -> new Ocsp(o.nonce(), Optional.empty()))
                : Optional.empty();
    }
}
