package io.xfrmgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.vici.ViciChannel;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.agent.vici.ViciPacket;
import io.xfrmgate.agent.vici.ViciPacket.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ControlServerTest {
    private static final ViciMessage LARGE =
            ViciMessage.builder().put("text", "x".repeat(30_000)).build();

    @TempDir
    Path directory;

    private final CountDownLatch streamEnded = new CountDownLatch(1);
    private final List<SocketChannel> sockets = new ArrayList<>();
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        server = server(Duration.ofMillis(500));
    }

    private ControlServer server(Duration patience) throws IOException {
        Map<String, ControlCommand> commands = Map.of(
                "echo",
                (request, client) -> request,
                "who",
                (request, client) ->
                        ViciMessage.builder().put("who", client.who()).build(),
                "fail",
                (request, client) -> {
                    throw new IllegalStateException("a bug");
                },
                "flood",
                (request, client) -> {
                    try {
                        for (int i = 0; i < 10_000; i++) {
                            client.stream("flood", LARGE);
                        }
                        return ViciMessage.success();
                    } finally {
                        streamEnded.countDown();
                    }
                });
        return ControlServer.start(directory.resolve("run/control.sock"), commands, Set.of("flood", "tick"), patience);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        for (SocketChannel socket : sockets) {
            socket.close();
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(server.path()));
        sockets.add(socket);
        return socket;
    }

    private ViciChannel client() throws IOException {
        return new ViciChannel(connect(), ViciPacket.MAX_LENGTH);
    }

    private static void register(ViciChannel client, String event) throws IOException {
        client.write(new ViciPacket(Kind.EVENT_REGISTER, event, ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.EVENT_CONFIRM);
    }

    private void gone(int left) throws InterruptedException {
        while (server.clients() != left) {
            Thread.sleep(10);
        }
    }

    @Test
    void commandsAreAnswered() throws Exception {
        ViciMessage message = ViciMessage.builder().put("a", "b").build();
        ViciChannel client = client();
        client.write(ViciPacket.request("echo", message));
        assertThat(client.read()).isEqualTo(ViciPacket.response(message));
        client.write(ViciPacket.request("nothing-such", message));
        assertThat(client.read().kind()).isEqualTo(Kind.COMMAND_UNKNOWN);
    }

    @Test
    void theUserOfAClientIsKnown() throws Exception {
        ViciChannel client = client();
        client.write(ViciPacket.request("who", ViciMessage.EMPTY));
        assertThat(client.read().message().text("who").orElseThrow()).contains(System.getProperty("user.name"));
    }

    @Test
    void aBugInACommandEndsNeitherClientNorServer() throws Exception {
        ViciChannel client = client();
        client.write(ViciPacket.request("fail", ViciMessage.EMPTY));
        ViciMessage answer = client.read().message();
        assertThat(answer.isYes("success")).isFalse();
        assertThat(answer.text("errmsg"))
                .get()
                .asString()
                .contains("internal error")
                .doesNotContain("bug");
        client.write(ViciPacket.request("echo", ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.COMMAND_RESPONSE);
    }

    @Test
    void eventsGoToThoseThatRegistered() throws Exception {
        ViciChannel client = client();
        ViciChannel other = client();
        register(client, "tick");
        client.write(new ViciPacket(Kind.EVENT_REGISTER, "nothing-such", ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.EVENT_UNKNOWN);
        ViciMessage message = ViciMessage.builder().put("n", 1).build();
        server.publish("tick", message);
        assertThat(client.read()).isEqualTo(ViciPacket.event("tick", message));
        other.write(ViciPacket.request("echo", ViciMessage.EMPTY));
        assertThat(other.read().kind()).isEqualTo(Kind.COMMAND_RESPONSE);
        client.write(new ViciPacket(Kind.EVENT_UNREGISTER, "tick", ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.EVENT_CONFIRM);
        assertThat(server.isWanted("tick")).isFalse();
    }

    @Test
    void aClientThatNeverReadsItsAnswersIsDropped() throws Exception {
        ViciChannel client = client();
        register(client, "flood");
        client.write(ViciPacket.request("flood", ViciMessage.EMPTY));
        assertThat(streamEnded.await(30, TimeUnit.SECONDS))
                .as("the command came to its end")
                .isTrue();
        gone(0);
        ViciChannel next = client();
        next.write(ViciPacket.request("echo", ViciMessage.EMPTY));
        assertThat(next.read().kind()).isEqualTo(Kind.COMMAND_RESPONSE);
    }

    @Test
    void aClientThatNeverReadsItsEventsMakesNobodyWait() throws Exception {
        ViciChannel client = client();
        register(client, "tick");
        ViciChannel reader = client();
        register(reader, "tick");
        int published = 0;
        // The first is dropped as soon as its queue is full: the publisher never waits, and the reader gets every
        // event.
        while (server.clients() == 2) {
            server.publish("tick", LARGE);
            published++;
            assertThat(reader.read().message()).isEqualTo(LARGE);
        }
        assertThat(published).isLessThan(3 * ClientSession.MAX_QUEUED / 30_000);
        server.publish("tick", LARGE);
        assertThat(reader.read().message()).isEqualTo(LARGE);
    }

    @Test
    void aSlowClientGetsEverything() throws Exception {
        ViciChannel client = client();
        register(client, "flood");
        client.write(ViciPacket.request("flood", ViciMessage.EMPTY));
        for (int i = 0; i < 10_000; i++) {
            if (i % 1_000 == 0) {
                Thread.sleep(20);
            }
            assertThat(client.read().kind()).isEqualTo(Kind.EVENT);
        }
        assertThat(client.read().message().isYes("success")).isTrue();
    }

    @Test
    void whatIsNoPacketEndsItsClientOnly() throws Exception {
        for (String hostile :
                List.of("ffffffff", "00000000", "0008000100", "0000000109", "00000002" + "0005", "00000001" + "01")) {
            SocketChannel socket = connect();
            socket.write(ByteBuffer.wrap(HexFormat.of().parseHex(hostile)));
            socket.shutdownOutput();
            assertThatThrownBy(() -> new ViciChannel(socket, 1_000).read())
                    .as(hostile)
                    .isInstanceOf(EOFException.class);
        }
        gone(0);
    }

    @Test
    void onlySoManyClientsAreServed() throws Exception {
        for (int i = 0; i < ControlServer.MAX_CLIENTS; i++) {
            connect();
        }
        gone(ControlServer.MAX_CLIENTS);
        ViciChannel tooMany = client();
        assertThatThrownBy(tooMany::read).isInstanceOf(EOFException.class);
        sockets.getFirst().close();
        gone(ControlServer.MAX_CLIENTS - 1);
        ViciChannel client = client();
        client.write(ViciPacket.request("echo", ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.COMMAND_RESPONSE);
    }

    @Test
    void theSocketIsForOwnerAndGroupOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.path())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void aSocketThatADeadDaemonLeftIsReplacedOneInUseIsNot() throws Exception {
        assertThatThrownBy(() -> server(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another daemon");
        server.close();
        assertThat(server.path()).doesNotExist();
        Files.createFile(server.path());
        assertThatThrownBy(() -> server(Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no socket");
        Files.delete(server.path());
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(server.path()))
                .close();
        assertThat(server.path()).exists();
        server = server(Duration.ofSeconds(1));
        ViciChannel client = client();
        client.write(ViciPacket.request("echo", ViciMessage.EMPTY));
        assertThat(client.read().kind()).isEqualTo(Kind.COMMAND_RESPONSE);
    }
}
