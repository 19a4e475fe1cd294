package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.InnerPacket;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The daemon from start to stop: a packet brings the tunnel up, metrics and log tell of it, no secret is in either. */
@Timeout(60)
final class DaemonIT {
    private static final int METRICS_PORT = 9464;
    private static final String METRICS = "metrics bind address 127.0.0.1 port " + METRICS_PORT;

    private final SimulatedKernel leftKernel = new SimulatedKernel();
    private final SimulatedKernel rightKernel = new SimulatedKernel();
    private final PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads());
    private final Lines log = new Lines();
    private final Logger root = (Logger) LoggerFactory.getLogger("io.xfrmgate");

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        root.detachAppender(log);
        pki.close();
    }

    @Test
    void aPacketBringsUpTheTunnelAndMetricsAndLogTellOfIt() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), notice -> {});
            Daemon daemon = daemon(METRICS);
            FutureTask<Boolean> run = new FutureTask<>(daemon::run);
            Thread.ofPlatform().start(run);
            Waiting.until("readiness", () -> isReady());

            leftKernel.send(InnerPacket.udp(IpAddress.parse("127.0.0.1"), IpAddress.parse("127.0.0.2"), 100));
            Waiting.until(
                    "a tunnel",
                    () -> leftKernel.states().size() == 2
                            && rightKernel.states().size() == 2);
            Waiting.until(
                    "its metrics",
                    () -> get("/metrics/sa")
                            .contains("xfrmgate_sa_up{child=\"site\",peer=\"127.0.0.2\",template=\"peer\"} 1"));
            assertThat(get("/metrics"))
                    .contains("xfrmgate_ike_established_total 1.0")
                    .contains("xfrmgate_ike_acquires_total 1.0")
                    .contains("xfrmgate_template_ike_sas{template=\"peer\"} 1.0")
                    .contains("xfrmgate_template_child_established_total{template=\"peer\"} 1.0")
                    .contains("xfrmgate_ike_setup_seconds_count 1")
                    .contains("xfrmgate_shard_internal_errors_total{shard=\"0\"} 0.0")
                    .contains("xfrmgate_udp_sent_datagrams_total{address=\"127.0.0.1\",netns=\"\",port=\"500\"}")
                    .doesNotContain(Site.PSK);

            daemon.stop("test");
            assertThat(run.get(30, TimeUnit.SECONDS)).as("stopped in order").isTrue();
            assertThat(leftKernel.states()).isEmpty();
            assertThat(leftKernel.policies()).isZero();
            assertThatThrownBy(() -> get("/healthz")).isInstanceOf(IOException.class);
            right.stop(5_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        });
        assertThat(log.lines)
                .anyMatch(line -> line.startsWith("event=ready "))
                .anyMatch(line -> line.startsWith("event=ike-established config=peer "))
                .anyMatch(line -> line.startsWith("event=child-established config=peer "))
                .anyMatch(line -> line.startsWith("event=ike-closed config=peer ") && line.contains("reason=shutdown"))
                .anyMatch(line -> line.equals("event=stopped in_order=yes"))
                .noneMatch(line -> line.contains(Site.PSK) || line.contains("horse"));
    }

    @Test
    void doesNotStartWithoutItsMetricsPortAndLeavesNothing() throws Exception {
        PrivateNamespace.run(() -> {
            try (ServerSocket taken = new ServerSocket(METRICS_PORT, 1, InetAddress.getByName("127.0.0.1"))) {
                assertThatThrownBy(daemon(METRICS)::run)
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
            }
            assertThat(leftKernel.policies()).isZero();
        });
    }

    private Daemon daemon(String metrics) {
        return new Daemon(
                Site.of("127.0.0.1", "127.0.0.2", 1, metrics),
                leftKernel.parts(),
                pki,
                SystemdNotifier.fromEnvironment(Map.of()));
    }

    /** Not yet, while nobody listens. */
    private static boolean isReady() {
        try {
            return get("/readyz").startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    /** A whole HTTP answer; by a socket of this thread, which is in the namespace. */
    private static String get(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), METRICS_PORT)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The log, line by line. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }
}
