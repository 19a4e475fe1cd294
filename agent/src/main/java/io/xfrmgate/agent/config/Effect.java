package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a map or template that is rightly written can take effect. */
final class Effect {
    private Effect() {}

    /**
     * Why something can not.
     *
     * @param text as it follows "is not in effect: "
     * @param fix what to do
     */
    record Obstacle(String text, String fix) {}

    /** Why it can not; such a one is checked and printed, but no tunnel is made of it. */
    static Optional<Obstacle> of(ContextSection context, TunnelSettings tunnel) {
        return Stream.of(tunnel.local(), tunnel.remote())
                .flatMap(Optional::stream)
                .map(Located::value)
                .flatMap(method -> obstacle(context, method).stream())
                .findFirst();
    }

    private static Optional<Obstacle> obstacle(ContextSection context, AuthenticationMethod method) {
        return switch (method) {
            case AuthenticationMethod.PreSharedKey _,
                    AuthenticationMethod.Certificate _,
                    AuthenticationMethod.EapClient _ -> Optional.empty();
            case AuthenticationMethod.Eap(var profile, var second) ->
                second.isPresent()
                        ? Optional.of(new Obstacle(
                                "a second phase of EAP (RFC 4739) comes with a later release",
                                "leave out second-phase"))
                        : context.eapProfile(profile.value()).flatMap(p -> obstacle(context, p));
        };
    }

    private static Optional<Obstacle> obstacle(ContextSection context, EapProfile profile) {
        if (profile.mode() == EapProfile.Mode.TERMINATE
                && EapPolicies.ended(profile).isEmpty()) {
            return Optional.of(new Obstacle(
                    "eap-profile \"" + profile.name() + "\" names no method that can end here",
                    "write method eap-md5 or eap-gtc in it, or mode authenticator-pass-through"));
        }
        Optional<AaaGroup> group = context.aaaGroup(profile.group());
        boolean servers = group.filter(g -> !g.servers().isEmpty()).isPresent();
        return servers
                ? Optional.empty()
                : Optional.of(new Obstacle(
                        "aaa group \"" + profile.group() + "\" of this context has no RADIUS server for eap-profile \""
                                + profile.name() + "\"",
                        "write radius server ADDRESS key SECRET"));
    }
}
