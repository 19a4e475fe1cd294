package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a crypto map or template needs, and what in it does not go together. */
final class TunnelRules {
    private final ConfigModel model;
    private final ContextSection context;
    private final Findings findings;

    TunnelRules(ConfigModel model, ContextSection context, Findings findings) {
        this.model = model;
        this.context = context;
        this.findings = findings;
    }

    void check(CryptoMap map) {
        Located<String> what = map.name().with("crypto map \"" + map.name() + "\"");
        common(what, map.tunnel(), map.tunnel().policy().remoteSecretList().isPresent());
        address(map.peer(), map.v6(), what, "peer");
        address(map.localAddress(), map.v6(), what, "local-address");
        new FurtherAddressRules(context, findings).check(map);
        map.priority()
                .filter(p -> p.value() > PeerFactory.MAX_MAP_PRIORITY)
                .ifPresent(p -> findings.warning(
                        p.at(),
                        "priorities above " + PeerFactory.MAX_MAP_PRIORITY + " count as that number in the kernel",
                        "use smaller numbers"));
        map.pool().ifPresent(match -> pool(map, match));
        if (map.group().isPresent()) {
            Optional<CryptoGroup> group =
                    map.group().flatMap(member -> context.group(member.group().value()));
            group.flatMap(CryptoGroup::accessList)
                    .filter(acl -> context.accessList(acl.value()).isPresent())
                    .ifPresent(acl -> protectedBy(map, acl));
            group.flatMap(CryptoGroup::pool)
                    .filter(pool -> !context.poolsNamed(pool.value()).isEmpty())
                    .ifPresent(pool -> protectedBy(map, PoolTraffic.accessList(context, pool), pool));
            return;
        }
        if (map.accessList().isPresent()) {
            protectedBy(map, map.accessList().get());
            return;
        }
        if (map.pool().isPresent()) {
            return;
        }
        for (Payload payload : map.tunnel().payloads()) {
            boolean silent = payload.ours().isEmpty() || payload.theirs().isEmpty();
            if (silent && !findings.isIncomplete(what.at())) {
                findings.error(
                        payload.name().at(),
                        what + " has no access list, and payload \"" + payload.name()
                                + "\" does not say what to protect",
                        "match address ACL in the map, or tsr and tsi in the payload",
                        "write match address with the name of an access list in the map");
            }
        }
    }

    private void pool(CryptoMap map, CryptoMap.PoolMatch match) {
        Located<String> name = match.pool();
        PoolRules.reference(context, name, findings);
        if (map.accessList().isPresent() || map.group().isPresent()) {
            findings.error(
                    name.at(),
                    map.group().isPresent()
                            ? "this map is in a crypto group, which says what is protected"
                            : "this map has an access list already, which says what is protected",
                    "match ip pool alone",
                    "remove this line, or the other one");
            return;
        }
        List<AddressPool> pools = context.poolsNamed(name.value());
        AccessList list = PoolTraffic.accessList(context, match);
        if (!pools.isEmpty() && list.rules().isEmpty()) {
            findings.error(
                    match.destination().map(Located::at).orElse(name.at()),
                    "pool \"" + name + "\" has no addresses of the family of the destination network",
                    pools.getFirst().v6() ? "an IPv6 network" : "an IPv4 network",
                    "give a network of the pool's family");
        } else if (!pools.isEmpty()) {
            protectedBy(map, list, name);
        }
    }

    void check(CryptoTemplate template) {
        new FurtherAddressRules(context, findings).check(template);
        Located<String> what = template.name().with("crypto template \"" + template.name() + "\"");
        boolean allHaveSecrets = !template.peerNetworks().isEmpty()
                && template.peerNetworks().stream().allMatch(p -> p.secret().isPresent());
        TunnelSettings tunnel = template.tunnel();
        tunnel.local()
                .filter(method -> method.value() instanceof AuthenticationMethod.EapClient)
                .ifPresent(method -> findings.error(
                        method.at(),
                        "who is called can not prove itself by EAP, and the peers of a template call us",
                        "certificate or pre-shared-key",
                        "write authentication local certificate, or use a crypto map"));
        common(
                what,
                tunnel,
                allHaveSecrets || tunnel.policy().remoteSecretList().isPresent());
    }

    private void common(Located<String> what, TunnelSettings tunnel, boolean peersHaveKeys) {
        boolean eap = tunnel.remote()
                .filter(m -> m.value() instanceof AuthenticationMethod.Eap)
                .isPresent();
        boolean eapAlone = tunnel.remote()
                .filter(m -> m.value() instanceof AuthenticationMethod.Eap method
                        && context.eapProfile(method.profile().value())
                                .filter(EapProfile::eapOnly)
                                .isPresent())
                .isPresent();
        if (eap && tunnel.local().isEmpty() && !eapAlone) {
            findings.warning(
                    what.at(),
                    what + " does not say how we authenticate to peers that use EAP",
                    "write authentication local certificate, and certificate NAME");
        } else if (!eap && !peersHaveKeys && tunnel.local().isEmpty()) {
            missing(what, "our secret", "authentication local pre-shared-key key SECRET");
        }
        if (!peersHaveKeys && tunnel.remote().isEmpty()) {
            missing(what, "the peer's secret", "authentication remote pre-shared-key key SECRET");
        }
        if (tunnel.ikeTransformSets().isEmpty()) {
            findings.warning(
                    what.at(),
                    what + " names no ikev2-ikesa transform-set, and offers the defaults of such a set",
                    "write ikev2-ikesa transform-set list NAME");
        }
        if (tunnel.payloads().isEmpty()) {
            missing(what, "a payload", "payload NAME match ipv4, and in it ipsec transform-set list NAME");
        }
        new CertificateRules(model.pki(), findings).check(what, tunnel);
        new PolicyRules(context, findings).check(tunnel);
        Effect.of(context, tunnel)
                .ifPresent(obstacle ->
                        findings.warning(what.at(), what + " is not in effect: " + obstacle.text(), obstacle.fix()));
        ikeTransformSets(tunnel);
        tunnel.payloads().forEach(payload -> payload(payload, tunnel));
        setupTime(tunnel);
    }

    private void ikeTransformSets(TunnelSettings tunnel) {
        List<String> known =
                context.ikeTransformSets().stream().map(s -> s.name().value()).toList();
        Set<Long> lifetimes = new HashSet<>();
        for (Located<String> name : tunnel.ikeTransformSets()) {
            Optional<IkeTransformSet> set = context.ikeTransformSet(name.value());
            if (set.isEmpty()) {
                ConfigValidator.unknown(findings, name, "ikev2-ikesa transform-set", known);
                continue;
            }
            lifetimes.add(Defaults.orElse(set.get().lifetimeSeconds(), Defaults.LIFETIME_SECONDS));
            if (lifetimes.size() == 2) {
                findings.warning(
                        name.at(),
                        "the transform sets of this list have different lifetimes; that of the first one holds",
                        "give them one lifetime");
            }
        }
    }

    private void payload(Payload payload, TunnelSettings tunnel) {
        if (payload.transformSets().isEmpty()) {
            missing(
                    payload.name().with("payload \"" + payload.name() + "\""),
                    "its algorithms",
                    "ipsec transform-set list NAME");
        }
        List<String> known =
                context.ipsecTransformSets().stream().map(s -> s.name().value()).toList();
        Set<IpsecMode> modes = new HashSet<>();
        boolean noReplayWindow = Defaults.orElse(tunnel.kernel().replayWindow(), 1) == 0;
        for (Located<String> name : payload.transformSets()) {
            Optional<IpsecTransformSet> set = context.ipsecTransformSet(name.value());
            if (set.isEmpty()) {
                ConfigValidator.unknown(findings, name, "ipsec transform-set", known);
                continue;
            }
            modes.add(Defaults.mode(set.get()));
            if (modes.size() == 2) {
                findings.error(
                        name.at(),
                        "the transform sets of this list have different modes",
                        "tunnel or transport in all of them",
                        "make a payload for each mode");
                return;
            }
            if (noReplayWindow && set.get().esn() != IpsecTransformSet.Esn.OFF) {
                findings.error(
                        name.at(),
                        "transform set \"" + name + "\" has extended sequence numbers, which the kernel takes only with"
                                + " a replay window",
                        "a replay window of at least 1",
                        "write replay-window 64, or no esn in the transform set");
            }
        }
        selectors(payload);
    }

    private void selectors(Payload payload) {
        for (Located<Payload.Selector> selector : payload.ours()) {
            family(payload, selector);
        }
        for (Located<Payload.Selector> selector : payload.theirs()) {
            family(payload, selector);
        }
        if (payload.ours().size() > 4) {
            findings.warning(
                    payload.ours().get(4).at(),
                    "StarOS sends at most 4 traffic selectors; xfrmgate sends them all",
                    "see that the peer takes so many");
        }
    }

    private void family(Payload payload, Located<Payload.Selector> selector) {
        if (selector.value() instanceof Payload.Range range
                && !Selectors.fits(payload.family(), range.start().isV6())) {
            findings.error(
                    selector.at(),
                    "the addresses are not of the family that payload \"" + payload.name() + "\" matches",
                    payload.family() == Payload.Family.IPV4 ? "IPv4 addresses" : "IPv6 addresses",
                    "correct the addresses, or let the payload match the other family");
        }
    }

    /** Retransmissions that end after the set-up timer are of no use. */
    private void setupTime(TunnelSettings tunnel) {
        long millis = Defaults.retransmissionMillis(tunnel);
        long total = 0;
        for (int i = 0; i <= Defaults.maxRetransmissions(tunnel) && total < 3_600_000; i++) {
            total +=
                    tunnel.ike().exponential() ? Math.min(millis << Math.min(i, 20), Math.max(millis, 16_000)) : millis;
        }
        long setup = Defaults.orElse(tunnel.ike().setupSeconds(), Defaults.SETUP_SECONDS) * 1000;
        Optional<Located<Long>> cause = tunnel.ike()
                .setupSeconds()
                .or(() -> tunnel.ike().maxRetransmissions())
                .or(() -> tunnel.ike().retransmissionMillis());
        if (total > setup && cause.isPresent()) {
            findings.warning(
                    cause.get().at(),
                    "a set-up is given up after " + setup / 1000 + " s by ikev2-ikesa setup-timer, before the last of"
                            + " its retransmissions, which would end after " + total / 1000 + " s",
                    "write ikev2-ikesa setup-timer " + Math.min(3600, total / 1000 + 1)
                            + ", or let there be fewer retransmissions");
        }
    }

    private void protectedBy(CryptoMap map, Located<String> name) {
        Optional<AccessList> found = context.accessList(name.value());
        if (found.isEmpty()) {
            List<String> known =
                    context.accessLists().stream().map(a -> a.name().value()).toList();
            ConfigValidator.unknown(findings, name, map.v6() ? "ipv6 access-list" : "ip access-list", known);
            return;
        }
        rules(found.get(), name);
        protectedBy(map, found.get(), name);
    }

    private void protectedBy(CryptoMap map, AccessList list, Located<String> name) {
        for (Payload payload : map.tunnel().payloads()) {
            payload.ours().stream()
                    .findFirst()
                    .or(() -> payload.theirs().stream().findFirst())
                    .ifPresent(s -> findings.error(
                            s.at(),
                            "this map's selectors come from access list \"" + name + "\"",
                            "either match address in the map, or tsr and tsi in its payloads",
                            "remove this line, or no match address in the map"));
        }
        List<Payload> fitting = map.tunnel().payloads().stream()
                .filter(p -> Selectors.fits(p.family(), list.v6()))
                .toList();
        if (fitting.isEmpty() && !map.tunnel().payloads().isEmpty()) {
            findings.error(
                    map.tunnel().payloads().getFirst().name().at(),
                    "no payload of this map is for the addresses of access list \"" + name + "\"",
                    list.v6() ? "match ipv6" : "match ipv4",
                    "write payload NAME " + (list.v6() ? "match ipv6" : "match ipv4"));
        }
        map.tunnel().payloads().stream()
                .filter(p -> !fitting.isEmpty() && !p.equals(fitting.getFirst()))
                .forEach(p -> findings.warning(
                        p.name().at(),
                        "payload \"" + p.name() + "\" has no effect: access list \"" + name
                                + "\" takes the first payload of its family",
                        "remove it, or make another map for it"));
        if (!fitting.isEmpty()) {
            transport(map, list, fitting.getFirst());
        }
    }

    private void rules(AccessList list, Located<String> reference) {
        List<Located<AccessList.Rule>> rules = list.rules();
        boolean permits = rules.stream().anyMatch(r -> r.value().permit());
        if (!permits) {
            findings.error(
                    reference.at(),
                    "access list \"" + list.name() + "\" permits nothing, so that there is nothing to protect",
                    "a permit rule in the list",
                    "write permit ip SOURCE WILDCARD DESTINATION WILDCARD in the list");
            return;
        }
        int lastPermit = 0;
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).value().permit()) {
                lastPermit = i;
            }
        }
        for (Located<AccessList.Rule> rule : rules.subList(0, lastPermit)) {
            if (!rule.value().permit()) {
                findings.error(
                        rule.at(),
                        "a deny rule before a permit rule can not be carried over to a crypto map: IKE's selectors have no exceptions",
                        "permit rules only; what they do not name is not protected",
                        "write permit rules for exactly what is to be protected");
            }
        }
        int parts = Selectors.of(list).size();
        if (parts > 1) {
            findings.warning(
                    reference.at(),
                    "access list \"" + list.name() + "\" can not be one Child SA, and becomes " + parts
                            + "; StarOS takes one rule for a crypto map",
                    "see that the peer takes so many Child SAs");
        }
    }

    private void transport(CryptoMap map, AccessList list, Payload payload) {
        boolean transport = payload.transformSets().stream()
                .flatMap(s -> context.ipsecTransformSet(s.value()).stream())
                .anyMatch(s -> Defaults.mode(s) == IpsecMode.TRANSPORT);
        if (!transport || map.localAddress().isEmpty() || map.peer().isEmpty()) {
            return;
        }
        IpAddress local = map.localAddress().get().value();
        IpAddress peer = map.peer().get().value();
        for (Located<AccessList.Rule> rule : list.rules()) {
            boolean betweenUs = rule.value().source().network().contains(local)
                    && rule.value().destination().network().contains(peer);
            if (rule.value().permit() && !betweenUs) {
                findings.error(
                        rule.at(),
                        "transport mode protects traffic between the two gateways only, and this rule is about other addresses",
                        "host " + local + " as source, host " + peer + " as destination",
                        "correct the rule, or write mode tunnel in the transform set");
            }
        }
    }

    private void address(Optional<Located<IpAddress>> address, boolean v6, Located<String> what, String command) {
        if (address.isEmpty()) {
            missing(what, command.equals("peer") ? "the peer's address" : "our own address", command + " ADDRESS");
            return;
        }
        Located<IpAddress> given = address.get();
        if (given.value().isV6() != v6) {
            findings.error(
                    given.at(),
                    "the address is not of the family of " + what,
                    v6 ? "an IPv6 address" : "an IPv4 address",
                    "correct the address, or make the map of type " + (v6 ? "ikev2-ipv4" : "ikev2-ipv6"));
        } else if (given.value().isAny()) {
            findings.error(
                    given.at(),
                    "the unspecified address is no address of a gateway",
                    "the address of one interface",
                    "write the gateway's own address");
        }
    }

    private void missing(Located<String> what, String missing, String command) {
        if (!findings.isIncomplete(what.at())) { // else it may be what stands, misspelt, on a line already reported
            findings.error(what.at(), what + " lacks " + missing, command, "add that command to " + what);
        }
    }
}
