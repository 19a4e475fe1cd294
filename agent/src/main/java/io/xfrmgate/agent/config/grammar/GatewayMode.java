package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Control;
import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.MetricsAccess;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** Settings of the daemon; the mode is ours, StarOS has none like it. */
final class GatewayMode {
    static final Mode<GatewayBuilder> MODE = new Mode.Builder<GatewayBuilder>("gateway mode", Types.ALL)
            .command("shards <count:int(1..1024)>", (gateway, match, findings) -> {
                Located<Long> count = match.number("count");
                if (Long.bitCount(count.value()) != 1) {
                    findings.error(
                            count.at(),
                            "the number of shards is no power of two",
                            "1, 2, 4, 8 and so on",
                            "write shards " + Long.highestOneBit(count.value()));
                }
                gateway.shards = Optional.of(count);
            })
            .command("{ default | no } shards", (gateway, match, findings) -> gateway.shards = Optional.empty())
            .command(
                    "metrics bind address <address:address> port <port:int(1..65535)>",
                    (gateway, match, findings) -> gateway.metrics = Optional.of(new GatewaySection.MetricsBind(
                            match.value("address", IpAddress.class).value(),
                            match.number("port").value().intValue())))
            .command(
                    "no metrics",
                    (gateway, match, findings) -> gateway.metrics = Optional.of(new GatewaySection.NoMetrics()))
            .command(
                    "metrics tls certificate <certificate:name>",
                    (gateway, match, findings) -> gateway.access =
                            new MetricsAccess(Optional.of(match.text("certificate")), gateway.access.user()))
            .command(
                    "no metrics tls",
                    (gateway, match, findings) ->
                            gateway.access = new MetricsAccess(Optional.empty(), gateway.access.user()))
            .command(
                    "metrics user <user:name> { password <secret:secret> | encrypted password <sealed:sealed> }",
                    (gateway, match, findings) -> gateway.access = new MetricsAccess(
                            gateway.access.certificate(),
                            Secrets.find(match)
                                    .map(password -> new MetricsAccess.User(
                                            match.text("user").value(), password))))
            .command(
                    "no metrics user",
                    (gateway, match, findings) ->
                            gateway.access = new MetricsAccess(gateway.access.certificate(), Optional.empty()))
            .command("default metrics", (gateway, match, findings) -> gateway.metrics = Optional.empty())
            .command(
                    "limits { cookie-threshold <cookie:int(0..100000000)> | half-open <total:int(1..100000000)>"
                            + " | half-open-per-source <per-source:int(1..100000000)> | ike-sa <ike-sas:int(1..100000000)> }...",
                    GatewayMode::limits)
            .command("{ default | no } limits", (gateway, match, findings) -> gateway.defaultLimits())
            .command(
                    "log level { error | warning | info | debug | trace }",
                    (gateway, match, findings) -> gateway.logLevel = Optional.of(level(match)))
            .command("{ default | no } log level", (gateway, match, findings) -> gateway.logLevel = Optional.empty())
            .command(
                    "log format { key-value | json }",
                    (gateway, match, findings) ->
                            gateway.logFormat = Optional.of(match.has("json") ? LogFormat.JSON : LogFormat.KEY_VALUE))
            .command("{ default | no } log format", (gateway, match, findings) -> gateway.logFormat = Optional.empty())
            .command(
                    "secret-key file <path:text>",
                    (gateway, match, findings) -> gateway.secretKeyFile = Optional.of(match.text("path")))
            .command("no secret-key", (gateway, match, findings) -> gateway.secretKeyFile = Optional.empty())
            .command(
                    "control socket <path:text>",
                    (gateway, match, findings) -> gateway.control = Optional.of(new Control.Socket(match.text("path"))))
            .command("no control", (gateway, match, findings) -> gateway.control = Optional.of(new Control.None()))
            .command("default control", (gateway, match, findings) -> gateway.control = Optional.empty())
            .command(
                    "profile { 3gpp-33.210 | staros-compat }",
                    (gateway, match, findings) -> gateway.profile = Optional.of(ContextSettingsCommands.profile(match)))
            .command("{ default | no } profile", (gateway, match, findings) -> gateway.profile = Optional.empty())
            .build();

    private GatewayMode() {}

    private static void limits(GatewayBuilder gateway, Match match, Findings findings) {
        match.findNumber("cookie").ifPresent(n -> gateway.cookieThreshold = Optional.of(n));
        match.findNumber("total").ifPresent(n -> gateway.halfOpen = Optional.of(n));
        match.findNumber("per-source").ifPresent(n -> gateway.halfOpenPerSource = Optional.of(n));
        match.findNumber("ike-sas").ifPresent(n -> gateway.ikeSas = Optional.of(n));
    }

    private static Level level(Match match) {
        String word = match.keyword(List.of("error", "warning", "info", "debug", "trace"))
                .value();
        return word.equals("warning") ? Level.WARN : Level.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
