package io.xfrmgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateMetricsTest {
    private final GateMetrics metrics = new GateMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countersAndGaugesAreReadAtEachScrape() throws Exception {
        AtomicLong requests = new AtomicLong(41);
        metrics.counter("xfrmgate_ike_requests_total", "Requests.", Map.of("shard", "0"), requests::get);
        metrics.gauge("xfrmgate_ike_sas", "IKE SAs.", Map.of("state", "established"), () -> 1.5);
        assertThat(scrape())
                .contains(
                        "xfrmgate_ike_requests_total{shard=\"0\"} 41.0", "xfrmgate_ike_sas{state=\"established\"} 1.5");
        requests.incrementAndGet();
        assertThat(scrape())
                .contains(
                        "# HELP xfrmgate_ike_requests_total Requests.",
                        "# TYPE xfrmgate_ike_requests_total counter",
                        "xfrmgate_ike_requests_total{shard=\"0\"} 42.0",
                        "# TYPE xfrmgate_ike_sas gauge");
    }

    @Test
    void whatIsSoNowComesAndGoes() throws Exception {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("gcm", "generic"), List.of("gcm", "generic")));
        metrics.info("xfrmgate_kernel_driver", "Drivers.", List.of("suite", "driver"), () -> List.copyOf(rows));
        assertThat(scrape())
                .contains("# TYPE xfrmgate_kernel_driver gauge")
                .containsOnlyOnce("xfrmgate_kernel_driver{driver=\"generic\",suite=\"gcm\"} 1.0");
        rows.clear();
        assertThat(scrape()).doesNotContain("xfrmgate_kernel_driver{");
        rows.add(List.of("gcm", "aesni"));
        assertThat(scrape()).contains("xfrmgate_kernel_driver{driver=\"aesni\",suite=\"gcm\"} 1.0");
        assertThatThrownBy(() -> metrics.info("xfrmgate_kernel_driver", "Again.", List.of("suite"), List::of))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metrics.info("xfrmgate_bad_total", "Bad.", List.of("suite"), List::of))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void suppliersOutliveTheGarbageCollector() throws Exception {
        registerForgotten();
        for (int i = 0; i < 5; i++) {
            System.gc();
            assertThat(scrape()).contains("xfrmgate_forgotten_total 7.0").contains("xfrmgate_forgotten_sas 8.0");
        }
    }

    private void registerForgotten() {
        long[] value = {7};
        metrics.counter("xfrmgate_forgotten_total", "Forgotten.", Map.of(), () -> value[0]);
        metrics.gauge("xfrmgate_forgotten_sas", "Forgotten.", Map.of(), () -> value[0] + 1);
    }

    @Test
    void timersAndHistogramsHaveTheirBuckets() throws Exception {
        DurationTimer timer = metrics.timer(
                "xfrmgate_handshake_seconds",
                "Handshakes.",
                Map.of("role", "responder"),
                Duration.ofMillis(10),
                Duration.ofMillis(100));
        timer.recordNanos(5_000_000);
        timer.recordNanos(50_000_000);
        timer.recordNanos(2_000_000_000L);
        ValueHistogram histogram =
                metrics.histogram("xfrmgate_batch_datagrams", "Datagrams a batch.", Map.of(), 1, 8, 64);
        histogram.observe(3);
        assertThat(scrape())
                .contains("# TYPE xfrmgate_handshake_seconds histogram")
                .contains("xfrmgate_handshake_seconds_bucket{role=\"responder\",le=\"0.01\"} 1")
                .contains("xfrmgate_handshake_seconds_bucket{role=\"responder\",le=\"0.1\"} 2")
                .contains("xfrmgate_handshake_seconds_bucket{role=\"responder\",le=\"+Inf\"} 3")
                .contains("xfrmgate_handshake_seconds_count{role=\"responder\"} 3")
                .contains("xfrmgate_handshake_seconds_sum{role=\"responder\"} 2.055")
                .contains("xfrmgate_batch_datagrams_bucket{le=\"1.0\"} 0")
                .contains("xfrmgate_batch_datagrams_bucket{le=\"8.0\"} 1");
    }

    @Test
    void aRemovedSeriesIsGoneAndItsNameIsFree() throws Exception {
        Series a = metrics.counter("xfrmgate_x_total", "X.", Map.of("template", "a"), () -> 1);
        metrics.counter("xfrmgate_x_total", "X.", Map.of("template", "b"), () -> 2);
        assertThat(scrape()).contains("{template=\"a\"} 1.0", "{template=\"b\"} 2.0");
        a.remove();
        a.remove();
        assertThat(scrape()).doesNotContain("template=\"a\"").contains("{template=\"b\"} 2.0");
        metrics.counter("xfrmgate_x_total", "X.", Map.of("template", "a"), () -> 3);
        a.remove();
        assertThat(scrape()).contains("{template=\"a\"} 3.0");
    }

    @Test
    void aSeriesCanNotBeMadeTwiceNorWithOtherLabels() {
        metrics.counter("xfrmgate_x_total", "X.", Map.of("shard", "0"), () -> 1);
        assertThatThrownBy(() -> metrics.counter("xfrmgate_x_total", "X.", Map.of("shard", "0"), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xfrmgate_x_total");
        assertThatThrownBy(() -> metrics.counter("xfrmgate_x_total", "X.", Map.of("peer", "p"), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[shard]");
        assertThatThrownBy(() -> metrics.gauge("xfrmgate_x", "X.", Map.of("shard", "0"), () -> 1))
                .isInstanceOf(IllegalArgumentException.class);
        metrics.childSas(List::of, new SaTotals());
        assertThatThrownBy(() -> metrics.childSas(List::of, new SaTotals()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ike_requests_total",
                "xfrmgate_requests",
                "xfrmgate_Requests_total",
                "xfrmgate__x_total",
                "xfrmgate_x1_total"
            })
    void aCountersNameFollowsTheConvention(String name) {
        assertThatThrownBy(() -> metrics.counter(name, "Help.", Map.of(), () -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void otherNamesLabelsAndHelpFollowTheConventionToo() {
        List<Runnable> wrong = new ArrayList<>();
        wrong.add(() -> metrics.gauge("xfrmgate_x_total", "Help.", Map.of(), () -> 1));
        wrong.add(() -> metrics.gauge("xfrmgate_x", " ", Map.of(), () -> 1));
        wrong.add(() -> metrics.gauge("xfrmgate_x", "Help.", Map.of("bad-label", "v"), () -> 1));
        wrong.add(() -> metrics.gauge("xfrmgate_x", "Help.", Map.of("le", "v"), () -> 1));
        wrong.add(() -> metrics.timer("xfrmgate_x_millis", "Help.", Map.of()));
        wrong.add(() -> metrics.histogram("xfrmgate_x_seconds", "Help.", Map.of()));
        assertThat(wrong)
                .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void everythingExposedFollowsTheConventions() throws Exception {
        metrics.counter("xfrmgate_x_total", "X.", Map.of(), () -> 1);
        metrics.gauge("xfrmgate_y", "Y.", Map.of(), () -> 1);
        metrics.timer("xfrmgate_z_seconds", "Z.", Map.of(), Duration.ofSeconds(1))
                .recordNanos(1);
        metrics.childSas(() -> List.of(Samples.of("t", 1, 10)), new SaTotals());
        String text = scrape();

        Set<String> helped = new HashSet<>();
        Matcher help =
                Pattern.compile("^# HELP (\\S+) \\S.*$", Pattern.MULTILINE).matcher(text);
        while (help.find()) {
            helped.add(help.group(1));
        }
        Matcher type =
                Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE).matcher(text);
        int ours = 0;
        while (type.find()) {
            String name = type.group(1);
            assertThat(name).matches("(xfrmgate(_[a-z]+)+|(jvm|process|system)_[a-z0-9_]+)");
            assertThat(name).doesNotContain("_millis", "_nanos", "_kb", "_minutes", "_percent");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.group(2).equals("counter"));
            assertThat(helped).contains(name);
            ours += name.startsWith("xfrmgate_") ? 1 : 0;
        }
        assertThat(ours).isGreaterThanOrEqualTo(3 + 8);
        assertThat(text)
                .contains(
                        "jvm_memory_used_bytes{area=\"heap\"",
                        "jvm_gc_",
                        "jvm_threads_live_threads",
                        "process_cpu_usage");
    }

    @Test
    void eachTemplateHasItsSums() throws Exception {
        SaTotals totals = new SaTotals();
        List<SaSample> live = new ArrayList<>(List.of(Samples.of("enb", 0x0A, 10), Samples.of("enb", 0xC0FFEE00, 4)));
        metrics.childSas(() -> live, totals);
        assertThat(scrape())
                .contains("xfrmgate_template_inbound_packets_total{template=\"enb\"} 14.0")
                .contains("xfrmgate_template_sas{template=\"enb\"} 2.0")
                .doesNotContain("xfrmgate_sa_");

        totals.close(live.removeLast());
        assertThat(scrape())
                .contains("xfrmgate_template_inbound_packets_total{template=\"enb\"} 14.0")
                .contains("xfrmgate_template_sas{template=\"enb\"} 1.0");
    }

    @Test
    void configuredTunnelsThatAreDownAreCounted() throws Exception {
        SaTunnel up = new SaTunnel("203.0.113.7", "map", "net");
        SaTunnel down = new SaTunnel("203.0.113.7", "map", "voice");
        metrics.childSas(Samples.source(List.of(Samples.of("map", 1, 10)), List.of(up, down)), new SaTotals());
        assertThat(scrape()).contains("xfrmgate_template_down_tunnels{template=\"map\"} 1.0");
    }

    @Test
    void labelsAreEscaped() throws Exception {
        String peer = "CN=\"a\\b\",O=line\nfeed é";
        metrics.gauge("xfrmgate_y", "Y.", Map.of("peer", peer), () -> 1);
        assertThat(scrape()).contains("xfrmgate_y{peer=\"CN=\\\"a\\\\b\\\",O=line\\nfeed é\"} 1.0");
    }

    private String scrape() throws IOException {
        return text(metrics.gatewayRegistry());
    }

    private static String text(PrometheusRegistry registry) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}
