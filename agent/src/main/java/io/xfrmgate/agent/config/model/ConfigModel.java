package io.xfrmgate.agent.config.model;

import java.util.List;

/** A whole file. */
public record ConfigModel(GatewaySection gateway, Pki pki, List<ContextSection> contexts) {
    /** An empty file. */
    public static final ConfigModel EMPTY = new ConfigModel(GatewaySection.EMPTY, Pki.EMPTY, List.of());

    public ConfigModel {
        contexts = List.copyOf(contexts);
    }
}
