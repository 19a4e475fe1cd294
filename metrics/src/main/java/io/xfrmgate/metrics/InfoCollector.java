package io.xfrmgate.metrics;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Series of value 1 whose labels tell what is so now; they come and go by themselves.
 *
 * @param labels names of the labels
 * @param rows their values in the same order, asked for at each scrape
 */
record InfoCollector(String name, String help, List<String> labels, Supplier<List<List<String>>> rows)
        implements MultiCollector {

    @Override
    public MetricSnapshots collect() {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        Set<List<String>> shown = new HashSet<>();
        for (List<String> row : rows.get()) {
            if (shown.add(row)) {
                family.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(labels, row))
                        .value(1)
                        .build());
            }
        }
        return new MetricSnapshots(family.build());
    }

    /** Tells the registry what will come, so that it refuses a second metric of one name when it is made. */
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        return List.of(MetricFamilyDescriptor.of(MetricType.GAUGE, new MetricMetadata(name, help), labels));
    }
}
