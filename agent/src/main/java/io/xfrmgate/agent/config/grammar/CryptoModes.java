package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.TunnelBuilder.ForMap;
import io.xfrmgate.agent.config.grammar.TunnelBuilder.ForTemplate;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate.PeerNetwork;
import io.xfrmgate.agent.config.model.Payload;
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
                    "match ip pool pool-name <pool:name> [ destination-network <network:prefix> ]",
                    (map, match, findings) -> map.pool = Optional.of(
                            new CryptoMap.PoolMatch(match.text("pool"), match.find("network", AddressRange.class))))
            .command(
                    "no match ip pool [ pool-name <pool:name> ]", (map, match, findings) -> map.pool = Optional.empty())
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
            .command(
                    "match crypto-group <group:name> { primary | secondary }",
                    (map, match, findings) -> map.group =
                            Optional.of(new CryptoGroup.Membership(match.text("group"), match.has("primary"))))
            .command("no match crypto-group [ <group:name> ]", (map, match, findings) -> map.group = Optional.empty())
            .command("request-address { ipv4 | ipv6 }...", (map, match, findings) -> {
                map.requestAddresses.clear();
                if (match.has("ipv4")) {
                    map.requestAddresses.add(Payload.Family.IPV4);
                }
                if (match.has("ipv6")) {
                    map.requestAddresses.add(Payload.Family.IPV6);
                }
            })
            .command("{ default | no } request-address", (map, match, findings) -> map.requestAddresses.clear())
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
            .command("initiate-on-traffic", (template, match, findings) -> template.initiateOnTraffic = true)
            .command(
                    "{ default | no } initiate-on-traffic",
                    (template, match, findings) -> template.initiateOnTraffic = false)
            .with(TunnelCommands::add)
            .build();

    private CryptoModes() {}

    private static void peerNetwork(ForTemplate template, Match match, Findings findings) {
        Optional<Located<AddressRange>> network = match.find("network", AddressRange.class)
                .or(() -> Masks.network(
                        match.value("address", IpAddress.class), match.value("netmask", IpAddress.class), findings));
        network.ifPresent(n -> template.peerNetworks.put(n.value(), new PeerNetwork(n, Secrets.find(match))));
    }
}
