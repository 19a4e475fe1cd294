package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.Promtool.Verdict;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.InnerPacket;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a daemon shows on its metrics port: to Prometheus, whose judge has nothing against it, and to a browser. */
@Timeout(120)
final class MonitoringIT {
    private static final String LINES = """
            metrics bind address 127.0.0.1 port 9464
            metrics user prometheus password "open sesame"
            """;
    private static final String LOGIN = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("prometheus:open sesame".getBytes(StandardCharsets.UTF_8)) + "\r\n";

    private static final Pattern METRIC = Pattern.compile("\\b(?:xfrmgate|jvm|process|system)_[a-z_]+\\b");
    private static final Pattern SUFFIX = Pattern.compile("_(?:total|bucket|count|sum|max)$");

    private final SimulatedKernel leftKernel = new SimulatedKernel();
    private final SimulatedKernel rightKernel = new SimulatedKernel();
    private final PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads());

    @AfterEach
    void close() {
        pki.close();
    }

    @Test
    void whatIsServed() throws Exception {
        PrivateNamespace.run(() -> {
            Daemon daemon = new Daemon(
                    Site.of("127.0.0.1", "127.0.0.2", 1, LINES),
                    leftKernel.parts(),
                    pki,
                    SystemdNotifier.fromEnvironment(Map.of()));
            FutureTask<Boolean> run = new FutureTask<>(daemon::run);
            Thread.ofPlatform().start(run);
            Waiting.until("readiness", () -> get("/readyz", "").startsWith("HTTP/1.1 200"));
            assertThat(get("/metrics", "")).startsWith("HTTP/1.1 401");
            assertThat(get("/", "")).startsWith("HTTP/1.1 401");

            String down = "{child=\"site\",peer=\"127.0.0.2\",template=\"peer\"} 0";
            assertThat(get("/metrics/sa", LOGIN)).contains("xfrmgate_sa_up" + down);
            assertThat(get("/metrics", LOGIN)).contains("xfrmgate_template_down_tunnels{template=\"peer\"} 1.0");
            assertThat(get("/", LOGIN)).contains("<b>1</b><span>Configured, but down</span>");

            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), notice -> {});
            leftKernel.send(InnerPacket.udp(IpAddress.parse("127.0.0.1"), IpAddress.parse("127.0.0.2"), 100));
            Waiting.until(
                    "the tunnel",
                    () -> get("/metrics/sa", LOGIN).contains("xfrmgate_sa_up{")
                            && get("/metrics", LOGIN)
                                    .contains("xfrmgate_template_down_tunnels{template=\"peer\"} 0.0"));
            Waiting.until(
                    "the tunnel on the page", () -> get("/", LOGIN).contains("<b>1</b><span>Child SAs up</span>"));

            isCleanToPromtool(body(get("/metrics", LOGIN)));
            isCleanToPromtool(body(get("/metrics/sa", LOGIN)));
            everyMetricOfRulesAndDashboardIsOurs(get("/metrics", LOGIN) + get("/metrics/sa", LOGIN));

            daemon.stop("test");
            assertThat(run.get(30, TimeUnit.SECONDS)).as("stopped in order").isTrue();
            right.stop(5_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        });
    }

    private static void isCleanToPromtool(String metrics) throws Exception {
        Verdict verdict = Promtool.run(Path.of("."), metrics, "check", "metrics");
        assertThat(verdict.output()).isEmpty();
        assertThat(verdict.status()).isZero();
    }

    /** What a scrape has, and what stands in the sources and shows when there are certificates, pools or failures. */
    private static void everyMetricOfRulesAndDashboardIsOurs(String scrape) throws IOException {
        Set<String> ours = metricsIn(scrape);
        for (Path root : List.of(Path.of("src/main/java"), Path.of("../metrics/src/main/java"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                    try {
                        Matcher literal =
                                Pattern.compile("\"(xfrmgate_[a-z_]+)\"").matcher(Files.readString(file));
                        literal.results().forEach(found -> ours.add(plain(found.group(1))));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
        assertThat(metricsIn(Files.readString(MonitoringFilesTest.RULES)))
                .isNotEmpty()
                .isSubsetOf(ours);
        for (String query : MonitoringFilesTest.queries()) {
            assertThat(metricsIn(query)).as(query).isNotEmpty().isSubsetOf(ours);
        }
    }

    private static Set<String> metricsIn(String text) {
        Set<String> found = new TreeSet<>();
        METRIC.matcher(text).results().forEach(match -> found.add(plain(match.group())));
        return found;
    }

    private static String plain(String metric) {
        return SUFFIX.matcher(metric).replaceFirst("");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** A whole HTTP answer, empty while nobody listens; by a socket of this thread, which is in the namespace. */
    private static String get(String path, String header) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), 9464)) {
            // of version 1.0, so that the answer comes in one piece
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
