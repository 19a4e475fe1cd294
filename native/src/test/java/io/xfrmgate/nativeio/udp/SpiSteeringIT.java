package io.xfrmgate.nativeio.udp;

import static io.xfrmgate.nativeio.udp.IkeMessages.IKE_SA_INIT;
import static io.xfrmgate.nativeio.udp.IkeMessages.INFORMATIONAL;
import static io.xfrmgate.nativeio.udp.IkeMessages.INITIATOR;
import static io.xfrmgate.nativeio.udp.IkeMessages.RESPONSE;
import static io.xfrmgate.nativeio.udp.IkeMessages.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netns.PrivateNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel runs the program as {@link SpiSteering} says. */
class SpiSteeringIT {
    private static final int SHARDS = 4;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 500, 127.0.0.1",
        "127.0.0.1, 4500, 127.0.0.1",
        "0.0.0.0, 4500, 127.0.0.1",
        "::1, 500, ::1",
        "::1, 4500, ::1",
        "::, 500, ::1"
    })
    void eachMessageReachesTheShardOfItsSpi(String bind, int port, String target) throws Exception {
        PrivateNamespace.run(() -> steer(UdpAddress.of(bind, port), UdpAddress.of(target, port)));
    }

    private static void steer(UdpAddress bind, UdpAddress target) throws Exception {
        UdpSocketOptions options =
                bind.port() == 4500 ? UdpSocketOptions.natTraversal(bind) : UdpSocketOptions.ike(bind);
        List<SteeredSockets> shards = IkeUdpSocket.openSteered(options, SHARDS);
        // From several ports, so that the kernel's own choice by hash would scatter what belongs together.
        List<IkeUdpSocket> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                UdpAddress any = new UdpAddress(target.address(), 0);
                peers.add(IkeUdpSocket.open(
                        bind.port() == 4500 ? UdpSocketOptions.natTraversal(any) : UdpSocketOptions.ike(any)));
            }
            List<byte[]> messages = messages();
            for (int i = 0; i < messages.size(); i++) {
                IkeUdpSocket peer = peers.get(i % peers.size());
                assertThat(peer.queue(target, target.address(), messages.get(i)))
                        .isTrue();
                assertThat(peer.flush().sent()).isEqualTo(1);
            }
            int[] perShard = new int[SHARDS];
            ReceiveBatch batch = new ReceiveBatch(32);
            for (int shard = 0; shard < SHARDS; shard++) {
                for (byte[] message : arrived(shards.get(shard).known(), batch)) {
                    assertThat(SpiSteering.shardOf(message, SHARDS)).isEqualTo(shard);
                    assertThat(SpiSteering.isNewcomer(message)).isFalse();
                    perShard[shard]++;
                }
                assertThat(perShard[shard]).isGreaterThan(messages.size() / SHARDS / 2);
                for (byte[] message : arrived(shards.get(shard).withCookie(), batch)) {
                    assertThat(SpiSteering.shardOf(message, SHARDS)).isEqualTo(shard);
                    assertThat(SpiSteering.mayBringCookie(message)).isTrue();
                    perShard[shard]++;
                }
                for (byte[] message : arrived(shards.get(shard).newcomers(), batch)) {
                    assertThat(SpiSteering.shardOf(message, SHARDS)).isEqualTo(shard);
                    assertThat(SpiSteering.isNewcomer(message)).isTrue();
                    assertThat(SpiSteering.mayBringCookie(message)).isFalse();
                    perShard[shard]++;
                }
            }
            assertThat(perShard[0] + perShard[1] + perShard[2] + perShard[3]).isEqualTo(messages.size());
        } finally {
            peers.forEach(IkeUdpSocket::close);
            shards.forEach(SteeredSockets::close);
        }
    }

    private static List<byte[]> arrived(IkeUdpSocket socket, ReceiveBatch batch) throws Exception {
        List<byte[]> messages = new ArrayList<>();
        while (Loopback.arrived(socket, batch) > 0) {
            for (int i = 0; i < batch.count(); i++) {
                messages.add(batch.copy(i));
            }
        }
        return messages;
    }

    private static List<byte[]> messages() {
        Random random = new Random(7296);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            messages.add(header(random.nextLong(), 0, IKE_SA_INIT, INITIATOR));
            byte[] withCookie = header(random.nextLong(), 0, IKE_SA_INIT, INITIATOR);
            withCookie[16] = 41;
            messages.add(withCookie);
            messages.add(header(random.nextLong(), random.nextLong(), INFORMATIONAL, INITIATOR));
            messages.add(header(random.nextLong(), random.nextLong(), INFORMATIONAL, RESPONSE));
            messages.add(header(random.nextLong(), random.nextLong(), IKE_SA_INIT, RESPONSE));
        }
        return messages;
    }

    @Test
    void aSecondDaemonIsRefusedInsteadOfTakingHalfOfTheMessages() throws Exception {
        PrivateNamespace.run(() -> {
            UdpSocketOptions options = UdpSocketOptions.ike(UdpAddress.of("127.0.0.1", 500));
            List<SteeredSockets> first = IkeUdpSocket.openSteered(options, SHARDS);
            try {
                assertThatThrownBy(() -> IkeUdpSocket.openSteered(options, SHARDS))
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("bind 127.0.0.1:500: EADDRINUSE (Address already in use)");
            } finally {
                first.forEach(SteeredSockets::close);
            }
            IkeUdpSocket.openSteered(options, 1).getFirst().close();
        });
    }

    @Test
    void withPortZeroAllShardsShareOnePort() throws Exception {
        PrivateNamespace.run(() -> {
            List<SteeredSockets> sockets =
                    IkeUdpSocket.openSteered(UdpSocketOptions.ike(UdpAddress.of("127.0.0.1", 0)), 2);
            assertThat(sockets.get(0).local().port()).isNotZero();
            assertThat(sockets.get(1).local()).isEqualTo(sockets.get(0).local());
            sockets.forEach(SteeredSockets::close);
        });
    }
}
