package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Groups, manual maps, and what is kept without effect. */
final class ContextRules {
    private static final String LATER = "nothing needs to be done; it comes with a later release";

    private final ContextSection context;
    private final ManualSas manualSas;
    private final Findings findings;

    ContextRules(ContextSection context, ManualSas manualSas, Findings findings) {
        this.context = context;
        this.manualSas = manualSas;
        this.findings = findings;
    }

    void check() {
        context.groups().forEach(this::group);
        memberships();
        context.manualMaps().forEach(this::manual);
        context.recorded().forEach(section -> notYet(section.header().at(), "this"));
        for (Service service : context.services()) {
            service.recorded().forEach(line -> notYet(line.at(), "this"));
        }
        context.maps().forEach(map -> offload(map.tunnel().kernel()));
        context.templates().forEach(template -> offload(template.tunnel().kernel()));
    }

    private void offload(TunnelSettings.Kernel kernel) {
        if (kernel.tfcPadding().filter(padding -> padding.value() != 0).isPresent()) {
            kernel.offload()
                    .ifPresent(o -> findings.warning(
                            o.device().at(),
                            "tunnel packets are padded (tfc-padding), and the kernel hands such states to no card",
                            "remove this line, or tfc-padding"));
        }
    }

    private void notYet(Position at, String what) {
        findings.warning(at, what + " is not yet in effect", LATER);
    }

    private void group(CryptoGroup group) {
        Located<String> what = group.name().with("crypto group \"" + group.name() + "\"");
        if (group.pool().isEmpty()) {
            accessList(group.accessList(), what);
            return;
        }
        Located<String> pool = group.pool().get();
        PoolRules.reference(context, pool, findings);
        group.accessList()
                .ifPresent(acl -> findings.error(
                        acl.at(),
                        what.value() + " protects the addresses of pool \"" + pool + "\", wherever they send",
                        "either match address, or match ip pool",
                        "remove this line, or write no match ip pool"));
    }

    private void accessList(Optional<Located<String>> accessList, Located<String> what) {
        if (accessList.isEmpty()) {
            missing(what, "an access list", "match address ACL");
        } else if (context.accessList(accessList.get().value()).isEmpty()) {
            List<String> known =
                    context.accessLists().stream().map(a -> a.name().value()).toList();
            ConfigValidator.unknown(findings, accessList.get(), "ip access-list", known);
        }
    }

    /** A group has one primary and at most one secondary map. */
    private void memberships() {
        Map<String, String> members = new HashMap<>();
        for (CryptoMap map : context.maps()) {
            if (map.group().isEmpty()) {
                continue;
            }
            CryptoGroup.Membership membership = map.group().get();
            if (context.group(membership.group().value()).isEmpty()) {
                List<String> known =
                        context.groups().stream().map(g -> g.name().value()).toList();
                ConfigValidator.unknown(findings, membership.group(), "crypto group", known);
            }
            String role = membership.primary() ? "primary" : "secondary";
            String other =
                    members.put(role + " " + membership.group(), map.name().value());
            if (other != null) {
                findings.error(
                        membership.group().at(),
                        "crypto group \"" + membership.group() + "\" has crypto map \"" + other + "\" as " + role
                                + " already",
                        membership.primary() ? "secondary" : "primary",
                        "choose the other role, or another group");
            }
            map.accessList()
                    .ifPresent(acl -> findings.error(
                            acl.at(),
                            "this map is in crypto group \"" + membership.group()
                                    + "\", whose access list says what is protected",
                            "match address in the group only",
                            "remove this line, or no match crypto-group in the map"));
        }
        for (CryptoGroup group : context.groups()) {
            if (!members.containsKey("primary " + group.name())
                    && !findings.isIncomplete(group.name().at())) {
                findings.error(
                        group.name().at(),
                        "crypto group \"" + group.name() + "\" has no primary crypto map",
                        "a crypto map with match crypto-group " + group.name() + " primary",
                        "write that command in a crypto map");
            }
        }
    }

    private void manual(ManualMap map) {
        Located<String> what = map.name().with("crypto map \"" + map.name() + "\"");
        accessList(map.accessList(), what);
        require(map.peer(), what, "the peer's address", "set peer ADDRESS");
        require(map.localAddress(), what, "our own address", "local-address ADDRESS");
        require(map.transformSet(), what, "its algorithms", "set transform-set NAME");
        require(
                map.inbound(),
                what,
                "its inbound keys",
                "set session-key inbound esp SPI cipher KEY authenticator KEY");
        require(
                map.outbound(),
                what,
                "its outbound keys",
                "set session-key outbound esp SPI cipher KEY authenticator KEY");
        map.transformSet()
                .filter(set -> context.ipsecTransformSet(set.value()).isEmpty())
                .ifPresent(set -> ConfigValidator.unknown(
                        findings,
                        set,
                        "ipsec transform-set",
                        context.ipsecTransformSets().stream()
                                .map(s -> s.name().value())
                                .toList()));
        if (map.peer().isPresent()
                && map.localAddress().isPresent()
                && map.peer().get().value().isV6()
                        != map.localAddress().get().value().isV6()) {
            findings.error(
                    map.localAddress().get().at(),
                    "the two addresses of " + what + " are not of one family",
                    "an address of the peer's family",
                    "correct one of the addresses");
        }
        manualSas.check(map, findings);
    }

    private void require(Optional<?> setting, Located<String> what, String missing, String command) {
        if (setting.isEmpty()) {
            missing(what, missing, command);
        }
    }

    private void missing(Located<String> what, String missing, String command) {
        if (!findings.isIncomplete(what.at())) {
            findings.error(what.at(), what + " lacks " + missing, command, "add that command to " + what);
        }
    }
}
