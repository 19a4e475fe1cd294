package io.xfrmgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
        server = MetricsServer.start(MetricsEndpoint.open(anyPort()), metrics, questions(health::get));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private MetricsServer.Questions questions(Supplier<HealthStatus> healthy) {
        return new MetricsServer.Questions(healthy, readiness::get, () -> "<!DOCTYPE html><p>é</p>");
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
        client.close();
    }

    @Test
    void metricsTellsOfTheGateway() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        assertThat(response.body())
                .contains("xfrmgate_ike_requests_total 5.0")
                .doesNotContain("xfrmgate_sa_")
                .contains("xfrmgate_template_inbound_packets_total{template=\"enb\"} 9.0")
                .contains("jvm_memory_used_bytes{");
        assertThat(reads).hasValue(1);
    }

    @Test
    void theSasHaveAPathOfTheirOwn() throws Exception {
        HttpResponse<String> response = get("/metrics/sa");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        String body = response.body();
        assertThat(body)
                .contains("xfrmgate_sa_inbound_packets_total{")
                .doesNotContain("xfrmgate_ike_requests_total", "xfrmgate_template_", "jvm_");
        assertThat(reads).hasValue(1);
    }

    @Test
    void openMetricsAndCompressionOnRequest() throws Exception {
        HttpRequest request = request("/metrics/sa")
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
        try (MetricsServer broken = MetricsServer.start(MetricsEndpoint.open(anyPort()), metrics, questions(() -> {
            throw new IllegalStateException("no shard");
        }))) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri(broken, "/healthz")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("no shard");
        }
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
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
    void thePageIsHtmlWithoutScripts() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<!DOCTYPE html><p>é</p>");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
    }

    @Test
    void theSasCanBeFiltered() throws Exception {
        assertThat(get("/metrics/sa?template=other").body()).doesNotContain("xfrmgate_sa_up{");
        assertThat(get("/metrics/sa?template=other&template=e*").body()).contains("xfrmgate_sa_up{");
        assertThat(get("/metrics/sa?peer=203.0.113.*").body()).contains("xfrmgate_sa_up{");
        assertThat(get("/metrics/sa?spi=yes").body()).contains("inbound_spi=\"0x00000007\"");
    }

    @Test
    void absurdRequestsAreRefusedAndOthersServed() throws Exception {
        for (String query : List.of("x=1", "template", "spi=maybe", "peer=" + "a".repeat(5_000))) {
            assertThat(get("/metrics/sa?" + query).statusCode()).as(query).isEqualTo(400);
        }
        assertThat(get("/metrics/sa?" + "peer=a&".repeat(100) + "peer=b").statusCode())
                .isEqualTo(400);
        HttpRequest huge =
                request("/metrics").header("X-Huge", "x".repeat(1 << 20)).build();
        try {
            assertThat(client.send(huge, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isBetween(400, 431);
        } catch (IOException closed) {
            // The server may hang up before all of it was sent.
            assertThat(closed).isNotNull();
        }
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    /** A line without end must not be kept. */
    @Test
    void anEndlessRequestLineIsCutOff() throws Exception {
        byte[] some = new byte[8_192];
        Arrays.fill(some, (byte) 'a');
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 8_192; i++) {
                            socket.getOutputStream().write(some);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aLoginIsAskedOfAllButHealthChecks() throws Exception {
        BasicLogin login = new BasicLogin("prometheus", "hunter2:é".getBytes(StandardCharsets.UTF_8));
        MetricsEndpoint closed = new MetricsEndpoint(anyPort(), Optional.empty(), Optional.of(login));
        try (MetricsServer guarded = MetricsServer.start(closed, metrics, questions(health::get))) {
            for (String path : List.of("/", "/metrics", "/metrics/sa", "/elsewhere")) {
                assertThat(status(guarded, path, Optional.empty())).as(path).isEqualTo(401);
            }
            assertThat(status(guarded, "/healthz", Optional.empty())).isEqualTo(200);
            assertThat(status(guarded, "/metrics", Optional.of("prometheus:hunter2:é")))
                    .isEqualTo(200);
            for (String wrong : List.of("prometheus:hunter2", "x:hunter2:é", "", "prometheus:")) {
                assertThat(status(guarded, "/metrics", Optional.of(wrong)))
                        .as(wrong)
                        .isEqualTo(401);
            }
            HttpRequest.Builder bad = HttpRequest.newBuilder(uri(guarded, "/metrics"));
            assertThat(client.send(
                                    bad.header("Authorization", "Basic !!!").build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private int status(MetricsServer of, String path, Optional<String> login) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(of, path));
        login.ifPresent(text -> request.header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void anAddressInUseIsNamed() {
        assertThatThrownBy(() ->
                        MetricsServer.start(MetricsEndpoint.open(server.address()), metrics, questions(health::get)))
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
