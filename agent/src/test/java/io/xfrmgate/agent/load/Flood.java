package io.xfrmgate.agent.load;

import io.xfrmgate.agent.ShardRandom;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.ShardIo;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.sim.ChildBuilder;
import io.xfrmgate.ike.sim.PeerBuilder;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * As many datagrams as one core sends, to the responder of a benchmark in a network namespace of its own: IKE_SA_INIT requests from
 * 32,768 addresses that wait for no answer, or octets that are no IKE. Arguments: init or garbage, the responder's address, the first
 * of the addresses, and for how many seconds.
 */
public final class Flood {
    private static final int SOURCES = 1 << 15;
    private static final int BATCH = 64;
    private static final int GARBAGE_LENGTH = 200;
    private static final int IKE_PORT = 500;

    private Flood() {}

    public static void main(String[] arguments) throws IOException {
        boolean init = arguments[0].equals("init");
        UdpAddress target = new UdpAddress(InetAddress.ofLiteral(arguments[1]), IKE_PORT);
        byte[] first = InetAddress.ofLiteral(arguments[2]).getAddress();
        byte[] datagram = init ? initRequest() : new byte[GARBAGE_LENGTH];
        long end = System.nanoTime() + Long.parseLong(arguments[3]) * 1_000_000_000L;
        SplittableRandom random = new SplittableRandom(1);
        long sent = 0;
        try (IkeUdpSocket socket =
                IkeUdpSocket.open(UdpSocketOptions.ike(new UdpAddress(InetAddress.ofLiteral("0.0.0.0"), 0)))) {
            while (System.nanoTime() < end) {
                for (int i = 0; i < BATCH; i++) {
                    if (init) {
                        ByteBuffer.wrap(datagram).putLong(0, random.nextLong() | 1);
                    } else {
                        random.nextBytes(datagram);
                    }
                    int host = ByteBuffer.wrap(first).getInt() + random.nextInt(SOURCES);
                    socket.queue(
                            target,
                            InetAddress.getByAddress(
                                    ByteBuffer.allocate(4).putInt(host).array()),
                            datagram);
                }
                sent += socket.flush().sent();
            }
        }
        System.out.println("sent " + sent + " " + arguments[0]);
    }

    /** One that a responder takes seriously, aes128-sha256-x25519. */
    private static byte[] initRequest() {
        PeerConfig map = new PeerBuilder("map")
                .local(IpAddress.parse("192.0.2.1"))
                .remote(IpAddress.parse("192.0.2.2"))
                .child(new ChildBuilder("child")
                        .networks("10.1.0.0/16", "10.2.0.0/16")
                        .build())
                .build();
        FirstSent io = new FirstSent();
        IkeEndpoint endpoint = new IkeEndpoint(
                new EndpointSettings(0, 1, List.of(map), Limits.DEFAULT),
                new StandardCryptoRegistry(),
                ShardRandom.open());
        Shard shard =
                new Shard(0, endpoint, io, new AcceptAll(), PkiPort.none(), EapPort.none(), System::nanoTime, _ -> {});
        Thread.ofPlatform().daemon().start(shard);
        var _ = shard.initiate("map", "child");
        byte[] request = io.sent.join();
        shard.stop(0).toCompletableFuture().join();
        return request;
    }

    /** Keeps the first message; nothing comes in. */
    private static final class FirstSent implements ShardIo {
        final CompletableFuture<byte[]> sent = new CompletableFuture<>();
        private final Semaphore woken = new Semaphore(0);

        @Override
        public void await(long timeoutMillis) {
            try {
                woken.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void receive(Receiver receiver) {}

        @Override
        public void send(UdpEndpoint local, UdpEndpoint remote, byte[] message) {
            sent.complete(message);
        }

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
}
