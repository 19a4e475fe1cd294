package io.xfrmgate.nativeio.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    @Test
    void aSocketMadeInsideStaysThereAndTheThreadComesBack() throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("addr add 192.0.2.1/32 dev lo");
            String inside = Files.readSymbolicLink(OWN).toString();
            try (NetworkNamespace namespace = NetworkNamespace.current()) {
                NetworkNamespace.unshare();
                // Before its first address a namespace has no local table, and takes every address for a broadcast.
                PrivateNamespace.ip("link set lo up");
                String outside = Files.readSymbolicLink(OWN).toString();
                UdpSocketOptions options = UdpSocketOptions.ike(UdpAddress.of("192.0.2.1", 500));

                assertThat(outside).isNotEqualTo(inside);
                assertThatThrownBy(() -> IkeUdpSocket.open(options))
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("bind 192.0.2.1:500");
                try (IkeUdpSocket socket = namespace.call(() -> IkeUdpSocket.open(options))) {
                    assertThat(socket.local()).isEqualTo(UdpAddress.of("192.0.2.1", 500));
                }
                assertThat(Files.readSymbolicLink(OWN)).hasToString(outside);
            }
        });
    }

    @Test
    void theThreadComesBackFromWorkThatFails() throws Exception {
        PrivateNamespace.run(() -> {
            try (NetworkNamespace other = NetworkNamespace.current()) {
                NetworkNamespace.unshare();
                String home = Files.readSymbolicLink(OWN).toString();
                assertThatThrownBy(() -> other.call(() -> {
                            throw new IllegalArgumentException("on purpose");
                        }))
                        .hasMessage("on purpose");
                assertThat(Files.readSymbolicLink(OWN)).hasToString(home);
            }
        });
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> NetworkNamespace.named("no-such-namespace"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(2))
                .hasMessageContaining("/run/netns/no-such-namespace");
        assertThatThrownBy(() -> NetworkNamespace.named("../../proc/1/ns/net"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVirtualThreadIsRefused() throws Exception {
        try (NetworkNamespace own = NetworkNamespace.current()) {
            Throwable[] failure = new Throwable[1];
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            own.enter();
                        } catch (ErrnoException | IllegalStateException e) {
                            failure[0] = e;
                        }
                    })
                    .join();
            assertThat(failure[0]).isInstanceOf(IllegalStateException.class);
        }
    }
}
