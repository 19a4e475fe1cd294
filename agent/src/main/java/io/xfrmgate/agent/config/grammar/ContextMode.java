package io.xfrmgate.agent.config.grammar;

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
            .opening(
                    "crypto map <name:name> ipsec-manual",
                    GroupModes.MANUAL,
                    (context, match, findings) -> context.manualMaps.computeIfAbsent(
                            match.text("name").value(), n -> new ManualMapBuilder(match.text("name"))),
                    () -> new ManualMapBuilder(NOBODY))
            .command("no crypto map <name:name>", ContextMode::removeMap)
            .opening(
                    "crypto group <name:name>",
                    GroupModes.GROUP,
                    (context, match, findings) -> context.groups.computeIfAbsent(
                            match.text("name").value(), n -> new GroupBuilder(match.text("name"))),
                    () -> new GroupBuilder(NOBODY))
            .command("no crypto group <name:name>", removing("crypto group", context -> context.groups))
            .with(ContextSettingsCommands::add)
            .with(Ike1Commands::add)
            .with(AaaCommands::add)
            .opening(
                    "crypto template <name:name> [ ikev2-dynamic ]",
                    CryptoModes.TEMPLATE,
                    (context, match, findings) -> context.templates.computeIfAbsent(
                            match.text("name").value(), n -> new TunnelBuilder.ForTemplate(match.text("name"))),
                    () -> new TunnelBuilder.ForTemplate(NOBODY))
            .command("no crypto template <name:name>", removing("crypto template", context -> context.templates))
            .with(ServiceModes::add)
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

    private static void removeMap(ContextBuilder context, Match match, Findings findings) {
        String name = match.text("name").value();
        boolean gone = context.maps.remove(name) != null;
        gone |= context.manualMaps.remove(name) != null;
        gone |= context.recorded
                .entrySet()
                .removeIf(e -> e.getKey().startsWith("crypto map ")
                        && e.getValue().firstValue().equals(Optional.of(name)));
        if (!gone) {
            nothingToRemove(match, "crypto map", findings);
        }
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
