package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.TunnelBuilder.PayloadBuilder;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Position;
import java.util.Optional;

/** The commands that crypto maps and crypto templates share. */
final class TunnelCommands {
    private static final String PAYLOAD_END =
            "match { childsa [ inner=match { any | ipv4 | ipv6 } ] | any | ipv4 | ipv6 }";

    private TunnelCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.with(TunnelCommands::authentication)
                .with(IkeCommands::add)
                .with(KernelCommands::add)
                .with(PolicyCommands::add)
                .opening(
                        "payload <name:name> " + PAYLOAD_END,
                        PayloadMode.MODE,
                        (tunnel, match, findings) -> payload(tunnel, match),
                        () -> new PayloadBuilder(new Located<>("", Position.START), Payload.Family.ANY))
                .command("no payload <name:name> [ " + PAYLOAD_END + " ]", (tunnel, match, findings) -> {
                    if (tunnel.payloads.remove(match.text("name").value()) == null) {
                        ContextMode.nothingToRemove(match, "payload", findings);
                    }
                });
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
                        "authentication [ local | remote ] pre-shared-key { key <secret:secret> | encrypted key <sealed:sealed> }",
                        (tunnel, match, findings) -> method(
                                tunnel,
                                match,
                                new AuthenticationMethod.PreSharedKey(
                                        Secrets.find(match).orElseThrow())))
                .command("no authentication [ local | remote ] pre-shared-key", (tunnel, match, findings) -> {
                    if (!match.has("remote")) {
                        tunnel.local = tunnel.local.filter(TunnelCommands::isNoKey);
                    }
                    if (!match.has("local")) {
                        tunnel.remote = tunnel.remote.filter(TunnelCommands::isNoKey);
                    }
                })
                .command(
                        "authentication { local | remote } certificate",
                        (tunnel, match, findings) -> method(tunnel, match, new AuthenticationMethod.Certificate()))
                .command(
                        "authentication [ remote ] eap-profile <profile:name> [ second-phase eap-profile <second:name> ]",
                        (tunnel, match, findings) -> tunnel.remote = Optional.of(new Located<>(
                                new AuthenticationMethod.Eap(match.text("profile"), match.find("second", String.class)),
                                match.at())))
                .command(
                        "authentication local eap identity <identity:text>"
                                + " { password <secret:secret> | encrypted password <sealed:sealed> }",
                        (tunnel, match, findings) -> tunnel.local = Optional.of(new Located<>(
                                new AuthenticationMethod.EapClient(
                                        match.text("identity"),
                                        Secrets.find(match).orElseThrow()),
                                match.at())))
                .command("{ default | no } authentication { local | remote }", (tunnel, match, findings) -> {
                    if (match.has("local")) {
                        tunnel.local = Optional.empty();
                    } else {
                        tunnel.remote = Optional.empty();
                    }
                })
                .command(
                        "authentication gateway { key <secret:secret> | encrypted key <sealed:sealed> }",
                        (tunnel, match, findings) -> tunnel.local = Optional.of(new Located<>(
                                new AuthenticationMethod.PreSharedKey(
                                        Secrets.find(match).orElseThrow()),
                                match.at())))
                .command(
                        "{ default | no } authentication gateway",
                        (tunnel, match, findings) -> tunnel.local = tunnel.local.filter(TunnelCommands::isNoKey))
                .with(CertificateCommands::add)
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

    /** One method for each side: the last line counts. */
    private static void method(TunnelBuilder tunnel, Match match, AuthenticationMethod method) {
        if (!match.has("remote")) {
            tunnel.local = Optional.of(new Located<>(method, match.at()));
        }
        if (!match.has("local")) {
            tunnel.remote = Optional.of(new Located<>(method, match.at()));
        }
    }

    private static boolean isNoKey(Located<AuthenticationMethod> method) {
        return !(method.value() instanceof AuthenticationMethod.PreSharedKey);
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
