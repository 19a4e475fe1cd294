package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.TunnelBuilder.PayloadBuilder;
import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/** What one Child SA of a map or template may be. */
final class PayloadMode {
    private static final String PORTS =
            " [ start-port <start-port:int(0..65535)> end-port <end-port:int(0..65535)> ] [ protocol <protocol:protocol> ]";

    static final Mode<PayloadBuilder> MODE = new Mode.Builder<PayloadBuilder>("payload mode", Types.ALL)
            .command("ipsec transform-set list <set:name>...", PayloadMode::transformSets)
            .command("ipsec transform-setlist <set:name>...", PayloadMode::transformSets)
            .command(
                    "{ default | no } ipsec transform-set list",
                    (payload, match, findings) -> payload.transformSets.clear())
            .command(
                    "lifetime { [ seconds ] <seconds:int(1..4294967295)>"
                            + " | kilo-bytes <kilo-bytes:int(1..9007199254740991)>"
                            + " | packets <packets:int(1..9007199254740991)> }...",
                    (payload, match, findings) -> {
                        match.findNumber("seconds").ifPresent(n -> payload.lifetimeSeconds = Optional.of(n));
                        match.findNumber("kilo-bytes").ifPresent(n -> payload.lifetimeKiloBytes = Optional.of(n));
                        match.findNumber("packets").ifPresent(n -> payload.lifetimePackets = Optional.of(n));
                    })
            .command("{ default | no } lifetime", (payload, match, findings) -> payload.defaultLifetime())
            .command("rekey [ keepalive ]", (payload, match, findings) -> payload.rekey = true)
            .command("{ default | no } rekey", (payload, match, findings) -> payload.rekey = false)
            .command(
                    "tsr start-address { start-any=any | <start:address> } end-address { end-any=any | <end:address> }"
                            + PORTS,
                    (payload, match, findings) -> selector(match, findings).ifPresent(payload.ours::add))
            .command("{ default | no } tsr", (payload, match, findings) -> payload.ours.clear())
            .command(
                    "tsi start-address { start-any=any | start-endpoint=endpoint | <start:address> }"
                            + " end-address { end-any=any | end-endpoint=endpoint | <end:address> }" + PORTS,
                    (payload, match, findings) -> selector(match, findings).ifPresent(payload.theirs::add))
            .command("{ default | no } tsi", (payload, match, findings) -> payload.theirs.clear())
            .command(
                    "{ ip-address-alloc | ip-address-allocation } { dynamic [ pool <pool:name>... ] | home-address }",
                    (payload, match, findings) -> payload.allocation = Optional.of(new Located<>(
                            new AddressAllocation(
                                    match.has("dynamic")
                                            ? AddressAllocation.Kind.DYNAMIC
                                            : AddressAllocation.Kind.HOME_ADDRESS,
                                    match.values("pool", String.class)),
                            match.at())))
            .command(
                    "{ default | no } { ip-address-alloc | ip-address-allocation }",
                    (payload, match, findings) -> payload.allocation = Optional.empty())
            .command(
                    "match address <acl:name>",
                    (payload, match, findings) -> payload.accessList = Optional.of(match.text("acl")))
            .command(
                    "no match address [ <acl:name> ]",
                    (payload, match, findings) -> payload.accessList = Optional.empty())
            .command(
                    "maximum-child-sa <count:int(1..1000000)>",
                    (payload, match, findings) -> payload.maximumChildSas = Optional.of(match.number("count")))
            .command(
                    "{ default | no } maximum-child-sa",
                    (payload, match, findings) -> payload.maximumChildSas = Optional.empty())
            .command(
                    "maximum-tsr <count:int(1..32)>",
                    (payload, match, findings) -> payload.maximumTsr = Optional.of(match.number("count")))
            .command(
                    "{ default | no } maximum-tsr", (payload, match, findings) -> payload.maximumTsr = Optional.empty())
            .command("ignore-rekeying-requests", (payload, match, findings) -> payload.ignoreRekeying = true)
            .command(
                    "{ default | no } ignore-rekeying-requests",
                    (payload, match, findings) -> payload.ignoreRekeying = false)
            .build();

    private PayloadMode() {}

    private static void transformSets(PayloadBuilder payload, Match match, Findings findings) {
        payload.transformSets.clear();
        payload.transformSets.addAll(match.values("set", String.class));
        if (payload.transformSets.size() > 4) {
            findings.warning(
                    payload.transformSets.get(4).at(),
                    "StarOS takes at most 4 transform sets here; xfrmgate takes them all",
                    "nothing needs to be done");
        }
    }

    private static Optional<Located<Payload.Selector>> selector(Match match, Findings findings) {
        int protocol = match.find("protocol", Integer.class).map(Located::value).orElse(0);
        int startPort =
                match.findNumber("start-port").map(n -> n.value().intValue()).orElse(0);
        int endPort =
                match.findNumber("end-port").map(n -> n.value().intValue()).orElse(0xFFFF);
        if (startPort > endPort) {
            return wrong(
                    match.number("end-port"), "the range of ports is empty", "write the lower port first", findings);
        }
        for (String word : List.of("any", "endpoint")) {
            if (match.has("start-" + word) != match.has("end-" + word)) {
                return wrong(
                        new Located<>(word, match.at()),
                        "start-address and end-address are not of one kind",
                        "write two addresses, or the word " + word + " twice",
                        findings);
            }
        }
        if (match.has("start-any")) {
            return Optional.of(new Located<>(new Payload.Everything(protocol, startPort, endPort), match.at()));
        }
        if (match.has("start-endpoint")) {
            return Optional.of(new Located<>(new Payload.Endpoint(protocol, startPort, endPort), match.at()));
        }
        Located<IpAddress> start = match.value("start", IpAddress.class);
        Located<IpAddress> end = match.value("end", IpAddress.class);
        if (start.value().isV6() != end.value().isV6()) {
            return wrong(
                    end, "the two addresses are not of one family", "write two IPv4 or two IPv6 addresses", findings);
        }
        if (start.value().compareTo(end.value()) > 0) {
            return wrong(end, "the range of addresses is empty", "write the lower address first", findings);
        }
        return Optional.of(
                new Located<>(new Payload.Range(start.value(), end.value(), protocol, startPort, endPort), match.at()));
    }

    private static Optional<Located<Payload.Selector>> wrong(
            Located<?> what, String message, String fix, Findings findings) {
        findings.error(what.at(), message, "", fix);
        return Optional.empty();
    }
}
