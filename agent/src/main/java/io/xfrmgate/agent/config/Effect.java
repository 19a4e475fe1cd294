package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a map or template that is rightly written can take effect in this release. */
final class Effect {
    private Effect() {}

    /** Why it can not; such a one is checked and printed, but no tunnel is made of it. */
    static Optional<String> of(TunnelSettings tunnel) {
        return Stream.of(tunnel.local(), tunnel.remote())
                .flatMap(Optional::stream)
                .map(Located::value)
                .flatMap(method -> reason(method).stream())
                .findFirst();
    }

    private static Optional<String> reason(AuthenticationMethod method) {
        return switch (method) {
            case AuthenticationMethod.PreSharedKey psk -> Optional.empty();
            case AuthenticationMethod.Certificate certificate -> Optional.empty();
            case AuthenticationMethod.Eap eap -> Optional.of("EAP comes with a later release");
        };
    }
}
