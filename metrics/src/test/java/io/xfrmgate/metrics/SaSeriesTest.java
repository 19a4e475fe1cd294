package io.xfrmgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SaSeriesTest {
    private static final String LABELS = "{child=\"net\",peer=\"203.0.113.7\",template=\"enb\"}";

    private final SaTotals totals = new SaTotals();
    private final List<SaSample> live = new ArrayList<>();
    private final List<SaTunnel> configured = new ArrayList<>();
    private final SaSeries series = new SaSeries(Samples.source(live, configured), totals);

    @Test
    void eachTunnelHasItsSeries() throws Exception {
        live.add(Samples.of("enb", 0x0A, 4));
        assertThat(text(SaQuery.ALL))
                .contains("# TYPE xfrmgate_sa_inbound_bytes_total counter\n")
                .contains("\nxfrmgate_sa_inbound_bytes_total" + LABELS + " 400\n")
                .contains("\nxfrmgate_sa_inbound_packets_total" + LABELS + " 4\n")
                .contains("\nxfrmgate_sa_outbound_bytes_total" + LABELS + " 200\n")
                .contains("\nxfrmgate_sa_outbound_packets_total" + LABELS + " 2\n")
                .contains("\nxfrmgate_sa_replay_drops_total" + LABELS + " 3\n")
                .contains("\nxfrmgate_sa_integrity_failures_total" + LABELS + " 4\n")
                .contains("\nxfrmgate_sa_last_use_timestamp_seconds" + LABELS + " 1795000000\n")
                .contains("\nxfrmgate_sa_rekey_remaining_seconds" + LABELS + " 3000\n")
                .contains("\nxfrmgate_sa_up" + LABELS + " 1\n")
                .doesNotContain("xfrmgate_sa_expiry_remaining_seconds{", "# EOF");
    }

    @Test
    void openMetricsNamesTheFamilyWithoutItsEndAndEnds() throws Exception {
        live.add(Samples.of("enb", 0x0A, 4));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        series.write(SaQuery.ALL, out, true);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("# TYPE xfrmgate_sa_inbound_bytes counter\n")
                .contains("\nxfrmgate_sa_inbound_bytes_total" + LABELS + " 400\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void countersGoOnOverRekeysAndOutages() throws Exception {
        live.add(Samples.of("enb", 1, 10));
        live.add(Samples.of("enb", 2, 1)); // the new one is in place before the old one goes
        assertThat(packets()).isEqualTo("11");
        totals.close(live.removeFirst());
        assertThat(packets()).isEqualTo("11");
        live.set(0, Samples.of("enb", 2, 5));
        assertThat(packets()).isEqualTo("15");
        totals.close(live.removeFirst());
        assertThat(text(SaQuery.ALL)).doesNotContain("xfrmgate_sa_up{");
        live.add(Samples.of("enb", 3, 2));
        assertThat(packets()).isEqualTo("17");
    }

    @Test
    void aSampleThatIsOlderThanTheCloseIsNotCountedAgain() throws Exception {
        live.add(Samples.of("enb", 1, 10));
        totals.close(Samples.of("enb", 1, 12));
        configured.add(new SaTunnel("203.0.113.7", "enb", "net"));
        assertThat(packets()).isEqualTo("12");
    }

    @Test
    void whatIsConfiguredAndNotUpIsDown() throws Exception {
        configured.add(new SaTunnel("192.0.2.9", "enb", "net"));
        assertThat(text(SaQuery.ALL))
                .contains("xfrmgate_sa_up{child=\"net\",peer=\"192.0.2.9\",template=\"enb\"} 0\n")
                .contains("xfrmgate_sa_inbound_bytes_total{child=\"net\",peer=\"192.0.2.9\",template=\"enb\"} 0\n");
        live.add(Samples.of("enb", 1, 10));
        assertThat(text(SaQuery.ALL))
                .contains("xfrmgate_sa_up" + LABELS + " 1\n")
                .doesNotContain("192.0.2.9");
        totals.close(live.removeFirst());
        assertThat(text(SaQuery.ALL)) // by the name it proved, and with what it counted
                .contains("xfrmgate_sa_up" + LABELS + " 0\n")
                .contains("xfrmgate_sa_inbound_packets_total" + LABELS + " 10\n")
                .doesNotContain("192.0.2.9");
    }

    @Test
    void eachSaCanHaveItsOwn() throws Exception {
        live.add(Samples.of("enb", 0xC0FFEE00, 4));
        totals.close(Samples.of("enb", 9, 100));
        assertThat(text(new SaQuery(List.of(), List.of(), true)))
                .contains("xfrmgate_sa_inbound_packets_total{child=\"net\",inbound_spi=\"0xc0ffee00\","
                        + "outbound_spi=\"0x3f0011ff\",peer=\"203.0.113.7\",template=\"enb\"} 4\n");
    }

    @Test
    void labelsAreEscaped() throws Exception {
        live.add(Samples.sample("CN=\"a\\b\",O=line\nfeed é", "t", 1, 1));
        assertThat(text(SaQuery.ALL)).contains("peer=\"CN=\\\"a\\\\b\\\",O=line\\nfeed é\",template=\"t\"} 1\n");
    }

    @Test
    void numbersOfAllSizesAndRowsBeyondTheBufferAreWhole() throws Exception {
        for (int i = 0; i < 3_000; i++) {
            live.add(Samples.sample("peer-" + i, "t", i, Math.max(1, i) * 1_000_000_007L));
        }
        String text = text(SaQuery.ALL);
        for (int i : new int[] {0, 1, 1_777, 2_999}) {
            assertThat(text)
                    .contains("\nxfrmgate_sa_inbound_packets_total{child=\"net\",peer=\"peer-" + i
                            + "\",template=\"t\"} " + Math.max(1, i) * 1_000_000_007L + "\n");
        }
        assertThat(text.lines()).hasSize(3_000 * 9 + 2 * 10);
    }

    @Test
    void queriesAreReadOrRefused() {
        assertThat(SaQuery.parse(Optional.of("peer=CN%3Da%26b&template=t&spi=yes")))
                .isEqualTo(new SaQuery.Good(new SaQuery(List.of("t"), List.of("CN=a&b"), true)));
        assertThat(SaQuery.parse(Optional.of(""))).isEqualTo(new SaQuery.Good(SaQuery.ALL));
        assertThat(SaQuery.parse(Optional.of("name[]=x"))).isInstanceOf(SaQuery.Bad.class);
    }

    @Test
    void starsStandForAnyText() {
        assertThat(SaQuery.matches("*", "")).isTrue();
        assertThat(SaQuery.matches("a*c", "abbc")).isTrue();
        assertThat(SaQuery.matches("a*c*", "abbcd")).isTrue();
        assertThat(SaQuery.matches("*bc", "abcbc")).isTrue();
        assertThat(SaQuery.matches("a*c", "abbd")).isFalse();
        assertThat(SaQuery.matches("", "a")).isFalse();
        assertThat(SaQuery.matches("a?", "ab")).isFalse();
        assertThat(SaQuery.matches("*a".repeat(30), "a".repeat(200) + "b")).isFalse();
    }

    private String packets() throws IOException {
        String head = "xfrmgate_sa_inbound_packets_total" + LABELS + " ";
        return text(SaQuery.ALL)
                .lines()
                .filter(line -> line.startsWith(head))
                .findFirst()
                .map(line -> line.substring(head.length()))
                .orElse("none");
    }

    private String text(SaQuery query) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        series.write(query, out, false);
        return out.toString(StandardCharsets.UTF_8);
    }
}
