package io.xfrmgate.agent.config;

import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * Settings of the daemon itself.
 *
 * @param shards event loops, a power of two
 * @param metrics where metrics are served; empty is nowhere
 * @param limits for each shard
 * @param logLevel of the daemon's own log
 * @param logFormat of its lines
 * @param control where clients control it; empty is nowhere
 */
public record GatewaySettings(
        int shards,
        Optional<MetricsAddress> metrics,
        Limits limits,
        Level logLevel,
        LogFormat logFormat,
        Optional<ControlAddress> control) {
    /** One shard, metrics at 127.0.0.1 port 9464, {@link Limits#DEFAULT}, log level info, pairs, control at the usual place. */
    public static final GatewaySettings DEFAULT = new GatewaySettings(
            1,
            Optional.of(new MetricsAddress(IpAddress.parse("127.0.0.1"), 9464)),
            Limits.DEFAULT,
            Level.INFO,
            LogFormat.KEY_VALUE,
            Optional.of(ControlAddress.DEFAULT));

    /** The same with another number of shards. */
    public GatewaySettings withShards(int count) {
        return new GatewaySettings(count, metrics, limits, logLevel, logFormat, control);
    }

    /** The same, controlled elsewhere. */
    public GatewaySettings withControl(ControlAddress address) {
        return new GatewaySettings(shards, metrics, limits, logLevel, logFormat, Optional.of(address));
    }
}
