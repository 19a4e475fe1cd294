package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.TunnelBuilder.PayloadBuilder;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Position;
import java.util.Optional;

/** The commands that crypto maps and crypto templates share. */
final class TunnelCommands {
    static final String SEALED = "encrypted secrets can not be read yet";
    static final String UNSEAL = "write the secret itself, and let only root read the file; sealed secrets come with a"
            + " later release, and StarOS's own encrypted form can be read by StarOS only";
    private static final String CERTIFICATES = "authentication by certificates is not supported yet";
    private static final String USE_PSK = "use authentication local and remote pre-shared-key";
    private static final String PAYLOAD_END =
            "match { childsa [ inner=match { any | ipv4 | ipv6 } ] | any | ipv4 | ipv6 }";

    private TunnelCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.with(TunnelCommands::authentication)
                .with(IkeCommands::add)
                .with(KernelCommands::add)
                .command(
                        "max-childsa <count:int(1..100000)> [ overload-action ignore ]",
                        (tunnel, match, findings) -> tunnel.maxChildSas = Optional.of(match.number("count")))
                .refused(
                        "max-childsa <count:int(1..100000)> overload-action terminate",
                        "overload-action terminate is not supported yet",
                        "leave overload-action out: the Child SA that is one too many is refused, the others stay")
                .command(
                        "{ default | no } max-childsa",
                        (tunnel, match, findings) -> tunnel.maxChildSas = Optional.empty())
                .opening(
                        "payload <name:name> " + PAYLOAD_END,
                        PayloadMode.MODE,
                        (tunnel, match, findings) -> payload(tunnel, match),
                        () -> new PayloadBuilder(new Located<>("", Position.START), Payload.Family.ANY))
                .command("no payload <name:name> [ " + PAYLOAD_END + " ]", (tunnel, match, findings) -> {
                    if (tunnel.payloads.remove(match.text("name").value()) == null) {
                        ContextMode.nothingToRemove(match, "payload", findings);
                    }
                })
                .withoutEffect(
                        "control-dont-fragment { clear-bit | copy-bit | set-bit }",
                        "the kernel copies the DF bit to the outer header; that can not be changed here",
                        "remove this line");
    }

    private static PayloadBuilder payload(TunnelBuilder tunnel, Match match) {
        Payload.Family family =
                match.has("ipv4") ? Payload.Family.IPV4 : match.has("ipv6") ? Payload.Family.IPV6 : Payload.Family.ANY;
        Located<String> name = match.text("name");
        PayloadBuilder payload = tunnel.payloads.computeIfAbsent(name.value(), n -> new PayloadBuilder(name, family));
        payload.family = family;
        return payload;
    }

    private static <B extends TunnelBuilder> void authentication(Mode.Builder<B> mode) {
        mode.command(
                        "authentication [ local | remote ] pre-shared-key key <secret:secret>",
                        (tunnel, match, findings) -> {
                            if (!match.has("remote")) {
                                tunnel.localKey = match.findSecret("secret");
                            }
                            if (!match.has("local")) {
                                tunnel.remoteKey = match.findSecret("secret");
                            }
                        })
                .refused(
                        "authentication [ local | remote ] pre-shared-key encrypted key <sealed:secret>",
                        SEALED,
                        UNSEAL)
                .command("no authentication [ local | remote ] pre-shared-key", (tunnel, match, findings) -> {
                    if (!match.has("remote")) {
                        tunnel.localKey = Optional.empty();
                    }
                    if (!match.has("local")) {
                        tunnel.remoteKey = Optional.empty();
                    }
                })
                .refused("authentication { local | remote } certificate", CERTIFICATES, USE_PSK)
                .refused(
                        "authentication [ remote ] eap-profile <profile:name> [ second-phase eap-profile <second:name> ]",
                        "EAP is not supported yet",
                        USE_PSK)
                .refused("certificate <certificate:name>", CERTIFICATES, USE_PSK)
                .refused("ca-certificate list { ca-cert-name <certificate:name> }...", CERTIFICATES, USE_PSK)
                .refused("ca-crl list { ca-crl-name <crl:name> }...", CERTIFICATES, USE_PSK)
                .command(
                        "identity { local | remote } id-type"
                                + " { ip-addr | fqdn | rfc822-addr | key-id | der-asn1-dn } id <id:text>",
                        TunnelCommands::identity)
                .command("{ default | no } identity { local | remote }", (tunnel, match, findings) -> {
                    if (match.has("local")) {
                        tunnel.localIdentity = Optional.empty();
                    } else {
                        tunnel.remoteIdentities.clear();
                    }
                });
    }

    private static void identity(TunnelBuilder tunnel, Match match, Findings findings) {
        Identities.read(match, findings).ifPresent(identity -> {
            if (match.has("local")) {
                tunnel.localIdentity = Optional.of(identity);
            } else if (!tunnel.remoteIdentities.contains(identity)) {
                tunnel.remoteIdentities.add(identity);
            }
        });
    }
}
