package io.xfrmgate.agent.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.ShardIo;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.telemetry.UsageSource.State;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.sim.HandshakeBenchmark;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.metrics.SaTotals;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import io.xfrmgate.nativeio.xfrm.SaCounters;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What a scrape of {@code /metrics/sa} costs where very many tunnels are up: wall time, CPU time of the whole process (client
 * included), and how long work for the shard waits meanwhile. The tunnels are real ones of a real shard; the kernel's dump is
 * made of messages as long as its own, read anew at each scrape. Argument: tunnels (64000).
 */
public final class ScrapeBenchmark {
    private static final int ROUNDS = 4;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e6;
    private static final double MEBI = 1 << 20;

    /** struct nlmsghdr, xfrm_usersa_info, and attributes as of an AES-GCM state with ESN: 16 + 224 + 300. */
    private static final int MESSAGE = 540;

    private static final int PER_DATAGRAM = (32 << 10) / MESSAGE;

    private ScrapeBenchmark() {}

    /** Sleeps until woken; nothing comes or goes. */
    private static final class IdleIo implements ShardIo {
        private final Semaphore woken = new Semaphore(0);

        @Override
        public void await(long timeoutMillis) {
            try {
                if (woken.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a shard", e);
            }
        }

        @Override
        public void receive(Receiver receiver) {}

        @Override
        public void send(UdpEndpoint local, UdpEndpoint remote, byte[] message) {}

        @Override
        public void sendKeepalive(UdpEndpoint local, UdpEndpoint remote) {}

        @Override
        public void flush() {}

        @Override
        public void wake() {
            woken.release();
        }

        @Override
        public void close() {}
    }

    /** Takes everything, and has nothing to say. */
    private static final class SilentDataPlane implements DataPlane {
        @Override
        public void submit(long token, DataPlaneRequest request) {}

        @Override
        public void exchange(Sink sink) {}

        @Override
        public void close() {}
    }

    /** Dumps of the states of all tunnels. */
    private static final class GeneratedDump implements UsageSource {
        private final List<byte[]> datagrams = new ArrayList<>();

        GeneratedDump(List<ShardSnapshot> shards) {
            List<State> states = new ArrayList<>();
            shards.forEach(shard -> shard.sas().forEach(sa -> {
                for (ChildView child : sa.children()) {
                    states.add(new State(
                            child.name().inboundSpi(),
                            child.ref().path().local().address()));
                    states.add(new State(
                            child.name().outboundSpi(),
                            child.ref().path().remote().address()));
                }
            }));
            for (int i = 0; i < states.size(); i += PER_DATAGRAM) {
                List<State> some = states.subList(i, Math.min(states.size(), i + PER_DATAGRAM));
                ByteBuffer out = ByteBuffer.allocate(some.size() * MESSAGE).order(ByteOrder.nativeOrder());
                some.forEach(state -> write(out, state));
                datagrams.add(out.array());
            }
        }

        private static void write(ByteBuffer out, State state) {
            int at = out.position();
            out.putInt(at, MESSAGE).putShort(at + 4, (short) 16); // XFRM_MSG_NEWSA
            int info = at + 16;
            out.put(info + 56, state.destination().toInetAddress().getAddress());
            out.putInt(info + 72, Integer.reverseBytes(state.spi())).put(info + 76, (byte) 50);
            out.putLong(info + 160, 123_456_789L).putLong(info + 168, 123_456L);
            out.putShort(info + 212, (short) 2);
            int attribute = info + 224; // one that is not asked for, and XFRMA_LASTUSED at the end
            out.putShort(attribute, (short) (300 - 12)).putShort(attribute + 2, (short) 18);
            out.putShort(attribute + 288, (short) 12).putShort(attribute + 290, (short) 15);
            out.putLong(attribute + 292, 1_795_000_000L);
            out.position(at + MESSAGE);
        }

        @Override
        public Map<State, SaUsage> read() {
            Map<State, SaUsage> result = new HashMap<>();
            for (byte[] datagram : datagrams) {
                for (NetlinkMessage message : NetlinkMessage.split(datagram, datagram.length)) {
                    SaCounters.read(message)
                            .ifPresent(counters -> result.put(
                                    new State(counters.spi(), IpAddress.of(counters.destination())),
                                    KernelUsage.usage(counters)));
                }
            }
            return result;
        }
    }

    /** Has the shard do a little work each millisecond, as a handshake would, and keeps the longest wait for it. */
    private static final class Probe implements AutoCloseable {
        private final AtomicLong longest = new AtomicLong();
        private final AtomicBoolean ended = new AtomicBoolean();

        Probe(Shard shard) {
            Thread.ofPlatform().daemon().start(() -> {
                while (!ended.get()) {
                    long began = System.nanoTime();
                    shard.work(() -> {}).toCompletableFuture().join();
                    long waited = System.nanoTime() - began;
                    longest.accumulateAndGet(waited, Math::max);
                    LockSupport.parkNanos(1_000_000);
                }
            });
        }

        double takeMillis() {
            return longest.getAndSet(0) / MILLIS;
        }

        @Override
        public void close() {
            ended.set(true);
        }
    }

    public static void main(String[] arguments) throws Exception {
        int tunnels = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64_000;
        AtomicLong clock = new AtomicLong(BEGIN_NANOS);
        Shard shard = new Shard(
                0,
                HandshakeBenchmark.gatewayWith(tunnels),
                new IdleIo(),
                new SilentDataPlane(),
                PkiPort.none(),
                EapPort.none(),
                clock::get,
                notice -> {});
        Thread.ofPlatform().daemon().start(shard);
        Snapshots snapshots = new Snapshots(() -> List.of(shard), Duration.ofSeconds(1));
        GeneratedDump dump =
                new GeneratedDump(List.of(shard.snapshot().toCompletableFuture().join()));
        SaTotals totals = new SaTotals();
        MetricsServer.Questions questions =
                new MetricsServer.Questions(() -> HealthStatus.OK, () -> HealthStatus.OK, () -> "");
        try (GateMetrics metrics = new GateMetrics();
                HttpClient client = HttpClient.newHttpClient();
                Probe probe = new Probe(shard)) {
            metrics.childSas(new ChildSaReader(() -> snapshots.latest().shards(), dump, totals), totals);
            MetricsEndpoint anywhere = MetricsEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (MetricsServer server = MetricsServer.start(anywhere, metrics, questions)) {
                Thread.sleep(1_000);
                probe.takeMillis();
                Thread.sleep(1_000);
                System.out.printf(
                        Locale.ROOT, "no scrape: work for the shard waits at most %.1f ms%n", probe.takeMillis());
                for (int round = 1; round <= ROUNDS; round++) {
                    for (boolean gzip : new boolean[] {false, true}) {
                        Thread.sleep(1_100);
                        clock.addAndGet(STEP_NANOS);
                        scrape(client, server, probe, round, gzip, tunnels);
                    }
                }
            }
        }
        System.exit(0);
    }

    /** When the tunnels were set up, on the shard's clock. */
    private static final long BEGIN_NANOS = 1_000_000L * 1_000_000;

    /**
     * By so much the shard's clock goes on at each scrape: a snapshot is too old then, so that the shard looks at all tunnels anew.
     * All scrapes together end before the first tunnel is due for anything.
     */
    private static final long STEP_NANOS = 1_001L * 1_000_000;

    private static void scrape(
            HttpClient client, MetricsServer server, Probe probe, int round, boolean gzip, int tunnels)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics/sa"));
        if (gzip) {
            request.header("Accept-Encoding", "gzip");
        }
        probe.takeMillis();
        long wall = System.nanoTime();
        long cpu = cpuNanos();
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        long octets = 0;
        try (InputStream body = response.body()) {
            byte[] buffer = new byte[1 << 16];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                octets += read;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "scrape %d of %d tunnels%s: %.2f s, %.2f s CPU of the process, %.1f MiB; work for the shard waits at most %.1f ms%n",
                round,
                tunnels,
                gzip ? ", gzip" : "",
                (System.nanoTime() - wall) / NANOS,
                (cpuNanos() - cpu) / NANOS,
                octets / MEBI,
                probe.takeMillis());
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
