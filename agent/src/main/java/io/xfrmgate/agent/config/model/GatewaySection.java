package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Settings of the daemon; empty is the default.
 *
 * @param shards event loops, a power of two
 * @param metrics where metrics are served
 * @param cookieThreshold see {@link io.xfrmgate.ike.config.Limits}
 * @param halfOpen likewise
 * @param halfOpenPerSource likewise
 * @param ikeSas likewise
 * @param logLevel of the daemon's own log
 * @param logFormat of its lines
 * @param secretKeyFile what opens sealed secrets
 * @param control the control socket
 * @param profile for the algorithms of all contexts that do not say otherwise
 * @param access to the metrics
 */
public record GatewaySection(
        Optional<Located<Long>> shards,
        Optional<Metrics> metrics,
        Optional<Located<Long>> cookieThreshold,
        Optional<Located<Long>> halfOpen,
        Optional<Located<Long>> halfOpenPerSource,
        Optional<Located<Long>> ikeSas,
        Optional<Level> logLevel,
        Optional<LogFormat> logFormat,
        Optional<Located<String>> secretKeyFile,
        Optional<Control> control,
        Optional<Located<Profile>> profile,
        MetricsAccess access) {
    public static final GatewaySection EMPTY = new GatewaySection(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            MetricsAccess.OPEN);

    /** Served somewhere, or not at all. */
    public sealed interface Metrics {}

    /** Served over HTTP at this address and TCP port. */
    public record MetricsBind(IpAddress address, int port) implements Metrics {}

    /** Not served. */
    public record NoMetrics() implements Metrics {}
}
