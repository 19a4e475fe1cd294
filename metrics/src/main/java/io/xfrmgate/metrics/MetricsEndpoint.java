package io.xfrmgate.metrics;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the metrics are served, and to whom.
 *
 * @param address port 0 takes a free one
 * @param tls HTTPS with this certificate; else HTTP
 * @param login asked of everybody, but for the two health checks
 */
public record MetricsEndpoint(InetSocketAddress address, Optional<SSLContext> tls, Optional<BasicLogin> login) {
    /** HTTP for everybody who reaches the address. */
    public static MetricsEndpoint open(InetSocketAddress address) {
        return new MetricsEndpoint(address, Optional.empty(), Optional.empty());
    }
}
