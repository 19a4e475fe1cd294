package io.xfrmgate.metrics;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the sums of each template from one reading of the source for each scrape. */
final class SaCollector implements MultiCollector {
    private static final String SAS = "xfrmgate_template_sas";
    private static final String SAS_HELP = "Child SAs of the template or map that are up.";
    private static final String DOWN = "xfrmgate_template_down_tunnels";
    private static final String DOWN_HELP =
            "Child SAs with a configured peer that are not up; see xfrmgate_sa_up of /metrics/sa for which.";
    private static final List<String> LABELS = List.of("template");

    private final SaSource source;
    private final SaTotals totals;

    SaCollector(SaSource source, SaTotals totals) {
        this.source = source;
        this.totals = totals;
    }

    @Override
    public MetricSnapshots collect() {
        List<SaSample> samples = source.samples();
        SortedMap<String, long[]> sums = totals.with(samples);
        SortedMap<String, Integer> up = new TreeMap<>();
        Map<String, Set<String>> children = new HashMap<>();
        sums.keySet().forEach(template -> up.put(template, 0));
        for (SaSample sample : samples) {
            if (sample.up()) {
                up.merge(sample.template(), 1, Integer::sum);
                children.computeIfAbsent(sample.template(), t -> new HashSet<>())
                        .add(sample.child());
            }
        }
        SortedMap<String, Integer> down = new TreeMap<>();
        for (SaTunnel tunnel : source.configured()) {
            boolean isUp = children.getOrDefault(tunnel.template(), Set.of()).contains(tunnel.child());
            down.merge(tunnel.template(), isUp ? 0 : 1, Integer::sum);
        }
        List<MetricSnapshot> families = new ArrayList<>();
        for (SaCounter counter : SaCounter.values()) {
            CounterSnapshot.Builder family =
                    CounterSnapshot.builder().name(counter.templateName()).help(counter.templateHelp());
            sums.forEach((template, values) -> family.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(Labels.of("template", template))
                    .value(values[counter.ordinal()])
                    .build()));
            families.add(family.build());
        }
        families.add(gauges(SAS, SAS_HELP, up));
        families.add(gauges(DOWN, DOWN_HELP, down));
        return new MetricSnapshots(families);
    }

    private static GaugeSnapshot gauges(String name, String help, SortedMap<String, Integer> values) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((template, value) -> family.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("template", template))
                .value(value)
                .build()));
        return family.build();
    }

    /** Tells the registry what will come, so that it refuses a second metric of one name when it is made. */
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        List<MetricFamilyDescriptor> families = new ArrayList<>();
        for (SaCounter counter : SaCounter.values()) {
            families.add(describe(MetricType.COUNTER, counter.templateName(), counter.templateHelp()));
        }
        families.add(describe(MetricType.GAUGE, SAS, SAS_HELP));
        families.add(describe(MetricType.GAUGE, DOWN, DOWN_HELP));
        return families;
    }

    private static MetricFamilyDescriptor describe(MetricType type, String name, String help) {
        return MetricFamilyDescriptor.of(type, new MetricMetadata(name, help), LABELS);
    }
}
