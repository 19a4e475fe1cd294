package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import java.util.List;
import java.util.Optional;

/** How a map's or template's IKE SA behaves. */
final class IkeCommands {
    private static final int STAROS_SETS = 6;

    private IkeCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.command("ikev2-ikesa transform-set list <set:name>...", IkeCommands::transformSets)
                .command(
                        "ikev2-ikesa transform set { list <set:name>... | <listname:glued> [ <more:name> ]... }",
                        IkeCommands::transformSets)
                .command(
                        "{ default | no } ikev2-ikesa transform-set list",
                        (tunnel, match, findings) -> tunnel.ikeTransformSets.clear())
                .command("ikev2-ikesa rekey [ disallow-param-change ]", (tunnel, match, findings) -> {
                    tunnel.rekey = true;
                    if (match.has("disallow-param-change")) {
                        findings.warning(
                                match.at(),
                                "disallow-param-change has no effect: a rekey offers the transform sets of the list again",
                                "write ikev2-ikesa rekey");
                    }
                })
                .command("{ default | no } ikev2-ikesa rekey", (tunnel, match, findings) -> tunnel.rekey = false)
                .command(
                        "ikev2-ikesa retransmission-timeout <msec:int(10..600000)> [ exponential ]",
                        (tunnel, match, findings) -> {
                            tunnel.retransmissionMillis = Optional.of(match.number("msec"));
                            tunnel.exponential = match.has("exponential");
                            starOs(match.number("msec"), 300, 15_000, findings);
                        })
                .command("{ default | no } ikev2-ikesa retransmission-timeout", (tunnel, match, findings) -> {
                    tunnel.retransmissionMillis = Optional.empty();
                    tunnel.exponential = false;
                })
                .command("ikev2-ikesa max-retransmissions <count:int(0..100)>", (tunnel, match, findings) -> {
                    tunnel.maxRetransmissions = Optional.of(match.number("count"));
                    starOs(match.number("count"), 1, 8, findings);
                })
                .command(
                        "{ default | no } ikev2-ikesa max-retransmissions",
                        (tunnel, match, findings) -> tunnel.maxRetransmissions = Optional.empty())
                .command(
                        "ikev2-ikesa setup-timer <seconds:int(1..3600)>",
                        (tunnel, match, findings) -> tunnel.setupSeconds = Optional.of(match.number("seconds")))
                .command(
                        "{ default | no } ikev2-ikesa setup-timer",
                        (tunnel, match, findings) -> tunnel.setupSeconds = Optional.empty())
                .command("ikev2-ikesa allow-empty-ikesa", (tunnel, match, findings) -> tunnel.allowEmpty = true)
                .command(
                        "{ default | no } ikev2-ikesa allow-empty-ikesa",
                        (tunnel, match, findings) -> tunnel.allowEmpty = false)
                .command("ikev2-ikesa fragmentation [ mtu <octets:int(576..65535)> ]", (tunnel, match, findings) -> {
                    tunnel.fragmentation = true;
                    tunnel.fragmentMtu = match.findNumber("octets");
                })
                .command("no ikev2-ikesa fragmentation", (tunnel, match, findings) -> {
                    tunnel.fragmentation = false;
                    tunnel.fragmentMtu = Optional.empty();
                })
                .command("default ikev2-ikesa fragmentation", (tunnel, match, findings) -> {
                    tunnel.fragmentation = true;
                    tunnel.fragmentMtu = Optional.empty();
                })
                .command(
                        "keepalive { interval <interval:int(1..86400)> | timeout <timeout:int(1..3600)>"
                                + " | num-retry <retries:int(0..100)> }...",
                        IkeCommands::keepalive)
                .command("{ default | no } keepalive", (tunnel, match, findings) -> tunnel.keepalive = Optional.empty())
                .with(IkeCommands::natTraversal);
    }

    private static <B extends TunnelBuilder> void natTraversal(Mode.Builder<B> mode) {
        mode.command(
                        "natt [ include-header ] [ send-keepalive { idle-interval <idle:int(1..3600)>"
                                + " | interval <interval:int(1..3600)> }... ]",
                        (tunnel, match, findings) -> match.findNumber("idle")
                                .or(() -> match.findNumber("interval"))
                                .ifPresent(n -> tunnel.natKeepaliveSeconds = Optional.of(n)))
                .command(
                        "natt send-keepalive",
                        (tunnel, match, findings) -> tunnel.natKeepaliveSeconds = Optional.empty())
                .command(
                        "no natt send-keepalive",
                        (tunnel, match, findings) ->
                                tunnel.natKeepaliveSeconds = Optional.of(new Located<>(0L, match.at())))
                .command("natt force-encapsulation", (tunnel, match, findings) -> tunnel.forceEncapsulation = true)
                .command(
                        "{ default | no } natt force-encapsulation",
                        (tunnel, match, findings) -> tunnel.forceEncapsulation = false)
                .command("default natt", (tunnel, match, findings) -> {
                    tunnel.natKeepaliveSeconds = Optional.empty();
                    tunnel.forceEncapsulation = false;
                })
                .withoutEffect(
                        "no natt",
                        "NAT traversal is always on, and does nothing where there is no NAT",
                        "remove this line");
    }

    private static void transformSets(TunnelBuilder tunnel, Match match, Findings findings) {
        tunnel.ikeTransformSets.clear();
        for (String label : List.of("set", "listname", "more")) {
            tunnel.ikeTransformSets.addAll(match.values(label, String.class));
        }
        if (tunnel.ikeTransformSets.size() > STAROS_SETS) {
            findings.warning(
                    tunnel.ikeTransformSets.get(STAROS_SETS).at(),
                    "StarOS takes at most " + STAROS_SETS + " transform sets here; xfrmgate takes them all",
                    "nothing needs to be done");
        }
    }

    private static void keepalive(TunnelBuilder tunnel, Match match, Findings findings) {
        TunnelSettings.Keepalive old = tunnel.keepalive.orElse(
                new TunnelSettings.Keepalive(Optional.empty(), Optional.empty(), Optional.empty()));
        tunnel.keepalive = Optional.of(new TunnelSettings.Keepalive(
                match.findNumber("interval").or(old::intervalSeconds),
                match.findNumber("timeout").or(old::timeoutSeconds),
                match.findNumber("retries").or(old::retries)));
    }

    /** A value that StarOS would not take: worth a warning, for the file may have to go back there. */
    private static void starOs(Located<Long> value, long low, long high, Findings findings) {
        if (value.value() < low || value.value() > high) {
            findings.warning(
                    value.at(),
                    "StarOS takes " + low + " to " + high + " here; xfrmgate takes " + value.value(),
                    "nothing needs to be done");
        }
    }
}
