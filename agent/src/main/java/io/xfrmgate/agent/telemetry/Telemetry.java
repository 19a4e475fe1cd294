package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.metrics.SaSample;
import io.xfrmgate.metrics.SaSource;
import io.xfrmgate.metrics.SaTotals;
import io.xfrmgate.metrics.SaTunnel;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The gateway's metrics and where they are served. Namespaces, templates and maps come and go with the configuration. */
public final class Telemetry implements AutoCloseable {
    private final GateMetrics metrics;
    private final MetricsServer server;
    private final SaTotals totals = new SaTotals();
    private final List<GroupMetrics> groups = new CopyOnWriteArrayList<>();
    /** Of all shards that ever were: a sum must not go back. */
    private final List<Counters> counters = new CopyOnWriteArrayList<>();

    private final Map<Template, List<Series>> templates = new HashMap<>();
    private volatile List<SaTunnel> configured = List.of();

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
            MetricsEndpoint endpoint, GateMetrics metrics, String version, MetricsServer.Questions questions)
            throws IOException {
        Telemetry telemetry = new Telemetry(metrics, MetricsServer.start(endpoint, metrics, questions));
        telemetry.register(version);
        return telemetry;
    }

    private void register(String version) {
        metrics.gauge(
                "xfrmgate_version", "1; the label tells which version runs.", Map.of("version", version), () -> 1);
        CoreMetrics.register(metrics, counters);
        metrics.childSas(
                new SaSource() {
                    @Override
                    public List<SaSample> samples() {
                        return groups.stream()
                                .flatMap(group -> group.samples().stream())
                                .toList();
                    }

                    @Override
                    public List<SaTunnel> configured() {
                        return configured;
                    }
                },
                totals);
        metrics.counter(
                "xfrmgate_usage_failures_total",
                "Readings of the kernel's counters that failed.",
                Map.of(),
                () -> groups.stream().mapToLong(GroupMetrics::failures).sum());
    }

    /** Tells what the kernel does the cryptography of Child SAs with; once. */
    public void crypto(Supplier<KernelDrivers> kernel) {
        CryptoMetrics.register(
                metrics,
                kernel,
                () -> groups.stream()
                        .flatMap(group -> group.latest().shards().stream())
                        .flatMap(shard -> shard.sas().stream())
                        .flatMap(sa -> sa.children().stream())
                        .map(IkeSaView.ChildView::suite)
                        .collect(Collectors.toSet()));
    }

    /**
     * Measures the shards of one more network namespace.
     *
     * @throws IOException if the kernel's statistics can not be read
     */
    public synchronized void add(ShardGroup group) throws IOException {
        GroupMetrics measured = new GroupMetrics(metrics, group, totals);
        counters.addAll(group.shards().stream().map(Shard::counters).toList());
        groups.add(measured);
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

    /**
     * Sockets were opened or closed, and these are the templates and maps from now on.
     *
     * @param tunnels those that should be up
     */
    public synchronized void refresh(List<Template> current, List<SaTunnel> tunnels) {
        configured = List.copyOf(tunnels);
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
                () -> sum(template, Snapshots.Reading::established)));
        series.add(metrics.gauge(
                "xfrmgate_template_half_open_ike_sas",
                "IKE SAs of the template or map that are not authenticated yet.",
                Map.of("template", template.name()),
                () -> sum(template, Snapshots.Reading::halfOpen)));
        series.add(metrics.gauge(
                "xfrmgate_template_context",
                "1; the labels tell the template's or map's context and network namespace, for joins.",
                Map.of("template", template.name(), "context", template.context(), "netns", template.namespace()),
                () -> 1));
        for (Counter counter : Counters.BY_CONFIG) {
            series.add(metrics.counter(
                    "xfrmgate_template_" + CoreMetrics.word(counter) + "_total",
                    CoreMetrics.help(counter),
                    Map.of("template", template.name()),
                    () -> counters.stream()
                            .mapToLong(shard -> shard.get(counter, template.name()))
                            .sum()));
        }
        return series;
    }

    private int sum(Template template, Function<Snapshots.Reading, Map<String, Integer>> count) {
        return groups.stream()
                .mapToInt(group -> count.apply(group.latest()).getOrDefault(template.name(), 0))
                .sum();
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
