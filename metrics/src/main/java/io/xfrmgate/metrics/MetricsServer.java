package io.xfrmgate.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The gateway's HTTP endpoint for Prometheus, for health checks and for a look with a browser.
 *
 * <pre>
 *   /             a page for people
 *   /metrics      gateway, templates, JVM
 *   /metrics/sa   the series of each tunnel; see {@link SaQuery}
 *   /healthz      200 while the process does its work, else 503
 *   /readyz       200 while the gateway takes new tunnels, else 503
 * </pre>
 *
 * Prometheus text, OpenMetrics and gzip as the client asks. It runs on virtual threads and reads only what the suppliers
 * give. What a client can take is bounded: connections, scrapes at once, the size of a request, and the time of both.
 */
public final class MetricsServer implements AutoCloseable {
    /** Loopback, port 9464. */
    public static final InetSocketAddress DEFAULT_ADDRESS = new InetSocketAddress("127.0.0.1", 9464);

    private static final int BACKLOG = 16;
    private static final int SCRAPES_AT_ONCE = 4;
    private static final long SCRAPE_PATIENCE_SECONDS = 5;

    private final HttpServer server;
    private final ExecutorService executor;
    private final GateMetrics metrics;
    private final MetricsHandler gateway;
    private final Questions questions;
    private final Optional<BasicLogin> login;
    private final Semaphore scrapes = new Semaphore(SCRAPES_AT_ONCE);

    /**
     * What is asked at each request, on its thread.
     *
     * @param health for {@code /healthz}
     * @param readiness for {@code /readyz}
     * @param page HTML, for {@code /}
     */
    public record Questions(Supplier<HealthStatus> health, Supplier<HealthStatus> readiness, Supplier<String> page) {}

    private MetricsServer(
            HttpServer server,
            ExecutorService executor,
            GateMetrics metrics,
            Questions questions,
            Optional<BasicLogin> login) {
        this.server = server;
        this.executor = executor;
        this.metrics = metrics;
        this.gateway = new MetricsHandler(metrics.gatewayRegistry());
        this.questions = questions;
        this.login = login;
    }

    /**
     * Starts the server.
     *
     * @throws IOException if the address can not be had
     */
    public static MetricsServer start(MetricsEndpoint endpoint, GateMetrics metrics, Questions questions)
            throws IOException {
        HttpLimits.set();
        HttpServer server;
        try {
            server = open(endpoint);
        } catch (IOException e) {
            throw new IOException("metrics server on " + endpoint.address() + ": " + e.getMessage(), e);
        }
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("metrics-", 0).factory());
        MetricsServer result = new MetricsServer(server, executor, metrics, questions, endpoint.login());
        server.setExecutor(executor);
        server.createContext("/", result::handle);
        server.start();
        return result;
    }

    private static HttpServer open(MetricsEndpoint endpoint) throws IOException {
        if (endpoint.tls().isEmpty()) {
            return HttpServer.create(endpoint.address(), BACKLOG);
        }
        HttpsServer https = HttpsServer.create(endpoint.address(), BACKLOG);
        https.setHttpsConfigurator(new HttpsConfigurator(endpoint.tls().get()));
        return https;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            boolean check = path.equals("/healthz") || path.equals("/readyz");
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer(exchange, 405, "only GET and HEAD");
            } else if (!check && !isAdmitted(exchange)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"xfrmgate\", charset=\"UTF-8\"");
                answer(exchange, 401, "name and password, please");
            } else {
                serve(exchange, path);
            }
        }
    }

    private boolean isAdmitted(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return login.isEmpty() || header != null && login.get().admits(header);
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/healthz" -> answer(exchange, questions.health());
            case "/readyz" -> answer(exchange, questions.readiness());
            case "/metrics", "/metrics/sa", "/" -> inTurn(exchange, path);
            default -> answer(exchange, 404, "there is only / /metrics /metrics/sa /healthz /readyz");
        }
    }

    /** What takes memory and time is made for a few clients at once. */
    private void inTurn(HttpExchange exchange, String path) throws IOException {
        boolean admitted = false;
        try {
            admitted = scrapes.tryAcquire(SCRAPE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!admitted) {
            answer(exchange, 503, "too many scrapes at once");
            return;
        }
        try {
            switch (path) {
                case "/metrics" -> gateway.handle(exchange);
                case "/metrics/sa" -> sas(exchange);
                default -> page(exchange);
            }
        } finally {
            scrapes.release();
        }
    }

    private void sas(HttpExchange exchange) throws IOException {
        switch (SaQuery.parse(Optional.ofNullable(exchange.getRequestURI().getRawQuery()))) {
            case SaQuery.Bad(String reason) -> answer(exchange, 400, reason);
            case SaQuery.Good(SaQuery query) -> {
                boolean openMetrics = accepts(exchange, "Accept", "application/openmetrics-text");
                Body.Type type = openMetrics ? Body.Type.OPEN_METRICS : Body.Type.PROMETHEUS;
                try (OutputStream out = Body.open(exchange, type, accepts(exchange, "Accept-Encoding", "gzip"))) {
                    metrics.saSeries().write(query, out, openMetrics);
                }
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        byte[] html = questions.page().get().getBytes(StandardCharsets.UTF_8);
        // It has no script, and what somebody slipped into it shall have none either.
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        try (OutputStream out = Body.open(exchange, Body.Type.HTML, accepts(exchange, "Accept-Encoding", "gzip"))) {
            out.write(html);
        }
    }

    private static boolean accepts(HttpExchange exchange, String header, String what) {
        String value = exchange.getRequestHeaders().getFirst(header);
        return value != null && value.contains(what);
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
