package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.RemoteSecretList;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills {@link RemoteSecretList}. */
final class SecretListBuilder {
    private final Located<String> name;
    final Map<Identity, RemoteSecretList.Entry> entries = new LinkedHashMap<>();

    SecretListBuilder(Located<String> name) {
        this.name = name;
    }

    RemoteSecretList build() {
        return new RemoteSecretList(name, List.copyOf(entries.values()));
    }
}
