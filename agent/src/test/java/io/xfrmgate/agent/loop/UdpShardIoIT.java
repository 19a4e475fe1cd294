package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.PrivateNamespace;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpSocketOptions;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a shard reads first when more comes than it can read. */
class UdpShardIoIT {
    private static final UdpAddress GATEWAY = UdpAddress.of("127.0.0.1", 500);
    private static final IpAddress PROVEN = IpAddress.parse("127.0.0.2");
    private static final IpAddress STRANGER = IpAddress.parse("127.0.0.3");
    private static final long AT_MOST_NANOS = 60_000_000_000L;
    private static final byte SA_PAYLOAD = 33;
    private static final byte NOTIFY_PAYLOAD = 41;

    private static byte[] message(long responderSpi, byte firstPayload) {
        return ByteBuffer.allocate(28)
                .putLong(0x1122_3344_5566_7788L)
                .putLong(responderSpi)
                .put(firstPayload)
                .put((byte) 0x20)
                .put((byte) 34)
                .put((byte) 0x08)
                .putInt(0)
                .putInt(28)
                .array();
    }

    private static final byte[] OF_AN_SA = message(0x0102_0304_0506_0708L, SA_PAYLOAD);
    private static final byte[] WITH_COOKIE = message(0, NOTIFY_PAYLOAD);
    private static final byte[] WITHOUT_COOKIE = message(0, SA_PAYLOAD);

    private static void send(IkeUdpSocket from, byte[] message, int count) {
        for (int i = 0; i < count; i++) {
            if (!from.queue(GATEWAY, from.local().address(), message)) {
                from.flush();
                from.queue(GATEWAY, from.local().address(), message);
            }
        }
        from.flush();
    }

    private static IkeUdpSocket peer(IpAddress address) throws Exception {
        return IkeUdpSocket.open(UdpSocketOptions.ike(new UdpAddress(address.toInetAddress(), 0)));
    }

    /** What a shard was given. */
    private static final class Given implements ShardIo.Receiver {
        final List<IpAddress> sources = new ArrayList<>();
        final List<String> order = new ArrayList<>();
        int preferred;
        int refused;

        @Override
        public boolean prefers(IpAddress remote) {
            boolean proven = remote.equals(PROVEN);
            preferred += proven ? 1 : 0;
            refused += proven ? 0 : 1;
            return proven;
        }

        @Override
        public void datagram(UdpEndpoint local, UdpEndpoint remote, byte[] message) {
            sources.add(remote.address());
            String kind = message[8] != 0 ? "sa" : message[16] == NOTIFY_PAYLOAD ? "cookie" : "newcomer";
            if (order.isEmpty() || !order.getLast().equals(kind)) {
                order.add(kind);
            }
        }
    }

    private static void turn(UdpShardIo io, Given given) {
        io.await(1_000);
        io.receive(given);
    }

    @Test
    void whatWasBegunIsServedFirstAndNothingIsLeftOut() throws Exception {
        PrivateNamespace.run(() -> {
            UdpShardIo io =
                    IkeSockets.open(List.of(IpAddress.parse("127.0.0.1")), 1).getFirst();
            try (IkeUdpSocket peer = peer(STRANGER)) {
                send(peer, WITHOUT_COOKIE, 100);
                send(peer, WITH_COOKIE, 100);
                send(peer, OF_AN_SA, 100);
                waitUntilAllArrived();
                Given first = new Given();
                turn(io, first);
                assertThat(first.order).containsExactly("sa", "cookie", "newcomer");
                assertThat(first.sources).hasSize(64 + 4 + 4);
                Given rest = new Given();
                long end = System.nanoTime() + AT_MOST_NANOS;
                while (rest.sources.size() < 300 - 72 && System.nanoTime() < end) {
                    turn(io, rest);
                }
                assertThat(rest.sources).hasSize(300 - 72);
                assertThat(first.refused + rest.refused).isZero();
            } finally {
                io.close();
            }
        });
    }

    /** A softirq hands packets over when it likes: until the queues of port 500 hold equally much, as they do when all have come. */
    private static void waitUntilAllArrived() throws Exception {
        long end = System.nanoTime() + AT_MOST_NANOS;
        List<String> queues = List.of();
        while (queues.size() != 3 || queues.stream().distinct().count() != 1) {
            assertThat(System.nanoTime()).as("queues %s", queues).isLessThan(end);
            Thread.sleep(1);
            queues = Files.readAllLines(Path.of("/proc/thread-self/net/udp")).stream()
                    .filter(line -> line.contains(":01F4 "))
                    .map(line -> line.strip().split(" +")[4])
                    .filter(octets -> !octets.endsWith(":00000000"))
                    .toList();
        }
    }

    @Test
    void whileNewcomersOverflowThoseFromProvenAddressesAreSought() throws Exception {
        PrivateNamespace.run(() -> {
            UdpShardIo io =
                    IkeSockets.open(List.of(IpAddress.parse("127.0.0.1")), 1).getFirst();
            try (IkeUdpSocket stranger = peer(STRANGER);
                    IkeUdpSocket proven = peer(PROVEN)) {
                Given given = new Given();
                long end = System.nanoTime() + AT_MOST_NANOS;
                int sent = 0;
                while ((given.refused == 0 || given.preferred == 0) && System.nanoTime() < end) {
                    send(stranger, WITHOUT_COOKIE, 2_000);
                    send(proven, WITHOUT_COOKIE, 10);
                    sent += 2_010;
                    turn(io, given);
                }
                assertThat(given.refused).as("of %s sent", sent).isPositive();
                assertThat(given.preferred).as("of %s sent", sent).isPositive();
                assertThat(given.sources).contains(STRANGER, PROVEN);
            } finally {
                io.close();
            }
        });
    }
}
