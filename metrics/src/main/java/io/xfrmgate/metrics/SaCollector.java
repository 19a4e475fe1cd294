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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the series of each Child SA, and the sums of each template, from one reading of the source for each scrape. Nothing
 * is kept in between, so an SA that is gone has no series.
 */
final class SaCollector implements MultiCollector {
    /** The gauges of a Child SA. */
    private enum SaGauge {
        UP(
                "up",
                "1 if traffic may pass on this Child SA, 0 while it is deleted or replaced.",
                sample -> OptionalLong.of(sample.up() ? 1 : 0)),
        LAST_USE(
                "last_use_timestamp_seconds",
                "When a packet last passed on this Child SA, in seconds since 1970.",
                SaSample::lastUseEpochSeconds),
        REKEY("rekey_remaining_seconds", "Time left until this Child SA is rekeyed.", SaSample::secondsToRekey),
        EXPIRY("expiry_remaining_seconds", "Time left until this Child SA ends.", SaSample::secondsToExpire);

        private final String word;
        private final String help;
        private final Function<SaSample, OptionalLong> value;

        SaGauge(String word, String help, Function<SaSample, OptionalLong> value) {
            this.word = word;
            this.help = help;
            this.value = value;
        }

        String exposedName() {
            return "xfrmgate_sa_" + word;
        }
    }

    private static final String TEMPLATE_SAS = "xfrmgate_template_sas";
    private static final String TEMPLATE_SAS_HELP = "Child SAs of the template that are up.";
    private static final List<String> SA_LABELS = List.of("peer", "template", "child", "inbound_spi", "outbound_spi");
    private static final List<String> TEMPLATE_LABELS = List.of("template");

    /** A sample with its labels, which all its series share. */
    private record Labelled(Labels labels, SaSample sample) {}

    private final SaSource source;
    private final boolean withSeries;
    private final Optional<SaTotals> totals;

    private SaCollector(SaSource source, boolean withSeries, Optional<SaTotals> totals) {
        this.source = source;
        this.withSeries = withSeries;
        this.totals = totals;
    }

    /** The series of each SA. */
    static SaCollector series(SaSource source) {
        return new SaCollector(source, true, Optional.empty());
    }

    /** The sums of each template. */
    static SaCollector sums(SaSource source, SaTotals totals) {
        return new SaCollector(source, false, Optional.of(totals));
    }

    /** Both. */
    static SaCollector seriesAndSums(SaSource source, SaTotals totals) {
        return new SaCollector(source, true, Optional.of(totals));
    }

    @Override
    public MetricSnapshots collect() {
        List<SaSample> samples = source.samples();
        List<MetricSnapshot> families = new ArrayList<>();
        if (withSeries) {
            List<Labelled> labelled = label(samples);
            for (SaCounter counter : SaCounter.values()) {
                families.add(family(counter, labelled));
            }
            for (SaGauge gauge : SaGauge.values()) {
                families.add(family(gauge, labelled));
            }
        }
        totals.ifPresent(accumulator -> addTemplates(families, accumulator, samples));
        return new MetricSnapshots(families);
    }

    /**
     * Labels and sorts the samples: each family sorts its points again, which is cheap when they come in order. Of two
     * samples with the same labels, which would make the whole scrape invalid, the later one stands.
     */
    private static List<Labelled> label(List<SaSample> samples) {
        List<Labelled> sorted = new ArrayList<>(samples.size());
        for (SaSample sample : samples) {
            sorted.add(new Labelled(labels(sample), sample));
        }
        sorted.sort(Comparator.comparing(Labelled::labels));
        List<Labelled> distinct = new ArrayList<>(sorted.size());
        for (Labelled next : sorted) {
            if (!distinct.isEmpty() && distinct.getLast().labels().equals(next.labels())) {
                distinct.removeLast();
            }
            distinct.add(next);
        }
        return distinct;
    }

    /** Tells the registry what will come, so that it refuses a second metric of one name when it is made. */
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        List<MetricFamilyDescriptor> families = new ArrayList<>();
        if (withSeries) {
            for (SaCounter counter : SaCounter.values()) {
                families.add(describe(MetricType.COUNTER, counter.saName(), counter.saHelp(), SA_LABELS));
            }
            for (SaGauge gauge : SaGauge.values()) {
                families.add(describe(MetricType.GAUGE, gauge.exposedName(), gauge.help, SA_LABELS));
            }
        }
        if (totals.isPresent()) {
            for (SaCounter counter : SaCounter.values()) {
                families.add(
                        describe(MetricType.COUNTER, counter.templateName(), counter.templateHelp(), TEMPLATE_LABELS));
            }
            families.add(describe(MetricType.GAUGE, TEMPLATE_SAS, TEMPLATE_SAS_HELP, TEMPLATE_LABELS));
        }
        return families;
    }

    private static MetricFamilyDescriptor describe(MetricType type, String name, String help, List<String> labels) {
        return MetricFamilyDescriptor.of(type, new MetricMetadata(name, help), labels);
    }

    private static Labels labels(SaSample sample) {
        return Labels.of(
                SA_LABELS,
                List.of(
                        sample.peer(),
                        sample.template(),
                        sample.child(),
                        spi(sample.inboundSpi()),
                        spi(sample.outboundSpi())));
    }

    /** As ip-xfrm(8) writes it. */
    private static String spi(int spi) {
        String digits = Integer.toHexString(spi);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }

    private static CounterSnapshot family(SaCounter counter, List<Labelled> samples) {
        CounterSnapshot.Builder family =
                CounterSnapshot.builder().name(counter.saName()).help(counter.saHelp());
        for (Labelled each : samples) {
            family.dataPoint(point(each.labels(), counter.of(each.sample())));
        }
        return family.build();
    }

    private static GaugeSnapshot family(SaGauge gauge, List<Labelled> samples) {
        GaugeSnapshot.Builder family =
                GaugeSnapshot.builder().name(gauge.exposedName()).help(gauge.help);
        for (Labelled each : samples) {
            OptionalLong value = gauge.value.apply(each.sample());
            if (value.isPresent()) {
                family.dataPoint(gaugePoint(each.labels(), value.getAsLong()));
            }
        }
        return family.build();
    }

    private static void addTemplates(List<MetricSnapshot> families, SaTotals totals, List<SaSample> samples) {
        SortedMap<String, long[]> sums = totals.with(samples);
        SortedMap<String, Integer> up = new TreeMap<>();
        sums.keySet().forEach(template -> up.put(template, 0));
        for (SaSample sample : samples) {
            up.merge(sample.template(), sample.up() ? 1 : 0, Integer::sum);
        }
        for (SaCounter counter : SaCounter.values()) {
            CounterSnapshot.Builder family =
                    CounterSnapshot.builder().name(counter.templateName()).help(counter.templateHelp());
            sums.forEach((template, values) ->
                    family.dataPoint(point(Labels.of("template", template), values[counter.ordinal()])));
            families.add(family.build());
        }
        GaugeSnapshot.Builder family =
                GaugeSnapshot.builder().name(TEMPLATE_SAS).help(TEMPLATE_SAS_HELP);
        up.forEach((template, count) -> family.dataPoint(gaugePoint(Labels.of("template", template), count)));
        families.add(family.build());
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static GaugeDataPointSnapshot gaugePoint(Labels labels, long value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}
