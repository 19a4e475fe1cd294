package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.aaa4j.radius.core.dictionary.dictionaries.StandardDictionary;
import org.aaa4j.radius.core.packet.Packet;
import org.aaa4j.radius.core.packet.PacketCodec;
import org.aaa4j.radius.core.packet.PacketCodecException;

/** A RADIUS server on the loopback address that answers as the test says. */
final class FakeRadiusServer implements AutoCloseable {
    static final String KEY = "shared";

    private final DatagramSocket socket;
    private final PacketCodec codec = new PacketCodec(new StandardDictionary());
    private final List<Packet> requests = new CopyOnWriteArrayList<>();
    private volatile Answerer answerer;

    /** What comes back for a request; several datagrams, one or none. */
    interface Answerer {
        List<byte[]> answer(Request request) throws PacketCodecException;
    }

    /** A request that came, and the means to answer it. */
    record Request(PacketCodec codec, Packet packet, byte[] octets) {
        byte[] answer(Packet answer, String key) throws PacketCodecException {
            return codec.encodeResponse(
                    answer, key.getBytes(StandardCharsets.UTF_8), octets[1] & 0xFF, authenticator());
        }

        byte[] authenticator() {
            return Arrays.copyOfRange(octets, 4, 20);
        }
    }

    FakeRadiusServer(Answerer answerer) throws SocketException {
        this.answerer = answerer;
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    /** One that never answers. */
    static FakeRadiusServer silent() throws SocketException {
        return new FakeRadiusServer(request -> List.of());
    }

    void answers(Answerer other) {
        answerer = other;
    }

    /** All that came and could be read, in order; what is sent again is there again. */
    List<Packet> requests() {
        return requests;
    }

    RadiusServer server() {
        return server(KEY);
    }

    /** The same, as who knows another key sees it. */
    RadiusServer server(String key) {
        return new RadiusServer(
                IpAddress.parse("127.0.0.1"), socket.getLocalPort(), new Secret(key.getBytes(StandardCharsets.UTF_8)));
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
                socket.receive(datagram);
                byte[] octets = Arrays.copyOf(buffer, datagram.getLength());
                Packet packet = codec.decodeRequest(octets.clone(), KEY.getBytes(StandardCharsets.UTF_8));
                requests.add(packet);
                for (byte[] answer : answerer.answer(new Request(codec, packet, octets))) {
                    socket.send(new DatagramPacket(answer, answer.length, datagram.getSocketAddress()));
                }
            } catch (PacketCodecException notForUs) {
                // As every server does.
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
