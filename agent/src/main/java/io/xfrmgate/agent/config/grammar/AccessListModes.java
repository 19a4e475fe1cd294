package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.ContextBuilder.AccessListBuilder;
import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;
import java.util.Set;

/** Access lists: one mode for each address family, with the same commands. */
final class AccessListModes {
    static final Mode<AccessListBuilder> IPV4 = mode("ip access-list mode");
    static final Mode<AccessListBuilder> IPV6 = mode("ipv6 access-list mode");

    private static final Set<Integer> WITH_PORTS = Set.of(6, 17, 132);
    private static final long ALL = 0xFFFF_FFFFL;

    private AccessListModes() {}

    private static Mode<AccessListBuilder> mode(String title) {
        String rule = "[ permit | deny ] [ log ] [ <protocol:protocol> ] " + end("source") + " " + end("destination");
        return new Mode.Builder<AccessListBuilder>(title, Types.ALL)
                .command(
                        rule,
                        (list, match, findings) -> rule(list, match, findings).ifPresent(list.rules::add))
                .command("no " + rule, (list, match, findings) -> {
                    Optional<Located<AccessList.Rule>> gone = rule(list, match, findings);
                    if (gone.isPresent() && !list.rules.remove(gone.get())) {
                        findings.warning(match.at(), "there is no such rule up to here", "remove this line");
                    }
                })
                .build();
    }

    private static String end(String side) {
        return ("{ SIDE-any=any | host <SIDE-host:address> | <SIDE:address> <SIDE-wildcard:address> | <SIDE-net:prefix> }"
                        + " [ SIDE-eq=eq <SIDE-port:int(0..65535)> | SIDE-neq=neq <SIDE-port:int(0..65535)>"
                        + " | SIDE-gt=gt <SIDE-port:int(0..65534)> | SIDE-lt=lt <SIDE-port:int(1..65535)>"
                        + " | SIDE-range=range <SIDE-first:int(0..65535)> <SIDE-last:int(0..65535)> ]")
                .replace("SIDE", side);
    }

    private static Optional<Located<AccessList.Rule>> rule(AccessListBuilder list, Match match, Findings findings) {
        if (match.has("log")) {
            findings.warning(
                    match.at(),
                    "log has no effect: the kernel protects packets and does not log them",
                    "leave log out");
        }
        int protocol = match.find("protocol", Integer.class).map(Located::value).orElse(0);
        Optional<AccessList.End> source = end(list, match, "source", protocol, findings);
        Optional<AccessList.End> destination = end(list, match, "destination", protocol, findings);
        if (source.isEmpty() || destination.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Located<>(
                new AccessList.Rule(!match.has("deny"), protocol, source.get(), destination.get()), match.at()));
    }

    private static Optional<AccessList.End> end(
            AccessListBuilder list, Match match, String side, int protocol, Findings findings) {
        Optional<Located<AddressRange>> network = network(list, match, side, findings);
        if (network.isEmpty()) {
            return Optional.empty();
        }
        if (network.get().value().network().isV6() != list.v6) {
            findings.error(
                    network.get().at(),
                    "the address is not of this list's family",
                    list.v6 ? "an IPv6 address" : "an IPv4 address",
                    list.v6 ? "put the rule into an ip access-list" : "put the rule into an ipv6 access-list");
            return Optional.empty();
        }
        Optional<AccessList.Ports> ports = ports(match, side, findings);
        if (ports.isPresent() && !WITH_PORTS.contains(protocol)) {
            findings.error(
                    match.at(),
                    "the rule compares ports, but its protocol has none",
                    "tcp, udp or sctp as the protocol",
                    "name the protocol, or leave the ports out");
            return Optional.empty();
        }
        return Optional.of(new AccessList.End(network.get().value(), ports));
    }

    private static Optional<Located<AddressRange>> network(
            AccessListBuilder list, Match match, String side, Findings findings) {
        if (match.has(side + "-any")) {
            return Optional.of(new Located<>(new AddressRange(IpAddress.any(list.v6), 0), match.at()));
        }
        Optional<Located<IpAddress>> host = match.find(side + "-host", IpAddress.class);
        if (host.isPresent()) {
            return host.map(h -> h.with(AddressRange.host(h.value())));
        }
        Optional<Located<AddressRange>> prefix = match.find(side + "-net", AddressRange.class);
        if (prefix.isPresent()) {
            return prefix;
        }
        Located<IpAddress> address = match.value(side, IpAddress.class);
        Located<IpAddress> wildcard = match.value(side + "-wildcard", IpAddress.class);
        return prefixLength(list, wildcard, findings)
                .map(length -> address.with(new AddressRange(address.value(), length)));
    }

    /** The prefix length that a wildcard mask (zero bits are compared) stands for. */
    private static Optional<Integer> prefixLength(
            AccessListBuilder list, Located<IpAddress> wildcard, Findings findings) {
        if (wildcard.value().isV6() || list.v6) {
            findings.error(
                    wildcard.at(),
                    "wildcard masks are for IPv4",
                    "a prefix length behind the address",
                    "write the network as 2001:db8::/32");
            return Optional.empty();
        }
        long mask = wildcard.value().low();
        if (Long.bitCount(mask + 1) == 1) {
            return Optional.of(32 - Long.bitCount(mask));
        }
        long inverse = ~mask & ALL;
        boolean netmask = Long.bitCount(inverse + 1) == 1;
        findings.error(
                wildcard.at(),
                netmask
                        ? "this is a network mask; access lists take wildcard masks, whose zero bits are compared"
                        : "the wildcard mask is not one run of zeros and one of ones, so that it is no range of addresses",
                "a wildcard mask such as 0.0.255.255",
                netmask ? "write " + new IpAddress(0, inverse, false) : "write one rule for each network");
        return Optional.empty();
    }

    private static Optional<AccessList.Ports> ports(Match match, String side, Findings findings) {
        if (match.has(side + "-range")) {
            Located<Long> first = match.number(side + "-first");
            Located<Long> last = match.number(side + "-last");
            if (first.value() > last.value()) {
                findings.error(
                        last.at(),
                        "the range of ports is empty",
                        "a port not below " + first.value(),
                        "write the lower port first");
                return Optional.empty();
            }
            return Optional.of(new AccessList.Ports(
                    AccessList.Comparison.RANGE,
                    first.value().intValue(),
                    last.value().intValue()));
        }
        for (AccessList.Comparison comparison : AccessList.Comparison.values()) {
            if (match.has(side + "-" + comparison.keyword())) {
                int port = match.number(side + "-port").value().intValue();
                return Optional.of(new AccessList.Ports(comparison, port, port));
            }
        }
        return Optional.empty();
    }
}
