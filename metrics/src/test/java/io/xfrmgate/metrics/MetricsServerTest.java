package io.xfrmgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final GateMetrics metrics = new GateMetrics();
    private final AtomicReference<HealthStatus> health = new AtomicReference<>(HealthStatus.OK);
    private final AtomicReference<HealthStatus> readiness = new AtomicReference<>(HealthStatus.failing("binding 4500"));
    private final AtomicInteger reads = new AtomicInteger();
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        metrics.counter("xfrmgate_ike_requests_total", "Requests.", Map.of(), () -> 5);
        metrics.childSas(
                () -> {
                    reads.incrementAndGet();
                    return List.of(Samples.of("enb", 7, 9));
                },
                new SaTotals());
        server = MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), metrics, health::get, readiness::get);
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
        client.close();
    }

    @Test
    void metricsHasEverything() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(response.body())
                .contains("xfrmgate_ike_requests_total 5.0")
                .contains("xfrmgate_sa_inbound_packets_total{")
                .contains("xfrmgate_template_inbound_packets_total{template=\"enb\"} 9.0")
                .contains("jvm_memory_used_bytes{");
        assertThat(reads).hasValue(1);
    }

    @Test
    void theSasCanBeHadAlone() throws Exception {
        String body = get("/metrics/sa").body();
        assertThat(body)
                .contains("xfrmgate_sa_inbound_packets_total{")
                .doesNotContain("xfrmgate_ike_requests_total", "xfrmgate_template_", "jvm_");
        assertThat(reads).hasValue(1);
    }

    @Test
    void openMetricsAndCompressionOnRequest() throws Exception {
        HttpRequest request = request("/metrics")
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .header("Accept-Encoding", "gzip")
                .build();
        HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .contains("# TYPE xfrmgate_sa_inbound_packets counter\n")
                    .contains("xfrmgate_sa_inbound_packets_total{")
                    .endsWith("# EOF\n");
        }
    }

    @Test
    void healthAndReadinessAreAskedEachTime() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("binding 4500\n");

        readiness.set(HealthStatus.OK);
        health.set(HealthStatus.failing("shard 1 has not turned for 12 s"));
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
    }

    @Test
    void aCheckThatThrowsIsAFailure() throws Exception {
        try (MetricsServer broken = MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                metrics,
                () -> {
                    throw new IllegalStateException("no shard");
                },
                readiness::get)) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri(broken, "/healthz")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("no shard");
        }
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(200);
        for (String path : List.of("/metricsx", "/metrics/", "/metrics/sa/1", "/healthzz", "/../etc")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        HttpRequest post = request("/metrics")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        HttpResponse<String> response = client.send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        HttpRequest head = request("/healthz").HEAD().build();
        assertThat(client.send(head, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        assertThat(reads).hasValue(0);
    }

    @Test
    void anAddressInUseIsNamed() {
        assertThatThrownBy(() -> MetricsServer.start(server.address(), metrics, health::get, readiness::get))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(server.address().getPort()));
    }

    @Test
    void theDefaultAddressIsLocal() {
        assertThat(MetricsServer.DEFAULT_ADDRESS.getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(MetricsServer.DEFAULT_ADDRESS.getPort()).isEqualTo(9464);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(server, path));
    }

    private static URI uri(MetricsServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }
}
