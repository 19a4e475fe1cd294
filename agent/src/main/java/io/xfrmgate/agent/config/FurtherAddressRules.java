package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.MultiHoming;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.stream.Stream;

/** Whether a map's {@code additional-address} leads to tunnels, see {@link FurtherAddresses}; in a template it never does. */
final class FurtherAddressRules {
    private final ContextSection context;
    private final Findings findings;

    FurtherAddressRules(ContextSection context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    void check(CryptoMap map) {
        MultiHoming more = map.tunnel().multiHoming();
        List<Located<IpAddress>> all = Stream.concat(more.peerAddresses().stream(), more.localAddresses().stream())
                .toList();
        all.stream()
                .filter(further -> further.value().isV6() != map.v6())
                .forEach(further -> findings.error(
                        further.at(),
                        "the address is not of the family of crypto map \"" + map.name() + "\"",
                        map.v6() ? "an IPv6 address" : "an IPv4 address",
                        "correct the address"));
        if (all.isEmpty() || map.peer().isEmpty() || map.localAddress().isEmpty()) {
            return;
        }
        if (map.group().isPresent()) {
            none(all, "maps of a group protect what the group says", "make a map of its own for the other address");
        } else if (map.accessList().isEmpty()) {
            none(all, "the map has no access list whose hosts it could replace", "write match address ACL");
        } else if (map.accessList()
                .flatMap(acl -> context.accessList(acl.value()))
                .filter(list -> FurtherAddresses.of(map, list).isEmpty())
                .isPresent()) {
            none(
                    all,
                    "no rule of the map's access list names the host that it could replace",
                    "write a rule from host " + map.localAddress().get() + " to host "
                            + map.peer().get());
        }
    }

    private void none(List<Located<IpAddress>> addresses, String why, String fix) {
        findings.warning(addresses.getFirst().at(), "additional-address has no effect: " + why, fix);
    }

    void check(CryptoTemplate template) {
        MultiHoming more = template.tunnel().multiHoming();
        more.peerAddresses().stream()
                .findFirst()
                .ifPresent(a -> findings.warning(
                        a.at(),
                        "peer additional-address has no effect in a template, which knows its peers by networks",
                        "write initiate-on-traffic and peer network, which lead to each address of a peer"));
        more.localAddresses().stream()
                .findFirst()
                .ifPresent(a -> findings.warning(
                        a.at(),
                        "local additional-address has no effect in a template, which services bind to addresses",
                        "bind the template to that address too, in its service"));
    }
}
