package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.telemetry.KernelMetrics;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
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
        MetricsEndpoint endpoint = new MetricsEndpoint(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), Optional.empty());
        MetricsServer.Questions questions =
                new MetricsServer.Questions(() -> HealthStatus.OK, () -> HealthStatus.OK, () -> "");
        try (GateMetrics metrics = new GateMetrics();
                MetricsServer server = MetricsServer.start(endpoint, metrics, questions);
                HttpClient client = HttpClient.newHttpClient()) {
            KernelMetrics.register(metrics, meter);
            assertThat(scrape(client, server))
                    .contains(
                            "xfrmgate_offload_sas{device=\"eth0\",mode=\"packet\"} 2.0",
                            "xfrmgate_offload_refusals_total{mode=\"crypto\"} 0.0")
                    .doesNotContain("eth1");
            meter.handedOver(LATE, 1);
            meter.handedOver(EARLY, -1);
            meter.offloadRefused(Handover.Share.PACKET);
            meter.offloadRefused(Handover.Share.PACKET_WITHOUT_LIMITS);
            meter.offloadRefused(Handover.Share.CRYPTO);
            assertThat(scrape(client, server))
                    .contains(
                            "xfrmgate_offload_sas{device=\"eth0\",mode=\"packet\"} 1.0",
                            "xfrmgate_offload_sas{device=\"eth1\",mode=\"crypto\"} 1.0",
                            "xfrmgate_offload_refusals_total{mode=\"packet\"} 2.0",
                            "xfrmgate_offload_refusals_total{mode=\"crypto\"} 1.0");
        }
    }

    private static String scrape(HttpClient client, MetricsServer server) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics");
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
