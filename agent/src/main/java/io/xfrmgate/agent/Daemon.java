package io.xfrmgate.agent;

import io.xfrmgate.agent.aaa.AaaRuntime;
import io.xfrmgate.agent.config.ControlAddress;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.config.MetricsAddress;
import io.xfrmgate.agent.control.ConfigurationCommands;
import io.xfrmgate.agent.control.ControlCommand;
import io.xfrmgate.agent.control.ControlService;
import io.xfrmgate.agent.control.GatewayState;
import io.xfrmgate.agent.control.PkiCommands;
import io.xfrmgate.agent.control.PoolCommands;
import io.xfrmgate.agent.control.RadiusCommands;
import io.xfrmgate.agent.control.ReloadCommand;
import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.agent.log.NoticeLog;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.agent.pki.ServerTls;
import io.xfrmgate.agent.status.LastHour;
import io.xfrmgate.agent.status.StatusPage;
import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.telemetry.KernelMetrics;
import io.xfrmgate.agent.telemetry.NoticeMetrics;
import io.xfrmgate.agent.telemetry.PoolMetrics;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.agent.telemetry.Telemetry;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.metrics.BasicLogin;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a service: ready, watched, stopped in order.
 *
 * <p>SIGHUP reads the configuration again. SIGTERM and SIGINT delete the SAs at the peers and take everything out of the kernel; a second one ends the process at
 * once. systemd's watchdog is fed only while every shard turns.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** For the peers to answer to our deletes. */
    public static final Duration STOP_WAIT = Duration.ofSeconds(5);

    /** Beyond that, to take the states out of the kernel. */
    private static final Duration CLEAN_UP_WAIT = Duration.ofSeconds(20);

    /** A shard turns every second; one that has not for so long stands still. */
    private static final Duration STALL = Duration.ofSeconds(10);

    /** Of what the status page shows, whoever asks for it how often. */
    private static final Duration PAGE_AGE = Duration.ofSeconds(1);

    private static final Duration WITHOUT_WATCHDOG = Duration.ofSeconds(5);

    private final GatewayConfig config;
    private final Optional<ConfigSource> source;
    private final GatewayParts parts;
    private final PkiRuntime pki;
    private final AaaRuntime aaa;
    private final SystemdNotifier systemd;
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final CompletableFuture<Reloader> reloader = new CompletableFuture<>();
    private final OldGeneration heap = OldGeneration.ofThisProcess();
    private boolean stalled;

    /** A daemon that keeps its configuration and asks no AAA server. @param pki the caller's, to close when the daemon has ended */
    public Daemon(GatewayConfig config, GatewayParts parts, PkiRuntime pki, SystemdNotifier systemd) {
        this(config, Optional.empty(), parts, pki, AaaRuntime.open(LinuxParts.radiusSockets()), systemd);
    }

    /**
     * @param config to start on
     * @param source reads the configuration again for {@link #reload}
     * @param pki the caller's, to close when the daemon has ended
     * @param aaa likewise; the port of {@code parts}
     */
    public Daemon(
            GatewayConfig config,
            Optional<ConfigSource> source,
            GatewayParts parts,
            PkiRuntime pki,
            AaaRuntime aaa,
            SystemdNotifier systemd) {
        this.config = config;
        this.source = source;
        this.parts = parts;
        this.pki = pki;
        this.aaa = aaa;
        this.systemd = systemd;
    }

    /** Has SIGTERM and SIGINT stop this daemon, and SIGHUP read its configuration again. */
    public void handleSignals() {
        Signals.handle("HUP", () -> {
            LOG.info("{}", LogLine.event("reloading").add("why", "SIGHUP"));
            reload(ApplyChanges.AT_NEXT_NEGOTIATION);
        });
        AtomicBoolean asked = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signals.handle(name, () -> {
                if (asked.getAndSet(true)) {
                    Runtime.getRuntime().halt(1);
                }
                stop("SIG" + name);
            });
        }
    }

    /** Ends {@link #run}, from any thread. */
    public void stop(String why) {
        stop.complete(why);
    }

    /**
     * Reads the configuration again and takes it; a bad one changes nothing. Any thread may call it, and waits. Findings and
     * outcome are in the log, too, and systemd is told.
     */
    public ReloadOutcome reload(ApplyChanges when) {
        return source.map(file -> take(file, when))
                .orElseGet(() -> ReloadOutcome.failed(List.of(), "the daemon has no file to read again"));
    }

    /** The same with a configuration from elsewhere, until the next {@link #reload}. */
    private ReloadOutcome take(ConfigSource from, ApplyChanges when) {
        if (!reloader.isDone()) {
            return ReloadOutcome.failed(List.of(), "the daemon does not run yet");
        }
        tellSystemd(systemd::reloading);
        try {
            return reloader.join().reload(from, when);
        } finally {
            tellSystemd(() -> systemd.ready(status(reloader.join().running())));
        }
    }

    private static String status(GatewayConfig running) {
        return running.peers().size() + " templates and maps";
    }

    /**
     * Serves until stopped.
     *
     * @return whether it ended in order: asked to, and with nothing left behind
     * @throws StartException if it could not start
     */
    public boolean run() throws StartException, InterruptedException {
        long began = System.nanoTime();
        GateMetrics metrics = new GateMetrics();
        pki.use(config.pki());
        pki.start(metrics);
        aaa.use(config.radiusGroups());
        aaa.start(metrics);
        FailureHistory failures = new FailureHistory(Clock.systemUTC());
        LastHour hour = new LastHour(Clock.systemUTC());
        ControlService control = new ControlService(Clock.systemUTC());
        NoticeMetrics counts = new NoticeMetrics(metrics, names(config));
        Consumer<Notice> notices = new NoticeLog(LOG)
                .andThen(counts)
                .andThen(failures)
                .andThen(hour)
                .andThen(control);
        Gateway gateway = Gateway.start(config, parts, notices);
        PoolMetrics pools = new PoolMetrics(metrics, parts.addresses());
        StatusPage page = new StatusPage(new StatusPage.Sources(
                gateway::config,
                new Snapshots(gateway::shards, PAGE_AGE),
                hour,
                failures,
                pki.service(),
                BuildVersion.current(),
                Instant.now(),
                Clock.systemUTC()));
        Optional<GatewayMetrics> telemetry = telemetry(gateway, metrics, page);
        reloader.complete(new Reloader(
                gateway,
                next -> {
                    counts.know(names(next));
                    pki.use(next.pki());
                    aaa.use(next.radiusGroups());
                },
                () -> {
                    pools.follow();
                    telemetry.ifPresent(GatewayMetrics::follow);
                }));
        control(control, gateway, failures);
        if (parts.dataPlane().drivers().leavesAesUnused()) {
            LOG.warn("{}", LogLine.event("kernel-aes-unused").add("reason", KernelDrivers.UNUSED));
        }
        LOG.info(
                "{}",
                LogLine.event("ready")
                        .add("shards", config.settings().shards())
                        .add("configs", config.peers().size())
                        .add(
                                "start_ms",
                                Duration.ofNanos(System.nanoTime() - began).toMillis()));
        tellSystemd(() -> systemd.ready(status(config)));
        gateway.callPeers(config.peers());
        gateway.whenAnyEnded().thenRun(() -> stop("shard-ended"));
        String why = serve(gateway, () -> telemetry.ifPresent(GatewayMetrics::follow));
        boolean asked = !why.equals("shard-ended");
        LOG.info("{}", LogLine.event("stopping").add("why", why));
        tellSystemd(() -> systemd.stopping("deleting SAs"));
        boolean clean = finish(gateway);
        control.close();
        telemetry.ifPresent(GatewayMetrics::close);
        metrics.close();
        LOG.info("{}", LogLine.event("stopped").add("in_order", asked && clean));
        return asked && clean;
    }

    private static List<String> names(GatewayConfig config) {
        return config.peers().stream().map(PeerConfig::name).toList();
    }

    private Optional<GatewayMetrics> telemetry(Gateway gateway, GateMetrics metrics, Supplier<String> page)
            throws StartException, InterruptedException {
        if (config.settings().metrics().isEmpty()) {
            return Optional.empty();
        }
        MetricsAddress bind = config.settings().metrics().get();
        try {
            Telemetry telemetry = Telemetry.start(
                    endpoint(bind),
                    metrics,
                    BuildVersion.current(),
                    new MetricsServer.Questions(() -> health(gateway), () -> readiness(gateway), page));
            KernelMetrics.register(metrics, parts.dataPlane().meter());
            telemetry.crypto(parts.dataPlane()::drivers);
            metrics.counter(
                    "xfrmgate_log_lines_lost_total",
                    "Lines of the log that were lost because who reads it stood still.",
                    Map.of(),
                    Logging::linesLost);
            GatewayMetrics following = new GatewayMetrics(telemetry, gateway, parts.usage());
            following.follow();
            return Optional.of(following);
        } catch (IOException e) {
            finish(gateway);
            throw StartException.of("Can not serve metrics", e);
        }
    }

    private MetricsEndpoint endpoint(MetricsAddress bind) throws IOException {
        Optional<SSLContext> tls = bind.certificate().isEmpty()
                ? Optional.empty()
                : Optional.of(ServerTls.of(config.pki(), bind.certificate().get()));
        return new MetricsEndpoint(
                new InetSocketAddress(bind.address().toInetAddress(), bind.port()),
                tls,
                bind.login().map(login -> {
                    byte[] password = login.password().octets();
                    try {
                        return new BasicLogin(login.user(), password);
                    } finally {
                        Arrays.fill(password, (byte) 0);
                    }
                }));
    }

    private void control(ControlService control, Gateway gateway, FailureHistory failures)
            throws StartException, InterruptedException {
        Optional<ControlAddress> address = config.settings().control();
        if (address.isEmpty()) {
            return;
        }
        try {
            GatewayState state = new GatewayState(
                    gateway,
                    gateway::config,
                    new Snapshots(gateway::shards, Duration.ZERO),
                    failures,
                    BuildVersion.current(),
                    Instant.now(),
                    Clock.systemUTC());
            Map<String, ControlCommand> more = new HashMap<>(new PkiCommands(pki.service()).commands());
            more.putAll(new PoolCommands(parts.addresses()).commands());
            more.putAll(new RadiusCommands(aaa).commands());
            more.put("reload", new ReloadCommand(this::reload));
            more.put("reload-settings", new ReloadCommand(this::reload));
            more.putAll(new ConfigurationCommands(state, pki.reader(), this::take).commands());
            control.serve(state, address.get().socket(), more);
        } catch (IOException e) {
            if (address.get().required()) {
                finish(gateway);
                throw StartException.of(
                        "Can not serve the control socket " + address.get().socket(), e);
            }
            LOG.warn(
                    "{}",
                    LogLine.event("no-control-socket")
                            .add("path", address.get().socket())
                            .add("error", e));
        }
    }

    private HealthStatus readiness(Gateway gateway) {
        if (!reloader.isDone()) {
            return HealthStatus.failing("starting"); // the metrics do not know all templates and maps yet
        }
        return stop.isDone() ? HealthStatus.failing("stopping") : health(gateway);
    }

    private static HealthStatus health(Gateway gateway) {
        return gateway.isTurning(STALL.toNanos()) ? HealthStatus.OK : HealthStatus.failing("a shard stands still");
    }

    private String serve(Gateway gateway, Runnable eachTurn) throws InterruptedException {
        Duration turn = systemd.watchdogInterval().map(d -> d.dividedBy(3)).orElse(WITHOUT_WATCHDOG);
        while (true) {
            try {
                return stop.get(turn.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                watch(gateway);
                gateway.releaseUnused();
                heap.look();
                eachTurn.run();
            } catch (ExecutionException e) {
                throw new AssertionError("a stop is never completed exceptionally", e);
            }
        }
    }

    private void watch(Gateway gateway) {
        boolean turning = gateway.isTurning(STALL.toNanos());
        if (turning) {
            tellSystemd(systemd::watchdog);
        }
        if (turning == stalled) {
            stalled = !turning;
            LOG.warn("{}", LogLine.event("shards-stalled").add("stalled", stalled));
        }
    }

    private boolean finish(Gateway gateway) throws InterruptedException {
        try {
            gateway.stop(STOP_WAIT.toMillis())
                    .toCompletableFuture()
                    .get(STOP_WAIT.plus(CLEAN_UP_WAIT).toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("{}", LogLine.event("stop-failed").add("error", e));
            return false;
        }
    }

    /** What can fail when telling systemd. */
    private interface Telling {
        void tell() throws IOException;
    }

    private static void tellSystemd(Telling telling) {
        try {
            telling.tell();
        } catch (IOException e) {
            LOG.warn("{}", LogLine.event("systemd-not-told").add("error", e));
        }
    }
}
