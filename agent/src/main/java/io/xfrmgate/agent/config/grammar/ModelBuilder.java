package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the commands of a file fill. Entering a mode again goes on with the same object, as on the command line. */
public final class ModelBuilder {
    private final GatewayBuilder gateway = new GatewayBuilder();
    final Map<String, Pki.Certificate> certificates = new LinkedHashMap<>();
    final Map<String, Pki.CaCertificate> caCertificates = new LinkedHashMap<>();
    final Map<String, Pki.CaCrl> crls = new LinkedHashMap<>();
    private final Map<String, ContextBuilder> contexts = new LinkedHashMap<>();

    GatewayBuilder gateway() {
        return gateway;
    }

    ContextBuilder context(Located<String> name) {
        return contexts.computeIfAbsent(name.value(), n -> new ContextBuilder(name));
    }

    boolean removeContext(String name) {
        return contexts.remove(name) != null;
    }

    /** What the file said, all in all. */
    public ConfigModel build() {
        return new ConfigModel(
                gateway.build(),
                new Pki(
                        List.copyOf(certificates.values()),
                        List.copyOf(caCertificates.values()),
                        List.copyOf(crls.values())),
                contexts.values().stream().map(ContextBuilder::build).toList());
    }
}
