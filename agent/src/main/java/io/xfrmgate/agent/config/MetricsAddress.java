package io.xfrmgate.agent.config;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/**
 * Where metrics are served over HTTP, and to whom.
 *
 * @param port TCP
 * @param certificate name of the one that they are served with over TLS; empty is in the clear
 * @param login of the only one who may read them; empty is everybody
 */
public record MetricsAddress(IpAddress address, int port, Optional<String> certificate, Optional<Login> login) {
    /** For HTTP's basic authentication. */
    public record Login(String user, Secret password) {}

    /** In the clear, for everybody. */
    public MetricsAddress(IpAddress address, int port) {
        this(address, port, Optional.empty(), Optional.empty());
    }

    MetricsAddress with(Optional<String> tls, Optional<Login> user) {
        return new MetricsAddress(address, port, tls, user);
    }
}
