package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.syntax.Command;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** RADIUS servers: in groups, or in the context itself, which is the group "default". */
final class AaaCommands {
    static final Mode<AaaGroupBuilder> GROUP = radius(
                    new Mode.Builder<AaaGroupBuilder>("aaa group mode", Types.ALL), (group, match) -> group)
            .build();

    private AaaCommands() {}

    static void add(Mode.Builder<ContextBuilder> mode) {
        mode.opening(
                        "aaa group <name:name>",
                        GROUP,
                        (context, match, findings) -> context.aaaGroup(match.text("name")),
                        () -> new AaaGroupBuilder(new Located<>("", Position.START)))
                .command("no aaa group <name:name>", (context, match, findings) -> {
                    if (context.aaaGroups.remove(match.text("name").value()) == null) {
                        ContextMode.nothingToRemove(match, "aaa group", findings);
                    }
                });
        radius(mode, (context, match) -> context.aaaGroup(new Located<>(AaaGroup.DEFAULT, match.at())));
    }

    private static <B> Mode.Builder<B> radius(Mode.Builder<B> mode, BiFunction<B, Match, AaaGroupBuilder> group) {
        return mode.command(
                        "radius [ accounting ] server <address:address> { key <secret:secret> | encrypted key <sealed:sealed> }"
                                + " [ port <port:int(1..65535)> ] [ priority <priority:int(1..1000)> ]",
                        (builder, match, findings) -> server(group.apply(builder, match), match))
                .command(
                        "no radius [ accounting ] server <address:address> [ port <port:int(1..65535)> ]",
                        (builder, match, findings) -> noServer(group.apply(builder, match), match, findings))
                .command(
                        "radius algorithm { first-server | round-robin }",
                        (builder, match, findings) -> group.apply(builder, match).roundRobin = match.has("round-robin"))
                .command(
                        "default radius algorithm",
                        (builder, match, findings) -> group.apply(builder, match).roundRobin = false)
                .command(
                        "radius timeout <seconds:int(1..100)>",
                        (builder, match, findings) ->
                                group.apply(builder, match).timeoutSeconds = Optional.of(match.number("seconds")))
                .command(
                        "{ default | no } radius timeout",
                        (builder, match, findings) -> group.apply(builder, match).timeoutSeconds = Optional.empty())
                .command(
                        "radius max-retries <count:int(0..100)>",
                        (builder, match, findings) ->
                                group.apply(builder, match).maxRetries = Optional.of(match.number("count")))
                .command(
                        "{ default | no } radius max-retries",
                        (builder, match, findings) -> group.apply(builder, match).maxRetries = Optional.empty())
                .command(
                        "radius deadtime <minutes:int(0..65535)>",
                        (builder, match, findings) ->
                                group.apply(builder, match).deadMinutes = Optional.of(match.number("minutes")))
                .command(
                        "{ default | no } radius deadtime",
                        (builder, match, findings) -> group.apply(builder, match).deadMinutes = Optional.empty())
                .command(
                        "radius detect-dead-server consecutive-failures <count:int(1..1000)>",
                        (builder, match, findings) ->
                                group.apply(builder, match).consecutiveFailures = Optional.of(match.number("count")))
                .command(
                        "{ default | no } radius detect-dead-server",
                        (builder, match, findings) ->
                                group.apply(builder, match).consecutiveFailures = Optional.empty())
                .command(
                        "radius attribute nas-identifier <id:text>",
                        (builder, match, findings) ->
                                group.apply(builder, match).nasIdentifier = Optional.of(match.text("id")))
                .command(
                        "radius attribute nas-ip-address address <address:address>",
                        (builder, match, findings) ->
                                group.apply(builder, match).nasAddress = match.find("address", IpAddress.class))
                .command("{ default | no } radius attribute { nas-identifier | nas-ip-address }", attribute(group))
                .command(
                        "radius message-authenticator { require | accept-missing }",
                        (builder, match, findings) ->
                                group.apply(builder, match).bareAnswers = match.has("accept-missing"))
                .command(
                        "{ default | no } radius message-authenticator",
                        (builder, match, findings) -> group.apply(builder, match).bareAnswers = false);
    }

    private static <B> Command.Action<B> attribute(BiFunction<B, Match, AaaGroupBuilder> group) {
        return (builder, match, findings) -> {
            AaaGroupBuilder target = group.apply(builder, match);
            if (match.has("nas-identifier")) {
                target.nasIdentifier = Optional.empty();
            } else {
                target.nasAddress = Optional.empty();
            }
        };
    }

    private static List<AaaGroup.Server> servers(AaaGroupBuilder group, Match match) {
        return match.has("accounting") ? group.accounting : group.servers;
    }

    private static Optional<Long> port(Match match) {
        return match.find("port", Long.class).map(Located::value);
    }

    /** A second line for the same address and port takes the place of the first. */
    private static void server(AaaGroupBuilder group, Match match) {
        Located<IpAddress> address = match.find("address", IpAddress.class).orElseThrow();
        List<AaaGroup.Server> servers = servers(group, match);
        servers.removeIf(s -> s.isAt(address.value(), port(match)));
        servers.add(new AaaGroup.Server(
                address,
                Secrets.find(match).orElseThrow(),
                match.find("port", Long.class),
                match.find("priority", Long.class)));
    }

    private static void noServer(AaaGroupBuilder group, Match match, Findings findings) {
        Located<IpAddress> address = match.find("address", IpAddress.class).orElseThrow();
        if (!servers(group, match).removeIf(s -> s.isAt(address.value(), port(match)))) {
            findings.warning(match.at(), "there is no such server up to here", "remove this line");
        }
    }
}
