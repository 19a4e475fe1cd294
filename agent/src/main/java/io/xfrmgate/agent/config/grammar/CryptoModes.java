package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.TunnelBuilder.ForMap;
import io.xfrmgate.agent.config.grammar.TunnelBuilder.ForTemplate;
import io.xfrmgate.agent.config.model.CryptoTemplate.PeerNetwork;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** Crypto maps and crypto templates. */
final class CryptoModes {
    static final Mode<ForMap> MAP = new Mode.Builder<ForMap>("crypto map mode", Types.ALL)
            .command("match address <acl:name> [ <priority:int(0..4294967295)> ]", (map, match, findings) -> {
                map.accessList = Optional.of(match.text("acl"));
                map.priority = match.findNumber("priority");
            })
            .command("no match address [ <acl:name> ]", (map, match, findings) -> {
                map.accessList = Optional.empty();
                map.priority = Optional.empty();
            })
            .command(
                    "peer <address:address>",
                    (map, match, findings) -> map.peer = Optional.of(match.value("address", IpAddress.class)))
            .command("no peer", (map, match, findings) -> map.peer = Optional.empty())
            .command(
                    "local-address <address:address>",
                    (map, match, findings) -> map.localAddress = Optional.of(match.value("address", IpAddress.class)))
            .command("no local-address", (map, match, findings) -> map.localAddress = Optional.empty())
            .command("auto-start", (map, match, findings) -> map.autoStart = true)
            .command("{ default | no } auto-start", (map, match, findings) -> map.autoStart = false)
            .with(TunnelCommands::add)
            .build();

    static final Mode<ForTemplate> TEMPLATE = new Mode.Builder<ForTemplate>("crypto template mode", Types.ALL)
            .command(
                    "peer network { <network:prefix> | <address:address> mask <netmask:address> }"
                            + " [ pre-shared-key [ key ] <secret:secret> | encrypted pre-shared-key [ key ] <sealed:sealed> ]",
                    CryptoModes::peerNetwork)
            .command("no peer network <network:prefix>", (template, match, findings) -> {
                AddressRange network =
                        match.value("network", AddressRange.class).value();
                if (template.peerNetworks.remove(network) == null) {
                    findings.warning(match.at(), "there is no such peer network up to here", "remove this line");
                }
            })
            .with(TunnelCommands::add)
            .build();

    private CryptoModes() {}

    private static void peerNetwork(ForTemplate template, Match match, Findings findings) {
        Optional<Located<AddressRange>> network =
                match.find("network", AddressRange.class).or(() -> masked(match, findings));
        network.ifPresent(n -> template.peerNetworks.put(n.value(), new PeerNetwork(n, Secrets.find(match))));
    }

    private static Optional<Located<AddressRange>> masked(Match match, Findings findings) {
        Located<IpAddress> address = match.value("address", IpAddress.class);
        Located<IpAddress> mask = match.value("netmask", IpAddress.class);
        long inverse = ~mask.value().low() & 0xFFFF_FFFFL;
        if (address.value().isV6() || mask.value().isV6() || Long.bitCount(inverse + 1) != 1) {
            findings.error(
                    mask.at(),
                    "this is no mask of an IPv4 network",
                    "a network mask such as 255.255.0.0",
                    "write the network as 10.1.0.0/16 or 2001:db8::/32, without mask");
            return Optional.empty();
        }
        return Optional.of(address.with(new AddressRange(address.value(), 32 - Long.bitCount(inverse))));
    }
}
