package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;

/** A whole file. */
public record ConfigModel(GatewaySection gateway, Pki pki, List<ContextSection> contexts) {
    /** An empty file. */
    public static final ConfigModel EMPTY = new ConfigModel(GatewaySection.EMPTY, Pki.EMPTY, List.of());

    public ConfigModel {
        contexts = List.copyOf(contexts);
    }

    /** The profile that holds in a context. */
    public Profile profile(ContextSection context) {
        return context.settings()
                .profile()
                .or(gateway::profile)
                .map(Located::value)
                .orElse(Profile.NDS);
    }
}
