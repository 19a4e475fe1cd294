package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.metrics.SaTotals;
import io.xfrmgate.metrics.Series;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The gateway's metrics and where they are served. Namespaces, templates and maps come and go with the configuration. */
public final class Telemetry implements AutoCloseable {
    private final GateMetrics metrics;
    private final MetricsServer server;
    private final SaTotals totals = new SaTotals();
    private final List<GroupMetrics> groups = new CopyOnWriteArrayList<>();
    /** Of all shards that ever were: a sum must not go back. */
    private final List<Counters> counters = new CopyOnWriteArrayList<>();

    private final Map<Template, List<Series>> templates = new HashMap<>();

    /**
     * A template or map.
     *
     * @param context where it is
     * @param namespace of the context; empty for the daemon's own
     */
    public record Template(String name, String context, String namespace) {}

    private Telemetry(GateMetrics metrics, MetricsServer server) {
        this.metrics = metrics;
        this.server = server;
    }

    /**
     * Registers what is always there, and serves.
     *
     * @throws IOException if the address can not be had; the message names it
     */
    public static Telemetry start(
            InetSocketAddress address, GateMetrics metrics, String version, Supplier<HealthStatus> health)
            throws IOException {
        Telemetry telemetry = new Telemetry(metrics, MetricsServer.start(address, metrics, health, health));
        telemetry.register(version);
        return telemetry;
    }

    private void register(String version) {
        metrics.gauge(
                "xfrmgate_version", "1; the label tells which version runs.", Map.of("version", version), () -> 1);
        CoreMetrics.register(metrics, counters);
        metrics.childSas(
                () -> groups.stream().flatMap(group -> group.samples().stream()).toList(), totals);
        metrics.counter(
                "xfrmgate_usage_failures_total",
                "Readings of the kernel's counters that failed.",
                Map.of(),
                () -> groups.stream().mapToLong(GroupMetrics::failures).sum());
    }

    /** Measures the shards of one more network namespace. */
    public synchronized void add(ShardGroup group) {
        counters.addAll(group.shards().stream().map(Shard::counters).toList());
        groups.add(new GroupMetrics(metrics, group, totals));
    }

    /** Measures a network namespace no more; its shards have ended. */
    public synchronized void remove(Optional<String> namespace) {
        for (GroupMetrics group : List.copyOf(groups)) {
            if (group.group().namespace().equals(namespace)) {
                groups.remove(group);
                group.close();
            }
        }
    }

    /** The network namespaces that are measured. */
    public Set<Optional<String>> namespaces() {
        Set<Optional<String>> namespaces = new HashSet<>();
        groups.forEach(group -> namespaces.add(group.group().namespace()));
        return namespaces;
    }

    /** Sockets were opened or closed, and these are the templates and maps from now on. */
    public synchronized void refresh(List<Template> current) {
        groups.forEach(GroupMetrics::refresh);
        templates.entrySet().removeIf(known -> {
            boolean gone = !current.contains(known.getKey());
            if (gone) {
                known.getValue().forEach(Series::remove);
            }
            return gone;
        });
        for (Template template : current) {
            templates.computeIfAbsent(template, this::register);
        }
    }

    private List<Series> register(Template template) {
        List<Series> series = new ArrayList<>();
        series.add(metrics.gauge(
                "xfrmgate_template_ike_sas",
                "IKE SAs of the template or map that are set up.",
                Map.of("template", template.name()),
                () -> groups.stream()
                        .mapToInt(group -> group.established(template.name()))
                        .sum()));
        series.add(metrics.gauge(
                "xfrmgate_template_context",
                "1; the labels tell the template's or map's context and network namespace, for joins.",
                Map.of("template", template.name(), "context", template.context(), "netns", template.namespace()),
                () -> 1));
        return series;
    }

    /** Where it is served. */
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        groups.forEach(GroupMetrics::close);
    }
}
