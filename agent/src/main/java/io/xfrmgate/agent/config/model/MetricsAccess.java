package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/**
 * Who may read the metrics, and how.
 *
 * @param certificate with which they are served over TLS; empty is plain HTTP
 * @param user the only one who may; empty is everybody
 */
public record MetricsAccess(Optional<Located<String>> certificate, Optional<User> user) {
    /** Everybody who reaches the port, in the clear. */
    public static final MetricsAccess OPEN = new MetricsAccess(Optional.empty(), Optional.empty());

    /** By HTTP's basic authentication. */
    public record User(String name, Located<SecretText> password) {}
}
