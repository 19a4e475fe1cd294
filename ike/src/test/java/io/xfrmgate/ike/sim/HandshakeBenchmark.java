package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.Effects;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/**
 * What a handshake costs: IKE_SA_INIT and IKE_AUTH with a pre-shared key, aes128-sha256-x25519, and one Child SA, with the
 * real primitives and a data plane that says yes at once. Only the CPU time of the responder's own calls is counted. Also the
 * heap that established tunnels hold. Arguments: tunnels to hold (10000), rounds of as many handshakes (3).
 */
public final class HandshakeBenchmark {
    private static final IpAddress RESPONDER = IpAddress.parse("198.51.100.1");
    private static final Limits LIMITS = new Limits(1_000_000, 1_000_000, 1_000_000, 1_000_000);
    private static final long NOW = 1_000_000;
    private static final int KIB = 1024;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final CryptoRegistry crypto = new StandardCryptoRegistry();
    private long responderNanos;

    private HandshakeBenchmark() {}

    /** Keeps what a gateway sends until the other one takes it, and answers for the kernel. */
    private static final class Mailbox implements Effects {
        private final ArrayDeque<byte[]> datagrams = new ArrayDeque<>();
        private final ArrayDeque<Long> tokens = new ArrayDeque<>();
        private int established;

        @Override
        public void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
            datagrams.add(datagram.clone());
        }

        @Override
        public void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote) {
            throw new IllegalStateException("nobody is behind a NAT here");
        }

        @Override
        public void dataPlane(long token, DataPlaneRequest request) {
            tokens.add(token);
        }

        @Override
        public void pki(long token, PkiRequest request) {
            throw new IllegalStateException("both sides have a secret");
        }

        @Override
        public void eap(long token, EapRequest request) {
            throw new IllegalStateException("both sides have a secret");
        }

        @Override
        public void notice(Notice notice) {
            if (notice instanceof Notice.ChildEstablished) {
                established++;
            }
        }
    }

    public static void main(String[] arguments) {
        int tunnels = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        HandshakeBenchmark benchmark = new HandshakeBenchmark();
        for (int round = 1; round <= rounds; round++) {
            benchmark.round(round, tunnels);
        }
    }

    /** A gateway with so many tunnels up, for measurements of what reads them. */
    public static IkeEndpoint gatewayWith(int tunnels) {
        return new HandshakeBenchmark().fill(1, tunnels);
    }

    private IkeEndpoint fill(int seed, int tunnels) {
        IkeEndpoint responder = new IkeEndpoint(
                new EndpointSettings(0, 1, List.of(template()), LIMITS), crypto, new SeededRandom(seed));
        Mailbox mailbox = new Mailbox();
        responder.start(NOW, mailbox);
        for (int i = 0; i < tunnels; i++) {
            handshake(i, responder, mailbox);
        }
        if (mailbox.established != tunnels || responder.established() != tunnels) {
            throw new IllegalStateException("only " + mailbox.established + " of " + tunnels + " tunnels stand");
        }
        return responder;
    }

    private void round(int round, int tunnels) {
        long before = usedHeap();
        responderNanos = 0;
        IkeEndpoint responder = fill(round, tunnels);
        long began = threads.getCurrentThreadCpuTime();
        responder.rest();
        responderNanos += threads.getCurrentThreadCpuTime() - began;
        double each = responderNanos / 1e3 / tunnels;
        long held = usedHeap() - before;
        System.out.println(String.format(
                Locale.ROOT,
                "round %d: %d handshakes, responder %.0f us CPU each, %.0f per CPU second; %.1f KiB heap per tunnel",
                round,
                tunnels,
                each,
                1e6 / each,
                (double) held / tunnels / KIB));
        if (responder.snapshot().size() != tunnels) {
            throw new IllegalStateException("the tunnels did not outlive the measurement");
        }
    }

    private void handshake(int number, IkeEndpoint responder, Mailbox responders) {
        IpAddress address = new IpAddress(0, 0x0A00_0000L + number, false);
        IkeEndpoint initiator = new IkeEndpoint(
                new EndpointSettings(0, 1, List.of(map(number, address)), LIMITS),
                crypto,
                new SeededRandom(0x1_0000_0000L + number));
        Mailbox initiators = new Mailbox();
        UdpEndpoint here = new UdpEndpoint(address, UdpEndpoint.IKE_PORT);
        UdpEndpoint there = new UdpEndpoint(RESPONDER, UdpEndpoint.IKE_PORT);
        initiator.start(NOW, initiators);
        initiator.initiate(NOW, Duo.MAP, Duo.CHILD, initiators);
        while (!initiators.datagrams.isEmpty() || !initiators.tokens.isEmpty()) {
            answerForKernel(initiator, initiators);
            if (initiators.datagrams.isEmpty()) {
                break;
            }
            byte[] request = initiators.datagrams.remove();
            long began = threads.getCurrentThreadCpuTime();
            responder.datagram(NOW, there, here, request, responders);
            answerForKernel(responder, responders);
            responderNanos += threads.getCurrentThreadCpuTime() - began;
            while (!responders.datagrams.isEmpty()) {
                initiator.datagram(NOW, here, there, responders.datagrams.remove(), initiators);
            }
        }
    }

    private static void answerForKernel(IkeEndpoint endpoint, Mailbox mailbox) {
        while (!mailbox.tokens.isEmpty()) {
            endpoint.dataPlaneAnswer(NOW, mailbox.tokens.remove(), new DataPlaneAnswer.Done(), mailbox);
        }
    }

    private static PeerConfig template() {
        return new PeerBuilder(Duo.TEMPLATE)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .build())
                .build();
    }

    private static PeerConfig map(int number, IpAddress address) {
        return new PeerBuilder(Duo.MAP)
                .local(address)
                .remote(RESPONDER)
                .ids(Identification.fqdn("caller" + number + ".example"))
                .child(new ChildBuilder(Duo.CHILD)
                        .local(TrafficSelector.ofHost(address))
                        .remote(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .build())
                .build();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
