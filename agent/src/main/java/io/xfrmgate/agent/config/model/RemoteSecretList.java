package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;

/** {@code remote-secret-list NAME}: peers' own secrets by their identities. */
public record RemoteSecretList(Located<String> name, List<Entry> entries) {
    public RemoteSecretList {
        entries = List.copyOf(entries);
    }

    /** One peer. */
    public record Entry(Located<Identity> identity, Located<SecretText> secret) {}
}
