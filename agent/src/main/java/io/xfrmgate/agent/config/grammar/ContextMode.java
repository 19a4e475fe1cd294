package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Command;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Position;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a context holds. */
final class ContextMode {
    private static final Located<String> NOBODY = new Located<>("", Position.START);
    private static final String LATER = "it comes with a later release; remove these lines, up to the exit of the mode";

    static final Mode<ContextBuilder> MODE = new Mode.Builder<ContextBuilder>("context mode", Types.ALL)
            .opening(
                    "{ ikev2-ikesa | ikev2 } transform-set <name:name>",
                    TransformSetModes.IKE,
                    (context, match, findings) -> context.ikeTransformSets.computeIfAbsent(
                            match.text("name").value(), n -> new TransformSetBuilders.Ike(match.text("name"))),
                    () -> new TransformSetBuilders.Ike(NOBODY))
            .command(
                    "no { ikev2-ikesa | ikev2 } transform-set <name:name>",
                    removing("ikev2-ikesa transform-set", context -> context.ikeTransformSets))
            .opening(
                    "ipsec transform-set <name:name>",
                    TransformSetModes.IPSEC,
                    (context, match, findings) -> context.ipsecTransformSets.computeIfAbsent(
                            match.text("name").value(), n -> new TransformSetBuilders.Ipsec(match.text("name"))),
                    () -> new TransformSetBuilders.Ipsec(NOBODY))
            .command(
                    "no ipsec transform-set <name:name>",
                    removing("ipsec transform-set", context -> context.ipsecTransformSets))
            .opening(
                    "ip access-list <name:name>",
                    AccessListModes.IPV4,
                    (context, match, findings) -> context.accessList(match.text("name"), false, findings),
                    () -> new ContextBuilder.AccessListBuilder(NOBODY, false))
            .opening(
                    "ipv6 access-list <name:name>",
                    AccessListModes.IPV6,
                    (context, match, findings) -> context.accessList(match.text("name"), true, findings),
                    () -> new ContextBuilder.AccessListBuilder(NOBODY, true))
            .command(
                    "no { ip | ipv6 } access-list <name:name>", removing("access-list", context -> context.accessLists))
            .opening(
                    "crypto map <name:name> { ikev2-ipv4 | ikev2-ipv6 }",
                    CryptoModes.MAP,
                    (context, match, findings) -> context.map(match.text("name"), match.has("ikev2-ipv6"), findings),
                    () -> new TunnelBuilder.ForMap(NOBODY, false))
            .refusedMode(
                    "crypto map <name:name> { ipsec-dynamic | ipsec-ikev1 | ipsec-isakmp }",
                    "IKEv1 crypto maps are not supported yet",
                    LATER)
            .refusedMode("crypto map <name:name> ipsec-manual", "manual crypto maps are not supported yet", LATER)
            .command("no crypto map <name:name>", removing("crypto map", context -> context.maps))
            .opening(
                    "crypto template <name:name> [ ikev2-dynamic ]",
                    CryptoModes.TEMPLATE,
                    (context, match, findings) -> context.templates.computeIfAbsent(
                            match.text("name").value(), n -> new TunnelBuilder.ForTemplate(match.text("name"))),
                    () -> new TunnelBuilder.ForTemplate(NOBODY))
            .command("no crypto template <name:name>", removing("crypto template", context -> context.templates))
            .opening(
                    "wsg-service <name:name>",
                    ServiceModes.WSG,
                    (context, match, findings) -> context.service(Service.Kind.WSG, match.text("name")),
                    () -> new ContextBuilder.ServiceBuilder(Service.Kind.WSG, NOBODY))
            .opening(
                    "hnbgw-service <name:name>",
                    ServiceModes.HNBGW,
                    (context, match, findings) -> context.service(Service.Kind.HNBGW, match.text("name")),
                    () -> new ContextBuilder.ServiceBuilder(Service.Kind.HNBGW, NOBODY))
            .command("no { wsg-service | hnbgw-service } <name:name>", (context, match, findings) -> {
                Service.Kind kind = match.has("wsg-service") ? Service.Kind.WSG : Service.Kind.HNBGW;
                String key = ContextBuilder.serviceKey(kind, match.text("name").value());
                if (context.services.remove(key) == null) {
                    nothingToRemove(match, kind.keyword(), findings);
                }
            })
            .with(PoolCommands::add)
            .opening(
                    "remote-secret-list <name:name>",
                    PeerSecretModes.LIST,
                    (context, match, findings) -> context.remoteSecretLists.computeIfAbsent(
                            match.text("name").value(), n -> new SecretListBuilder(match.text("name"))),
                    () -> new SecretListBuilder(NOBODY))
            .command(
                    "no remote-secret-list <name:name>",
                    removing("remote-secret-list", context -> context.remoteSecretLists))
            .opening(
                    "eap-profile <name:name>",
                    PeerSecretModes.EAP,
                    (context, match, findings) -> context.eapProfiles.computeIfAbsent(
                            match.text("name").value(), n -> new EapProfileBuilder(match.text("name"))),
                    () -> new EapProfileBuilder(NOBODY))
            .command("no eap-profile <name:name>", removing("eap-profile", context -> context.eapProfiles))
            .command(
                    "netns <namespace:text>",
                    (context, match, findings) -> context.netns = namespace(match.text("namespace"), findings))
            .command("no netns", (context, match, findings) -> context.netns = Optional.empty())
            .refusedMode("{ ikev1 | isakmp } policy <priority:int(0..100)>", "IKEv1 is not supported yet", LATER)
            .build();

    private ContextMode() {}

    /** For the lines of a context whose own line is wrong. */
    static ContextBuilder scratch() {
        return new ContextBuilder(NOBODY);
    }

    private static Optional<Located<String>> namespace(Located<String> given, Findings findings) {
        String name = given.value();
        boolean isPath = name.startsWith("/");
        if (name.isEmpty() || !isPath && (name.contains("/") || name.startsWith("."))) {
            findings.error(
                    given.at(),
                    "\"" + name + "\" can not be the name of a network namespace",
                    "a name that `ip netns list` shows, or an absolute path such as /proc/PID/ns/net",
                    "make the namespace with `ip netns add NAME` and give its name");
            return Optional.empty();
        }
        return Optional.of(given);
    }

    static void nothingToRemove(Match match, String kind, Findings findings) {
        Located<String> name = match.text("name");
        findings.warning(name.at(), "there is no " + kind + " \"" + name.value() + "\" up to here", "remove this line");
    }

    private static Command.Action<ContextBuilder> removing(
            String kind, Function<ContextBuilder, Map<String, ?>> objects) {
        return (context, match, findings) -> {
            if (objects.apply(context).remove(match.text("name").value()) == null) {
                nothingToRemove(match, kind, findings);
            }
        };
    }
}
