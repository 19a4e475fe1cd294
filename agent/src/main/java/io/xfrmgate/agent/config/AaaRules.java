package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;

/** {@code aaa group} and {@code eap-profile}: references, and what has no effect. */
final class AaaRules {
    private final ContextSection context;
    private final Findings findings;

    AaaRules(ContextSection context, Findings findings) {
        this.context = context;
        this.findings = findings;
    }

    void check() {
        context.aaaGroups().forEach(this::group);
        context.eapProfiles().forEach(this::profile);
    }

    private void group(AaaGroup group) {
        group.accounting().stream()
                .findFirst()
                .ifPresent(server -> findings.warning(
                        server.address().at(),
                        "accounting is not in effect: no RADIUS server is told of sessions",
                        "nothing needs to be done; it comes with a later release"));
        group.nasAddress()
                .ifPresent(from -> group.servers().stream()
                        .filter(server ->
                                server.address().value().isV6() != from.value().isV6())
                        .findFirst()
                        .ifPresent(server -> findings.error(
                                from.at(),
                                "server " + server.address()
                                        + " can not be reached from an address of the other family",
                                "an address of the servers' family",
                                "correct the address, or put the server into another group")));
    }

    private void profile(EapProfile profile) {
        profile.aaaGroup()
                .filter(name -> context.aaaGroup(name.value()).isEmpty())
                .ifPresent(name -> ConfigValidator.unknown(
                        findings,
                        name,
                        "aaa group",
                        context.aaaGroups().stream().map(g -> g.name().value()).toList()));
        profile.maxRetry().ifPresent(retries -> repeated(retries, "max-retry"));
        profile.retrySeconds().ifPresent(seconds -> repeated(seconds, "retry-timeout"));
        if (profile.mode() == EapProfile.Mode.TERMINATE) {
            profile.methods().stream()
                    .filter(method -> method.value() == EapProfile.Method.EAP_AKA)
                    .forEach(method -> findings.warning(
                            method.at(),
                            "eap-aka is not in effect: it can not end here, where the subscribers' keys are not known",
                            "use mode authenticator-pass-through, and a RADIUS server that knows EAP-AKA"));
        }
    }

    private void repeated(Located<?> place, String what) {
        findings.warning(
                place.at(),
                what + " has no effect: with IKEv2 it is the peer that repeats messages",
                "remove this line; radius timeout and radius max-retries are for the server");
    }
}
