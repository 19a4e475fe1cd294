package io.xfrmgate.agent.telemetry;

import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Metrics behind a server of their own, as Prometheus sees them. */
public final class ScrapedMetrics implements AutoCloseable {
    private final GateMetrics metrics = new GateMetrics();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MetricsServer server;

    /** @throws IOException if no port can be had */
    public ScrapedMetrics() throws IOException {
        MetricsEndpoint endpoint = new MetricsEndpoint(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), Optional.empty());
        server = MetricsServer.start(
                endpoint, metrics, new MetricsServer.Questions(() -> HealthStatus.OK, () -> HealthStatus.OK, () -> ""));
    }

    /** What is scraped. */
    public GateMetrics metrics() {
        return metrics;
    }

    /** All of {@code /metrics} now. */
    public String scrape() throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + server.address().getPort() + "/metrics");
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Override
    public void close() {
        client.close();
        server.close();
        metrics.close();
    }
}
