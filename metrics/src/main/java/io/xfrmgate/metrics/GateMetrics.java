package io.xfrmgate.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The gateway's metrics. Counters and gauges are read from suppliers at each scrape, on a thread of the metrics server, so
 * a shard keeps plain numbers and never waits; timers and histograms are recorded by whoever measures.
 *
 * <p>Names are given whole, as a query writes them: {@code xfrmgate_}, lower-case words, base units, {@code _total} for
 * counters. A name or label against the rules is an {@link IllegalArgumentException} when the metric is made, as is a
 * series made twice. Any thread may call it.
 */
public final class GateMetrics implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();

    /** Micrometer holds what it reads weakly; here it lives as long as its series. */
    private final Map<SeriesKey, Object> series = new HashMap<>();

    private final Map<String, Set<String>> labelNames = new HashMap<>();
    private volatile SaSeries saSeries = SaSeries.none();

    private record SeriesKey(String name, Map<String, String> labels) {}

    /** Makes the metrics of a gateway, with those of its JVM and process. */
    public GateMetrics() {
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
        // One name for two types would otherwise be dropped without a word.
        registry.throwExceptionOnRegistrationFailure();
        // Two of Micrometer's names are against Prometheus' conventions; the first is there by its usual name.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        processorTime();
        new JvmMemoryMetrics().bindTo(registry);
        gcMetrics.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    private void processorTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder(
                            "process.cpu.seconds", system, s -> Math.max(0, s.getProcessCpuTime()) / NANOS_PER_SECOND)
                    .description("Processor time of the process, in user and system mode.")
                    .register(registry);
        }
    }

    /**
     * A counter that something else counts.
     *
     * @param name ends in {@code _total}
     * @param value only grows; called at each scrape
     */
    public Series counter(String name, String help, Map<String, String> labels, LongSupplier value) {
        MetricName.checkCounter(name, help, labels);
        return series(
                name,
                labels,
                value,
                tags -> FunctionCounter.builder(name, value, LongSupplier::getAsLong)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    /**
     * A sum of durations that something else adds up.
     *
     * @param name ends in {@code _seconds_total}
     * @param nanos only grows; called at each scrape
     */
    public Series timeCounter(String name, String help, Map<String, String> labels, LongSupplier nanos) {
        MetricName.checkTimeCounter(name, help, labels);
        return series(
                name,
                labels,
                nanos,
                tags -> FunctionCounter.builder(name, nanos, n -> n.getAsLong() / NANOS_PER_SECOND)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    /**
     * A value that goes up and down.
     *
     * @param value called at each scrape
     */
    public Series gauge(String name, String help, Map<String, String> labels, DoubleSupplier value) {
        MetricName.checkGauge(name, help, labels);
        return series(
                name,
                labels,
                value,
                tags -> Gauge.builder(name, value, DoubleSupplier::getAsDouble)
                        .description(help)
                        .tags(tags)
                        .register(registry));
    }

    /**
     * A histogram of durations.
     *
     * @param name ends in {@code _seconds}
     * @param buckets upper bounds, ascending
     */
    public DurationTimer timer(String name, String help, Map<String, String> labels, Duration... buckets) {
        MetricName.checkTimer(name, help, labels);
        return new DurationTimer(register(
                name,
                labels,
                buckets,
                tags -> Timer.builder(name)
                        .description(help)
                        .tags(tags)
                        .serviceLevelObjectives(buckets)
                        .register(registry)));
    }

    /**
     * A histogram of sizes or counts.
     *
     * @param buckets upper bounds, ascending, positive
     */
    public ValueHistogram histogram(String name, String help, Map<String, String> labels, double... buckets) {
        MetricName.checkHistogram(name, help, labels);
        return new ValueHistogram(register(
                name,
                labels,
                buckets,
                tags -> DistributionSummary.builder(name)
                        .description(help)
                        .tags(tags)
                        .serviceLevelObjectives(buckets)
                        .register(registry)));
    }

    /**
     * Series of value 1 whose labels tell what is so now; they come and go by themselves.
     *
     * @param labels names of the labels
     * @param rows their values in the same order; called at each scrape
     */
    public void info(String name, String help, List<String> labels, Supplier<List<List<String>>> rows) {
        MetricName.checkInfo(name, help, labels);
        registry.getPrometheusRegistry().register(new InfoCollector(name, help, labels, rows));
    }

    /** Adds the sums of each template to {@code /metrics}, and the series of each Child SA to {@code /metrics/sa}; once. */
    public void childSas(SaSource source, SaTotals totals) {
        registry.getPrometheusRegistry().register(new SaCollector(source, totals));
        saSeries = new SaSeries(source, totals);
    }

    PrometheusRegistry gatewayRegistry() {
        return registry.getPrometheusRegistry();
    }

    SaSeries saSeries() {
        return saSeries;
    }

    private Series series(
            String name, Map<String, String> labels, Object supplier, Function<Tags, ? extends Meter> maker) {
        Meter meter = register(name, labels, supplier, maker);
        SeriesKey key = new SeriesKey(name, Map.copyOf(labels));
        return () -> {
            synchronized (series) {
                if (series.remove(key, supplier)) {
                    registry.remove(meter);
                }
            }
        };
    }

    private <M extends Meter> M register(
            String name, Map<String, String> labels, Object retained, Function<Tags, M> maker) {
        synchronized (series) {
            SeriesKey key = new SeriesKey(name, Map.copyOf(labels));
            if (series.containsKey(key)) {
                throw new IllegalArgumentException("metric " + name + labels + " exists already");
            }
            Set<String> names = labelNames.getOrDefault(name, labels.keySet());
            if (!names.equals(labels.keySet())) {
                throw new IllegalArgumentException("metric " + name + " has the labels " + names + ", not " + labels);
            }
            M meter = maker.apply(tags(labels));
            series.put(key, retained);
            labelNames.put(name, Set.copyOf(names));
            return meter;
        }
    }

    private static Tags tags(Map<String, String> labels) {
        return Tags.of(labels.entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList());
    }

    /** Ends the watching of the JVM's collector; nothing more is to be scraped. */
    @Override
    public void close() {
        gcMetrics.close();
        registry.close();
    }
}
