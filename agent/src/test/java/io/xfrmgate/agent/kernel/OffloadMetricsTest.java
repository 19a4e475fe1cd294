package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.telemetry.KernelMetrics;
import io.xfrmgate.agent.telemetry.ScrapedMetrics;
import org.junit.jupiter.api.Test;

/** What cards have and refuse is in {@code /metrics}, whether the card came before the metrics or after. */
final class OffloadMetricsTest {
    private static final Handover EARLY = new Handover("eth0", 2, Handover.Share.PACKET_WITHOUT_LIMITS);
    private static final Handover LATE = new Handover("eth1", 3, Handover.Share.CRYPTO);

    @Test
    void cardsHaveTheirSeries() throws Exception {
        KernelMeter meter = new KernelMeter();
        meter.handedOver(EARLY, 1);
        meter.handedOver(EARLY, 1);
        try (ScrapedMetrics scraped = new ScrapedMetrics()) {
            KernelMetrics.register(scraped.metrics(), meter);
            assertThat(scraped.scrape())
                    .contains(
                            "xfrmgate_offload_sas{device=\"eth0\",mode=\"packet\"} 2.0",
                            "xfrmgate_offload_refusals_total{mode=\"crypto\"} 0.0")
                    .doesNotContain("eth1");
            meter.handedOver(LATE, 1);
            meter.handedOver(EARLY, -1);
            meter.offloadRefused(Handover.Share.PACKET);
            meter.offloadRefused(Handover.Share.PACKET_WITHOUT_LIMITS);
            meter.offloadRefused(Handover.Share.CRYPTO);
            assertThat(scraped.scrape())
                    .contains(
                            "xfrmgate_offload_sas{device=\"eth0\",mode=\"packet\"} 1.0",
                            "xfrmgate_offload_sas{device=\"eth1\",mode=\"crypto\"} 1.0",
                            "xfrmgate_offload_refusals_total{mode=\"packet\"} 2.0",
                            "xfrmgate_offload_refusals_total{mode=\"crypto\"} 1.0");
        }
    }
}
