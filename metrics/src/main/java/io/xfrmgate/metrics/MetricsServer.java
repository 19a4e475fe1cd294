package io.xfrmgate.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The gateway's HTTP endpoint for Prometheus and for health checks.
 *
 * <pre>
 *   /metrics      gateway, templates, JVM, and each Child SA unless it is kept apart
 *   /metrics/sa   the series of each Child SA alone
 *   /healthz      200 while the process does its work, else 503
 *   /readyz       200 while the gateway takes new tunnels, else 503
 * </pre>
 *
 * Prometheus text, OpenMetrics and gzip as the client asks. It runs on virtual threads and reads only what the suppliers
 * give; there is no authentication, so the address should be one that only the monitoring reaches.
 */
public final class MetricsServer implements AutoCloseable {
    /** Loopback, port 9464. */
    public static final InetSocketAddress DEFAULT_ADDRESS = new InetSocketAddress("127.0.0.1", 9464);

    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService executor;
    private final MetricsHandler gateway;
    private final MetricsHandler sas;
    private final Supplier<HealthStatus> health;
    private final Supplier<HealthStatus> readiness;

    private MetricsServer(
            HttpServer server,
            ExecutorService executor,
            GateMetrics metrics,
            Supplier<HealthStatus> health,
            Supplier<HealthStatus> readiness) {
        this.server = server;
        this.executor = executor;
        this.gateway = new MetricsHandler(metrics.gatewayRegistry());
        this.sas = new MetricsHandler(metrics.saRegistry());
        this.health = health;
        this.readiness = readiness;
    }

    /**
     * Starts the server.
     *
     * @param address where to listen; port 0 takes a free one
     * @param health asked at each {@code /healthz}
     * @param readiness asked at each {@code /readyz}
     * @throws IOException if the address can not be had
     */
    public static MetricsServer start(
            InetSocketAddress address,
            GateMetrics metrics,
            Supplier<HealthStatus> health,
            Supplier<HealthStatus> readiness)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("metrics server on " + address + ": " + e.getMessage(), e);
        }
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("metrics-", 0).factory());
        MetricsServer result = new MetricsServer(server, executor, metrics, health, readiness);
        server.setExecutor(executor);
        server.createContext("/", result::handle);
        server.start();
        return result;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, 405, "only GET and HEAD");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> gateway.handle(exchange);
                case "/metrics/sa" -> sas.handle(exchange);
                case "/healthz" -> answer(exchange, health);
                case "/readyz" -> answer(exchange, readiness);
                case "/" -> answer(exchange, 200, "xfrmgate: /metrics /metrics/sa /healthz /readyz");
                default -> answer(exchange, 404, "there is only /metrics /metrics/sa /healthz /readyz");
            }
        }
    }

    private static void answer(HttpExchange exchange, Supplier<HealthStatus> question) throws IOException {
        HealthStatus status;
        try {
            status = question.get();
        } catch (RuntimeException e) {
            status = HealthStatus.failing("the check itself failed: " + e);
        }
        answer(exchange, status.ok() ? 200 : 503, status.detail());
    }

    private static void answer(HttpExchange exchange, int code, String line) throws IOException {
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(code, -1);
            return;
        }
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Stops listening; a scrape under way is cut off. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
