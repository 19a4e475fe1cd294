package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.metrics.DurationTimer;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that speak with AAA servers, for as long as the process runs. */
public final class AaaRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AaaRuntime.class);
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final RadiusClient client;
    private final EapRelay relay;
    private final List<Series> shown = new ArrayList<>();
    private Optional<GateMetrics> metrics = Optional.empty();

    private AaaRuntime(RadiusSockets sockets) {
        SecureRandom random = new SecureRandom();
        client = new RadiusClient(sockets, new RadiusCodec(random), System::nanoTime, LOG);
        relay = new EapRelay(client, new EapTerminator(random));
    }

    /** Knows no servers yet. */
    public static AaaRuntime open(RadiusSockets sockets) {
        return new AaaRuntime(sockets);
    }

    /** Judges peers' EAP, for all shards. */
    public EapPort port() {
        return relay;
    }

    /** Takes what is configured, also in place of what was. What changed is asked anew, and what stays keeps its state. */
    public synchronized void use(Collection<RadiusGroup> groups) {
        client.use(groups);
        show();
    }

    /** The servers that somebody uses, by name. */
    public List<RadiusServerView> servers() {
        return client.servers().stream()
                .map(RadiusServerView::of)
                .sorted(Comparator.comparing(RadiusServerView::namespace).thenComparing(RadiusServerView::name))
                .toList();
    }

    /** Shows all in the metrics; once. */
    public synchronized void start(GateMetrics gate) {
        metrics = Optional.of(gate);
        DurationTimer latency = gate.timer(
                "xfrmgate_radius_answer_seconds",
                "From the first sending of a request to its answer.",
                Map.of(),
                BUCKETS);
        client.onLatency((server, nanos) -> latency.recordNanos(nanos));
        show();
    }

    private void show() {
        shown.forEach(Series::remove);
        shown.clear();
        metrics.ifPresent(gate -> client.servers().stream()
                .collect(java.util.stream.Collectors.groupingBy(AaaRuntime::labels))
                .forEach((labels, servers) -> show(gate, labels, servers)));
    }

    private static Map<String, String> labels(ServerRecord server) {
        return Map.of(
                "server",
                server.key().server().name(),
                "namespace",
                server.key().namespace().orElse(""));
    }

    private void show(GateMetrics gate, Map<String, String> labels, List<ServerRecord> servers) {
        counter(gate, "requests", "Access-Requests, each counted once.", labels, servers, s -> s.requests);
        counter(gate, "retransmits", "Access-Requests sent again.", labels, servers, s -> s.retransmits);
        counter(gate, "timeouts", "Sendings without an answer in time.", labels, servers, s -> s.timeouts);
        counter(gate, "accepts", "Access-Accepts.", labels, servers, s -> s.accepts);
        counter(gate, "rejects", "Access-Rejects.", labels, servers, s -> s.rejects);
        counter(gate, "challenges", "Access-Challenges.", labels, servers, s -> s.challenges);
        counter(
                gate,
                "answers_ignored",
                "Answers that are malformed or not authentic.",
                labels,
                servers,
                s -> s.ignored);
        shown.add(gate.gauge(
                "xfrmgate_radius_server_up",
                "0 from when a server is found dead until it answers again.",
                labels,
                () -> servers.stream().allMatch(ServerRecord::isUp) ? 1 : 0));
    }

    private void counter(
            GateMetrics gate,
            String what,
            String help,
            Map<String, String> labels,
            List<ServerRecord> servers,
            java.util.function.Function<ServerRecord, LongAdder> count) {
        shown.add(gate.counter(
                "xfrmgate_radius_" + what + "_total",
                help,
                labels,
                () -> servers.stream().mapToLong(s -> count.apply(s).sum()).sum()));
    }

    @Override
    public void close() {
        client.close();
    }
}
