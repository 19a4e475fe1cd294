package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.PayloadPolicy;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/** What a map or template allows its peers: references, and what does not go together. */
final class PolicyRules {
    private final ContextSection context;
    private final Findings findings;

    PolicyRules(ContextSection context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    void check(TunnelSettings tunnel) {
        TunnelPolicy policy = tunnel.policy();
        policy.remoteSecretList()
                .filter(list -> context.remoteSecretList(list.value()).isEmpty())
                .ifPresent(list -> ConfigValidator.unknown(
                        findings,
                        list,
                        "remote-secret-list",
                        context.remoteSecretLists().stream()
                                .map(l -> l.name().value())
                                .toList()));
        eapProfiles(tunnel);
        tunnel.payloads().forEach(this::payload);
        allocations(tunnel);
    }

    /** The address is asked for before the Child SA's payload is known. */
    private void allocations(TunnelSettings tunnel) {
        List<Located<AddressAllocation>> all = tunnel.payloads().stream()
                .flatMap(payload -> payload.policy().allocation().stream())
                .toList();
        all.stream()
                .filter(a -> a.value().kind() != all.getFirst().value().kind())
                .findFirst()
                .ifPresent(a -> findings.error(
                        a.at(),
                        "a peer's address is chosen before its payload, and another payload has it from elsewhere",
                        "dynamic or home-address in all payloads",
                        "write the same in each payload, or make a template of its own"));
    }

    private void eapProfiles(TunnelSettings tunnel) {
        if (tunnel.remote().isPresent()
                && tunnel.remote().get().value()
                        instanceof
                        AuthenticationMethod.Eap(Located<String> profile, Optional<Located<String>> second)) {
            eapProfile(profile);
            second.ifPresent(this::eapProfile);
        }
    }

    private void eapProfile(Located<String> name) {
        if (context.eapProfile(name.value()).isEmpty()) {
            ConfigValidator.unknown(
                    findings,
                    name,
                    "eap-profile",
                    context.eapProfiles().stream().map(p -> p.name().value()).toList());
        }
    }

    private void payload(Payload payload) {
        PayloadPolicy policy = payload.policy();
        policy.accessList().ifPresent(name -> accessList(payload, name));
        policy.allocation().ifPresent(this::allocation);
    }

    private void accessList(Payload payload, Located<String> name) {
        Optional<AccessList> list = context.accessList(name.value());
        if (list.isEmpty()) {
            List<String> known =
                    context.accessLists().stream().map(a -> a.name().value()).toList();
            ConfigValidator.unknown(findings, name, "ip access-list", known);
            return;
        }
        if (!Selectors.fits(payload.family(), list.get().v6())) {
            findings.error(
                    name.at(),
                    "access list \"" + name + "\" is not of the family that payload \"" + payload.name() + "\" matches",
                    "an access list of the payload's family",
                    "name another list, or let the payload match the other family");
        }
        payload.ours().stream()
                .findFirst()
                .or(() -> payload.theirs().stream().findFirst())
                .ifPresent(s -> findings.error(
                        s.at(),
                        "this payload's selectors come from access list \"" + name + "\"",
                        "either match address, or tsr and tsi",
                        "remove this line, or write no match address"));
    }

    private void allocation(Located<AddressAllocation> allocation) {
        allocation.value().pools().forEach(pool -> PoolRules.reference(context, pool, findings));
        boolean named = !allocation.value().pools().isEmpty()
                || context.subscriber()
                        .filter(s -> s.pool().isPresent() || s.pool6().isPresent())
                        .isPresent()
                || !context.pools().isEmpty();
        if (!named) {
            findings.warning(
                    allocation.at(),
                    "there is no pool that a peer could get an address from",
                    "write ip pool NAME ADDRESS MASK, and in subscriber default: ip address pool name NAME");
        }
    }
}
