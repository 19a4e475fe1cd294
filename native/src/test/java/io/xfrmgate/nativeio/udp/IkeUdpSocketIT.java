package io.xfrmgate.nativeio.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.nativeio.event.Epoll;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.libc.LibC;
import io.xfrmgate.nativeio.netns.PrivateNamespace;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class IkeUdpSocketIT {
    private static final int ENETUNREACH = 101;
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final int EMSGSIZE = 90;

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 500, 192.0.2.1, 192.0.2.2",
        "0.0.0.0, 4500, 192.0.2.2, 192.0.2.3",
        "::, 500, 2001:db8::1, 2001:db8::2",
        "::, 4500, 2001:db8::2, 2001:db8::3"
    })
    void theLocalAddressOfEachDatagramIsKnownAndChosen(String any, int port, String a, String b) throws Exception {
        PrivateNamespace.run(() -> {
            addresses();
            InetAddress first = InetAddress.ofLiteral(a);
            InetAddress second = InetAddress.ofLiteral(b);
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(UdpAddress.of(any, port)))) {
                assertThat(socket.queue(new UdpAddress(second, port), first, new byte[] {1, 2, 3}))
                        .isTrue();
                assertThat(socket.queue(new UdpAddress(first, port), second, new byte[] {4, 5}))
                        .isTrue();
                assertThat(socket.queue(new UdpAddress(second, port), InetAddress.ofLiteral(any), new byte[] {6}))
                        .isTrue();
                assertThat(socket.flush()).isEqualTo(new SendOutcome(3, 0, List.of()));

                ReceiveBatch batch = new ReceiveBatch(8);
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(3);
                assertThat(batch.isFull()).isFalse();
                assertThat(batch.source(0)).isEqualTo(new UdpAddress(first, port));
                assertThat(batch.local(0)).isEqualTo(new UdpAddress(second, port));
                assertThat(batch.copy(0)).containsExactly(1, 2, 3);
                assertThat(batch.source(1)).isEqualTo(new UdpAddress(second, port));
                assertThat(batch.local(1)).isEqualTo(new UdpAddress(first, port));
                assertThat(batch.copy(1)).containsExactly(4, 5);
                assertThat(batch.length(2)).isEqualTo(1);
                assertThat(batch.local(2)).isEqualTo(new UdpAddress(second, port));
                assertThat(batch.kind(2)).isEqualTo(NonEspMarker.Kind.IKE);
                assertThat(batch.source(0)).isSameAs(batch.local(1));
                assertThat(Loopback.arrived(socket, batch)).isZero();
                assertThatThrownBy(() -> batch.copy(0)).isInstanceOf(IndexOutOfBoundsException.class);

                int marker = port == 4500 ? 3 * NonEspMarker.LENGTH : 0;
                assertThat(socket.statistics())
                        .isEqualTo(new UdpStatistics(3, 6 + marker, 0, 0, 0, 3, 6 + marker, 0, 0));
            }
        });
    }

    @Test
    void linkLocalAddressesKeepTheirScope() throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("link add va type veth peer name vb");
            PrivateNamespace.ip("link set va up");
            PrivateNamespace.ip("link set vb up");
            PrivateNamespace.address("fe80::1", 64, "va");
            PrivateNamespace.address("fe80::2", 64, "va");
            // The JDK would look an interface's name up in the namespace of the process, not of the thread.
            int scope = LibC.if_nametoindex("va");
            Inet6Address first = linkLocal(1, scope);
            Inet6Address second = linkLocal(2, scope);
            try (IkeUdpSocket socket = IkeUdpSocket.open(UdpSocketOptions.ike(UdpAddress.of("::", 500)))) {
                socket.queue(new UdpAddress(second, 500), first, new byte[] {1});
                assertThat(socket.flush().failures()).isEmpty();
                ReceiveBatch batch = new ReceiveBatch(2);
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(1);
                UdpAddress source = batch.source(0);
                UdpAddress local = batch.local(0);
                // Inet6Address.equals takes no notice of the scope, so the text is compared.
                assertThat(source).hasToString("[fe80:0:0:0:0:0:0:1%" + scope + "]:500");
                assertThat(local).hasToString("[fe80:0:0:0:0:0:0:2%" + scope + "]:500");

                socket.queue(source, local.address(), new byte[] {2});
                assertThat(socket.flush().failures()).isEmpty();
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(1);
                assertThat(batch.local(0)).isSameAs(source);
            }
        });
    }

    private static Inet6Address linkLocal(int last, int scope) throws Exception {
        byte[] octets = new byte[16];
        octets[0] = (byte) 0xFE;
        octets[1] = (byte) 0x80;
        octets[15] = (byte) last;
        return Inet6Address.getByAddress("", octets, scope);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 500", "::1, 500", "127.0.0.1, 4500", "::1, 4500"})
    void largeAndSmallMessagesTravelInBatchesWhole(String address, int port) throws Exception {
        PrivateNamespace.run(() -> {
            UdpAddress self = UdpAddress.of(address, port);
            int[] sizes = {1, 28, 300, 1400, 9000, 20_000, 65_000};
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(self))) {
                ReceiveBatch batch = new ReceiveBatch(4);
                for (int round = 0; round < 50; round++) {
                    for (int size : sizes) {
                        byte[] message = new byte[size];
                        Arrays.fill(message, (byte) size);
                        assertThat(socket.queue(self, self.address(), message)).isTrue();
                    }
                    assertThat(socket.queued()).isEqualTo(sizes.length);
                    assertThat(socket.flush().sent()).isEqualTo(sizes.length);
                    int seen = 0;
                    while (Loopback.arrived(socket, batch) > 0) {
                        for (int i = 0; i < batch.count(); i++) {
                            byte[] expected = new byte[sizes[seen]];
                            Arrays.fill(expected, (byte) sizes[seen]);
                            assertThat(batch.copy(i)).isEqualTo(expected);
                            seen++;
                        }
                    }
                    assertThat(seen).isEqualTo(sizes.length);
                }
            }
        });
    }

    @Test
    void aMessageLargerThanTheMtuIsFragmentedWithoutDontFragment() throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("link set lo mtu 1280");
            for (String literal : new String[] {"127.0.0.1", "::1"}) {
                UdpAddress self = UdpAddress.of(literal, 500);
                try (IkeUdpSocket socket = IkeUdpSocket.open(options(self))) {
                    socket.queue(self, self.address(), new byte[6000]);
                    assertThat(socket.flush().failures()).isEmpty();
                    ReceiveBatch batch = new ReceiveBatch(1);
                    assertThat(Loopback.arrived(socket, batch)).isEqualTo(1);
                    assertThat(batch.length(0)).isEqualTo(6000);
                }
            }
        });
    }

    @Test
    void keepalivesAreSentAndTheKernelDropsThem() throws Exception {
        PrivateNamespace.run(() -> {
            UdpAddress encapsulated = UdpAddress.of("127.0.0.1", 4500);
            UdpAddress plain = UdpAddress.of("127.0.0.1", 500);
            try (IkeUdpSocket nat = IkeUdpSocket.open(options(encapsulated));
                    IkeUdpSocket ike = IkeUdpSocket.open(options(plain))) {
                ReceiveBatch batch = new ReceiveBatch(4);
                assertThat(nat.queueKeepalive(plain, encapsulated.address())).isTrue();
                assertThat(nat.queueKeepalive(encapsulated, encapsulated.address()))
                        .isTrue();
                assertThat(nat.queue(encapsulated, encapsulated.address(), new byte[] {42}))
                        .isTrue();
                assertThat(nat.flush().sent()).isEqualTo(3);

                assertThat(Loopback.arrived(ike, batch)).isEqualTo(1);
                assertThat(batch.copy(0)).isEqualTo(NonEspMarker.keepalive());
                // UDP_ENCAP: the kernel takes keepalives and ESP itself; only what has the marker comes up.
                assertThat(Loopback.arrived(nat, batch)).isEqualTo(1);
                assertThat(batch.copy(0)).containsExactly(42);
                ike.queue(encapsulated, plain.address(), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
                assertThat(ike.flush().sent()).isEqualTo(1);
                assertThat(Loopback.arrived(nat, batch)).isZero();
            }
        });
    }

    @Test
    void oneBadDatagramDoesNotLoseTheOthers() throws Exception {
        PrivateNamespace.run(() -> {
            addresses();
            PrivateNamespace.ip("route add prohibit 203.0.113.1/32");
            PrivateNamespace.ip("route add unreachable 203.0.113.2/32");
            UdpAddress good = UdpAddress.of("192.0.2.1", 500);
            InetAddress from = InetAddress.ofLiteral("192.0.2.2");
            UdpAddress noRoute = UdpAddress.of("198.51.100.1", 500);
            UdpAddress prohibited = UdpAddress.of("203.0.113.1", 500);
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(UdpAddress.of("0.0.0.0", 500)))) {
                socket.queue(noRoute, InetAddress.ofLiteral("0.0.0.0"), new byte[1]);
                socket.queue(good, from, new byte[2]);
                socket.queue(good, from, new byte[3]);
                socket.queue(prohibited, InetAddress.ofLiteral("0.0.0.0"), new byte[4]);
                socket.queue(good, InetAddress.ofLiteral("192.0.2.99"), new byte[5]);
                socket.queue(good, from, new byte[65_520]);
                socket.queue(good, from, new byte[6]);
                SendOutcome outcome = socket.flush();

                assertThat(outcome.sent()).isEqualTo(3);
                assertThat(outcome.waiting()).isZero();
                assertThat(outcome.failures())
                        .extracting(SendOutcome.Failure::errno)
                        .containsExactly(ENETUNREACH, EACCES, ENETUNREACH, EMSGSIZE);
                assertThat(outcome.failures().get(1).to()).isEqualTo(prohibited);
                ReceiveBatch batch = new ReceiveBatch(8);
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(3);
                assertThat(batch.length(2)).isEqualTo(6);
                assertThat(socket.statistics().sendFailures()).isEqualTo(4);
            }
        });
    }

    @Test
    void aFullQueueSaysSoAndIsUsableAfterFlush() throws Exception {
        PrivateNamespace.run(() -> {
            UdpAddress self = UdpAddress.of("127.0.0.1", 500);
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(self))) {
                int queued = 0;
                while (socket.queue(self, self.address(), new byte[100])) {
                    queued++;
                }
                assertThat(queued).isEqualTo(64);
                assertThat(socket.statistics().sendQueueFull()).isEqualTo(1);
                assertThat(socket.flush().sent()).isEqualTo(64);
                assertThat(socket.queue(self, self.address(), new byte[100])).isTrue();
                assertThat(socket.flush().sent()).isEqualTo(1);
                ReceiveBatch batch = new ReceiveBatch(64);
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(64);
                assertThat(batch.isFull()).isTrue();
                assertThat(Loopback.arrived(socket, batch)).isEqualTo(1);
            }
        });
    }

    @Test
    void whatTheKernelHasNoRoomForWaits() throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("link add va type veth peer name vb");
            PrivateNamespace.ip("addr add 192.0.2.1/24 dev va");
            PrivateNamespace.ip("link set va up");
            PrivateNamespace.ip("link set vb up");
            PrivateNamespace.ip("neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev va");
            // So slow a link keeps the datagrams, and they count against the socket's send buffer.
            PrivateNamespace.command("tc qdisc add dev va root tbf rate 8kbit burst 2000 limit 10000000");
            UdpAddress peer = UdpAddress.of("192.0.2.2", 500);
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(UdpAddress.of("192.0.2.1", 500)));
                    Epoll epoll = Epoll.open(1)) {
                while (socket.queue(peer, socket.local().address(), new byte[8000])) {
                    // fills 256 KiB, more than the kernel's send buffer
                }
                int queued = socket.queued();
                SendOutcome outcome = socket.flush();
                assertThat(outcome.failures()).isEmpty();
                assertThat(outcome.waiting()).isPositive().isEqualTo(queued - outcome.sent());
                assertThat(socket.queued()).isEqualTo(outcome.waiting());
                epoll.add(socket.fd(), 1, Epoll.WRITABLE);
                assertThat(epoll.await(0)).isZero();

                PrivateNamespace.command("tc qdisc del dev va root");
                assertThat(epoll.await(5000)).isEqualTo(1);
                assertThat(socket.flush()).isEqualTo(new SendOutcome(outcome.waiting(), 0, List.of()));
                assertThat(socket.statistics().sentBytes()).isEqualTo(queued * 8000L);
            }
        });
    }

    @Test
    void theReceiveQueueIsLargeAndItsDropsAreCounted() throws Exception {
        PrivateNamespace.run(() -> {
            UdpAddress self = UdpAddress.of("127.0.0.1", 500);
            UdpAddress other = UdpAddress.of("127.0.0.2", 500);
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(self));
                    IkeUdpSocket small = IkeUdpSocket.open(options(other).withReceiveBufferBytes(16_384))) {
                assertThat(socket.receiveBufferBytes()).isEqualTo(2 * UdpSocketOptions.DEFAULT_RECEIVE_BUFFER);
                for (int i = 0; i < 50; i++) {
                    socket.queue(other, self.address(), new byte[2000]);
                }
                assertThat(socket.flush().sent()).isEqualTo(50);
                ReceiveBatch batch = new ReceiveBatch(64);
                int received = Loopback.arrived(small, batch);
                assertThat(received).isBetween(1, 49);
                assertThat(small.statistics().queueDrops()).isEqualTo(50 - received);
                small.close();
                assertThat(small.statistics().queueDrops()).isEqualTo(50 - received);
            }
        });
    }

    @Test
    void anAddressNotYetThereCanBeBoundOnRequest() throws Exception {
        PrivateNamespace.run(() -> {
            for (String literal : new String[] {"198.51.100.7", "2001:db8:7::7"}) {
                UdpSocketOptions options = options(UdpAddress.of(literal, 500));
                assertThatThrownBy(() -> IkeUdpSocket.open(options))
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("Cannot assign requested address");
                try (IkeUdpSocket socket = IkeUdpSocket.open(options.withFreeBind(true))) {
                    assertThat(socket.local().port()).isEqualTo(500);
                }
            }
        });
    }

    @Test
    void ipv4AndIpv6SharePort500() throws Exception {
        PrivateNamespace.run(() -> {
            try (IkeUdpSocket v6 = IkeUdpSocket.open(options(UdpAddress.of("::", 500)));
                    IkeUdpSocket v4 = IkeUdpSocket.open(options(UdpAddress.of("0.0.0.0", 500)));
                    Epoll epoll = Epoll.open(4)) {
                epoll.add(v6.fd(), 6, Epoll.READABLE);
                epoll.add(v4.fd(), 4, Epoll.READABLE);
                v4.queue(UdpAddress.of("127.0.0.1", 500), InetAddress.ofLiteral("0.0.0.0"), new byte[1]);
                v4.flush();
                assertThat(epoll.await(5000)).isEqualTo(1);
                assertThat(epoll.key(0)).isEqualTo(4);
                assertThatThrownBy(() -> v4.queue(UdpAddress.of("::1", 500), InetAddress.ofLiteral("::1"), new byte[1]))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2, 192.0.2.3, 24, 32", "2001:db8::1, 2001:db8::2, 2001:db8::3, 64, 128"})
    void ikePassesThePolicyThatBlocksOthers(String own, String open, String closed, int prefix, int bits)
            throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("link add va type veth peer name vb"); // XFRM is off on lo
            PrivateNamespace.ip("link set va up");
            PrivateNamespace.ip("link set vb up");
            PrivateNamespace.address(own, prefix, "va");
            PrivateNamespace.ip("neigh add " + open + " lladdr 02:00:00:00:00:02 dev va");
            PrivateNamespace.ip("neigh add " + closed + " lladdr 02:00:00:00:00:03 dev va");
            PrivateNamespace.ip("xfrm policy add dst " + closed + "/" + bits + " dir out action block");
            UdpAddress self = UdpAddress.of(own, 500);
            UdpAddress reachable = UdpAddress.of(open, 500);
            UdpAddress blocked = UdpAddress.of(closed, 500);

            try (IkeUdpSocket socket = IkeUdpSocket.open(options(self).withBypassPolicy(false))) {
                SendOutcome outcome = sendThree(socket, reachable, blocked);
                assertThat(outcome.sent()).isEqualTo(2);
                assertThat(outcome.failures()).containsExactly(new SendOutcome.Failure(blocked, EPERM));
            }
            try (IkeUdpSocket socket = IkeUdpSocket.open(options(self))) {
                assertThat(sendThree(socket, reachable, blocked)).isEqualTo(new SendOutcome(3, 0, List.of()));
            }
        });
    }

    private static SendOutcome sendThree(IkeUdpSocket socket, UdpAddress reachable, UdpAddress blocked) {
        InetAddress from = socket.local().address();
        socket.queue(reachable, from, new byte[1]);
        socket.queue(blocked, from, new byte[1]);
        socket.queue(reachable, from, new byte[1]);
        return socket.flush();
    }

    private static UdpSocketOptions options(UdpAddress bind) {
        return bind.port() == 4500 ? UdpSocketOptions.natTraversal(bind) : UdpSocketOptions.ike(bind);
    }

    private static void addresses() throws Exception {
        for (int i = 1; i <= 3; i++) {
            PrivateNamespace.address("192.0.2." + i, 32, "lo");
            PrivateNamespace.address("2001:db8::" + i, 128, "lo");
        }
    }
}
