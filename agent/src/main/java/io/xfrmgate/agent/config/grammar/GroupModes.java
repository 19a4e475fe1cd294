package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** Groups of crypto maps, and maps whose keys are in the file. */
final class GroupModes {
    static final Mode<GroupBuilder> GROUP = new Mode.Builder<GroupBuilder>("crypto group mode", Types.ALL)
            .command("match address <acl:name> [ <priority:int(0..4294967295)> ]", (group, match, findings) -> {
                group.accessList = Optional.of(match.text("acl"));
                group.priority = match.findNumber("priority");
            })
            .command("no match address [ <acl:name> ]", (group, match, findings) -> {
                group.accessList = Optional.empty();
                group.priority = Optional.empty();
            })
            .command(
                    "match ip pool pool-name <pool:name>",
                    (group, match, findings) -> group.pool = Optional.of(match.text("pool")))
            .command(
                    "no match ip pool [ pool-name <pool:name> ]",
                    (group, match, findings) -> group.pool = Optional.empty())
            .command(
                    "switchover auto [ do-not-revert ]",
                    (group, match, findings) -> group.switchover = Optional.of(
                            match.has("do-not-revert")
                                    ? CryptoGroup.Switchover.AUTO_DO_NOT_REVERT
                                    : CryptoGroup.Switchover.AUTO))
            .command(
                    "{ default | no } switchover [ auto ]",
                    (group, match, findings) -> group.switchover = Optional.empty())
            .build();

    static final Mode<ManualMapBuilder> MANUAL = new Mode.Builder<ManualMapBuilder>("manual crypto map mode", Types.ALL)
            .command("match address <acl:name> [ <priority:int(0..4294967295)> ]", (map, match, findings) -> {
                map.accessList = Optional.of(match.text("acl"));
                map.priority = match.findNumber("priority");
            })
            .command("no match address [ <acl:name> ]", (map, match, findings) -> {
                map.accessList = Optional.empty();
                map.priority = Optional.empty();
            })
            .command(
                    "set peer <address:address>",
                    (map, match, findings) -> map.peer = Optional.of(match.value("address", IpAddress.class)))
            .command("no set peer [ <address:address> ]", (map, match, findings) -> map.peer = Optional.empty())
            .command(
                    "local-address <address:address>",
                    (map, match, findings) -> map.localAddress = Optional.of(match.value("address", IpAddress.class)))
            .command("no local-address", (map, match, findings) -> map.localAddress = Optional.empty())
            .command(
                    "set transform-set <set:name>",
                    (map, match, findings) -> map.transformSet = Optional.of(match.text("set")))
            .command(
                    "no set transform-set [ <set:name> ]",
                    (map, match, findings) -> map.transformSet = Optional.empty())
            .command(
                    "set session-key { inbound | outbound } { ah <spi:int(256..4294967295)>"
                            + " { key <key:hex> | encrypted key <sealed-key:sealed> }"
                            + " | esp <spi:int(256..4294967295)> { cipher <cipher:hex> | encrypted-cipher=encrypted cipher <sealed-cipher:sealed> }"
                            + " [ authenticator <authenticator:hex> | encrypted authenticator <sealed-authenticator:sealed> ] }",
                    GroupModes::sessionKey)
            .command("no set session-key { inbound | outbound }", (map, match, findings) -> {
                if (match.has("inbound")) {
                    map.inbound = Optional.empty();
                } else {
                    map.outbound = Optional.empty();
                }
            })
            .command(
                    "set control-dont-fragment { clear-bit | copy-bit }",
                    (map, match, findings) -> map.clearDontFragment = match.has("clear-bit"))
            .command(
                    "{ default | no } set control-dont-fragment [ clear-bit | copy-bit | set-bit ]",
                    (map, match, findings) -> map.clearDontFragment = false)
            .withoutEffect(
                    "set control-dont-fragment set-bit", KernelCommands.NO_SET_BIT, "write copy-bit or clear-bit")
            .withoutEffect(
                    "[ default | no ] set { ip | ipv6 } mtu [ <mtu:int(68..65535)> ]",
                    "the kernel finds the path's MTU, and fragments as RFC 4301 section 8 says",
                    "set the MTU of the interface or of the route, if it has to be smaller")
            .build();

    private GroupModes() {}

    private static void sessionKey(ManualMapBuilder map, Match match, Findings findings) {
        boolean esp = match.has("esp");
        ManualMap.SessionKey key = new ManualMap.SessionKey(
                esp,
                match.number("spi"),
                esp ? Secrets.find(match, "cipher", "sealed-cipher") : Optional.empty(),
                esp
                        ? Secrets.find(match, "authenticator", "sealed-authenticator")
                        : Secrets.find(match, "key", "sealed-key"));
        if (match.has("inbound")) {
            map.inbound = Optional.of(key);
        } else {
            map.outbound = Optional.of(key);
        }
    }
}
