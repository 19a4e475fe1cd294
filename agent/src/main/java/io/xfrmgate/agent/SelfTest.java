package io.xfrmgate.agent;

import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.pki.PkiReader;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Effects;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.Notice;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Two cores in memory set up tunnels with each other, check that the other one lives, rekey and take them down, with the
 * algorithms of this machine: no socket, no kernel, no privilege. Builds have it run for the compiler to learn what is busy in a
 * gateway, so it does all that peers do often.
 */
public final class SelfTest {
    private static final String SITE = """
            configure
            %3$s
              context self-test
                ikev2-ikesa transform-set ike
                  encryption aes-256-gcm-128
                  prf sha2-256
                  group 31
                exit
                ipsec transform-set esp
                  encryption aes-128-gcm-128
                exit
                ip access-list all
                  permit ip host %1$s host %2$s
                exit
                crypto map peer ikev2-ipv4
                  match address all
                  peer %2$s
                  local-address %1$s
            %4$s
                  ikev2-ikesa transform-set list ike
                  payload child match ipv4
                    ipsec transform-set list esp
                    rekey
                  exit
                exit
              exit
            end
            """;

    private static final String SECRET = """
                  authentication local pre-shared-key key "self-test"
                  authentication remote pre-shared-key key "self-test"
            """;

    /** For what is done on other threads; only a machine that stands still takes so long. */
    private static final long PATIENCE_SECONDS = 60;

    /** Messages and answers of one handshake; more is a loop. */
    private static final int MAX_STEPS = 1_000;

    /** Of the Child SA and of the IKE SA, by either side; both sides see each. */
    private static final int REKEYS = 4;

    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    private final PkiPort pki;
    private final Side left;
    private final Side right;
    private int awaited;
    private long now;

    /**
     * What came of it.
     *
     * @param handshakes IKE SAs set up with a Child SA each, rekeyed, and deleted
     * @param cpuNanos of this thread, for both sides
     */
    public record Result(int handshakes, long cpuNanos) {}

    private SelfTest(GatewayConfig left, GatewayConfig right, Supplier<CryptoRegistry> crypto, PkiPort pki) {
        this.pki = pki;
        this.left = new Side(left, crypto.get());
        this.right = new Side(right, crypto.get());
        this.left.peer = this.right;
        this.right.peer = this.left;
    }

    private static GatewayConfig left(String certificates, String authentication, PkiReader reader)
            throws InterruptedException {
        return config(SITE.formatted("192.0.2.1", "192.0.2.2", certificates, authentication), reader);
    }

    private static GatewayConfig right(String certificates, String authentication, PkiReader reader)
            throws InterruptedException {
        return config(SITE.formatted("192.0.2.2", "192.0.2.1", certificates, authentication), reader);
    }

    private static GatewayConfig config(String text, PkiReader reader) throws InterruptedException {
        if (ConfigLoader.parse(text, "self-test", reader) instanceof ConfigResult.Loaded(var config, var _)) {
            return config;
        }
        throw new AssertionError("the self-test's own configuration is good");
    }

    /**
     * Does some handshakes with a secret, one after the other.
     *
     * @throws IllegalStateException if one does not come to its end, with what the core says of it
     */
    public static Result run(int handshakes, Supplier<CryptoRegistry> crypto) throws InterruptedException {
        return new SelfTest(left("", SECRET, PkiReader.NONE), right("", SECRET, PkiReader.NONE), crypto, PkiPort.none())
                .run(handshakes);
    }

    /**
     * Likewise with RSA certificates on both sides, which are made for it.
     *
     * @throws IllegalStateException if one does not come to its end, with what the core says of it
     */
    public static Result runWithCertificates(int handshakes, Supplier<CryptoRegistry> crypto)
            throws InterruptedException {
        SelfTestAuthority authority = SelfTestAuthority.create();
        try (PkiRuntime runtime = PkiRuntime.open(LinuxParts.namespaceThreads())) {
            return new SelfTest(
                            left(authority.certificatesOf("left"), SelfTestAuthority.AUTHENTICATION, runtime.reader()),
                            right(
                                    authority.certificatesOf("right"),
                                    SelfTestAuthority.AUTHENTICATION,
                                    runtime.reader()),
                            crypto,
                            runtime.service())
                    .run(handshakes);
        }
    }

    private Result run(int handshakes) throws InterruptedException {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < handshakes; i++) {
            handshake();
        }
        return new Result(handshakes, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began);
    }

    private void handshake() throws InterruptedException {
        left.endpoint.initiate(now, "peer", "child", left);
        settle();
        if (left.children != 1 || right.children != 1) {
            throw new IllegalStateException("the self-test's tunnel did not come up: " + left.trouble + right.trouble);
        }
        for (Side side : List.of(left, right)) {
            side.endpoint.checkLiveness(now, side.ikeSpi, side);
            settle();
            side.endpoint.rekeyChild(now, side.childSpi, side);
            settle();
            passTime();
            side.endpoint.rekey(now, side.ikeSpi, side);
            settle();
        }
        if (left.rekeys != REKEYS || right.rekeys != REKEYS || left.children != 1 || right.children != 1) {
            throw new IllegalStateException("the self-test's tunnel was not rekeyed: " + left.trouble + right.trouble);
        }
        left.rekeys = 0;
        right.rekeys = 0;
        left.endpoint.terminate(now, left.ikeSpi, CloseReason.LOCAL, left);
        settle();
        if (left.children != 0 || right.children != 0) {
            throw new IllegalStateException("the self-test's tunnel did not go: " + left.trouble + right.trouble);
        }
    }

    /** As much as it takes for what was replaced to go: it is kept for packets that are on their way. */
    private void passTime() throws InterruptedException {
        for (int i = 0; i < MAX_STEPS && (left.children > 1 || right.children > 1); i++) {
            now = Math.max(now, Math.min(left.endpoint.nextDeadline(), right.endpoint.nextDeadline()));
            left.endpoint.tick(now, left);
            right.endpoint.tick(now, right);
            settle();
        }
    }

    /** Until nothing is under way; then the SAs rest, as they do in a shard. */
    private void settle() throws InterruptedException {
        for (int i = 0; i < MAX_STEPS && (!steps.isEmpty() || awaited > 0); i++) {
            if (steps.isEmpty()) {
                steps.add(answer());
            }
            steps.remove().run();
        }
        left.endpoint.rest();
        right.endpoint.rest();
    }

    private Runnable answer() throws InterruptedException {
        Runnable answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IllegalStateException("nobody signed or judged a certificate in " + PATIENCE_SECONDS + " s");
        }
        awaited--;
        return answer;
    }

    /** One gateway: its messages go to the other one, and its data plane says yes to everything. */
    private final class Side implements Effects {
        private static final SaUsage UNUSED = new SaUsage(0, 0, 0, 0, 0);

        final IkeEndpoint endpoint;
        Side peer = this;
        int children;
        int childSpi;
        long ikeSpi;
        int rekeys;
        String trouble = "";

        Side(GatewayConfig config, CryptoRegistry crypto) {
            endpoint = new IkeEndpoint(Gateway.settingsOf(0, config), crypto, ShardRandom.open());
        }

        @Override
        public void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
            // The other side may decrypt in place, and this one keeps the array for retransmission.
            byte[] copy = datagram.clone();
            steps.add(() -> peer.endpoint.datagram(now, remote, local, copy, peer));
        }

        @Override
        public void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote) {
            throw new IllegalStateException("there is no NAT in memory");
        }

        @Override
        public void pki(long token, PkiRequest request) {
            awaited++;
            pki.submit(request, answer -> answers.add(() -> endpoint.pkiAnswer(now, token, answer, this)));
        }

        @Override
        public void eap(long token, EapRequest request) {
            throw new IllegalStateException("no side is configured for EAP");
        }

        @Override
        public void dataPlane(long token, DataPlaneRequest request) {
            DataPlaneAnswer answer = request instanceof DataPlaneRequest.QueryUsage
                    ? new DataPlaneAnswer.Usage(UNUSED, UNUSED)
                    : new DataPlaneAnswer.Done();
            steps.add(() -> endpoint.dataPlaneAnswer(now, token, answer, this));
        }

        @Override
        public void notice(Notice notice) {
            switch (notice) {
                case Notice.ChildEstablished made -> {
                    children++;
                    childSpi = made.child().inboundSpi();
                }
                case Notice.ChildRekeyed rekeyed -> {
                    children++;
                    rekeys++;
                    childSpi = rekeyed.child().inboundSpi();
                }
                case Notice.ChildClosed _ -> children--;
                case Notice.Failed failed -> trouble += failed.reason() + ": " + failed.detail() + ". ";
                case Notice.IkeEstablished made -> ikeSpi = made.ikeSa().localSpi();
                case Notice.IkeRekeyed rekeyed -> {
                    rekeys++;
                    ikeSpi = rekeyed.ikeSa().localSpi();
                }
                case Notice.IkeClosed _,
                        Notice.AddressesAssigned _,
                        Notice.AddressesReleased _,
                        Notice.PeerMoved _,
                        Notice.EapAccepted _,
                        Notice.GroupSwitched _ -> {}
            }
        }
    }
}
