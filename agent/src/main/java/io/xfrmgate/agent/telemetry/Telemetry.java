package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.metrics.SaTotals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The gateway's metrics and where they are served. */
public final class Telemetry implements AutoCloseable {
    /** One reading of the shards for all gauges of a scrape. */
    private static final Duration SNAPSHOT_AGE = Duration.ofSeconds(1);

    private final MetricsServer server;
    private final UsageSource usage;

    private Telemetry(MetricsServer server, UsageSource usage) {
        this.server = server;
        this.usage = usage;
    }

    /**
     * Registers everything and serves it.
     *
     * @param sockets of each shard
     * @param usage closed with this, and where this fails
     * @param templates names of all templates and maps
     * @throws IOException if the address can not be had; the message names it
     */
    public static Telemetry start(
            InetSocketAddress address,
            GateMetrics metrics,
            List<Shard> shards,
            List<UdpShardIo> sockets,
            UsageSource usage,
            Collection<String> templates,
            String version,
            Supplier<HealthStatus> health)
            throws IOException {
        metrics.gauge(
                "xfrmgate_version", "1; the label tells which version runs.", Map.of("version", version), () -> 1);
        CoreMetrics.register(metrics, shards.stream().map(Shard::counters).toList());
        shards.forEach(shard -> ShardMetrics.register(metrics, shard));
        SocketMetrics.register(metrics, sockets);
        Snapshots snapshots = new Snapshots(shards, SNAPSHOT_AGE);
        SaTotals totals = new SaTotals();
        ChildSaReader reader = new ChildSaReader(() -> snapshots.latest().shards(), usage, totals);
        metrics.childSas(reader, totals);
        metrics.counter(
                "xfrmgate_usage_failures_total",
                "Readings of the kernel's counters that failed.",
                Map.of(),
                reader::failures);
        for (String template : templates) {
            metrics.gauge(
                    "xfrmgate_template_ike_sas",
                    "IKE SAs of the template or map that are set up.",
                    Map.of("template", template),
                    () -> snapshots.latest().established().getOrDefault(template, 0));
        }
        try {
            return new Telemetry(MetricsServer.start(address, metrics, health, health), usage);
        } catch (IOException e) {
            usage.close();
            throw e;
        }
    }

    /** Where it is served. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        usage.close();
    }
}
