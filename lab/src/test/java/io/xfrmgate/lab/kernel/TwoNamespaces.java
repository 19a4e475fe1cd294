package io.xfrmgate.lab.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpSocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two network namespaces joined by a veth pair, made once for all tests. The outer addresses are on the wire, the inner
 * ones on the loopback interfaces; both of IPv4 and IPv6. Port 4500 of the outer addresses takes ESP in UDP.
 */
final class TwoNamespaces {
    /** Another outer address of the left side. */
    static final String SECOND_OUTER = "10.0.0.101";

    private static final int ARRIVAL_MILLIS = 700;
    private static final int READY_PORT = 40_999;
    private static final int READY_TRIES = 50;
    private static final int READY_PAUSE_MILLIS = 100;
    private static final int UDP_HEADERS = 28;
    private static final int UDP_HEADERS_V6 = 48;

    private final NetworkNamespace left;
    private final NetworkNamespace right;

    private TwoNamespaces() throws IOException {
        ip(List.of("ip", "-batch", "-"), """
                netns add xgleft
                netns add xgright
                link add wire netns xgleft type veth peer name wire netns xgright
                """);
        configure("xgleft", 1, 2);
        configure("xgright", 2, 1);
        left = NetworkNamespace.named("xgleft");
        right = NetworkNamespace.named("xgright");
        for (Side side : Side.values()) {
            openNatTraversal(side, false);
            openNatTraversal(side, true);
        }
        for (Side side : Side.values()) {
            awaitWire(side, false);
            awaitWire(side, true);
        }
    }

    /** A link that was just set up takes a moment until IPv6 goes through it; the first test must not meet that. */
    private void awaitWire(Side from, boolean v6) throws IOException {
        Side to = from == Side.LEFT ? Side.RIGHT : Side.LEFT;
        InetSocketAddress source = new InetSocketAddress(outer(from, v6), READY_PORT);
        InetSocketAddress destination = new InetSocketAddress(outer(to, v6), READY_PORT);
        for (int tries = 0; !udp(from, source, destination, 100); tries++) {
            if (tries == READY_TRIES) {
                throw new IOException("no packet goes from " + source + " to " + destination);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(READY_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** The only instance, made when first asked for. */
    static TwoNamespaces get() {
        return Holder.INSTANCE;
    }

    private static final class Holder {
        static final TwoNamespaces INSTANCE = make();

        private static TwoNamespaces make() {
            try {
                return new TwoNamespaces();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void configure(String name, int own, int other) throws IOException {
        ip(List.of("ip", "-n", name, "-batch", "-"), """
                address add 10.0.0.%1$d/24 dev wire
                address add 10.0.0.10%1$d/24 dev wire
                address add fd00::%1$d/64 dev wire nodad
                address add 10.%1$d.0.1/32 dev lo
                address add fd00:%1$d::1/128 dev lo nodad
                link set lo up
                link set wire up
                route add 10.%2$d.0.0/16 via 10.0.0.%2$d src 10.%1$d.0.1
                route add fd00:%2$d::/64 via fd00::%2$d src fd00:%1$d::1
                """.formatted(own, other));
    }

    private static void ip(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A socket that decapsulates ESP in UDP, open as long as this process; nobody reads from it. */
    private void openNatTraversal(Side side, boolean v6) throws ErrnoException {
        UdpAddress address = new UdpAddress(outer(side, v6), 4500);
        in(side).call(() -> IkeUdpSocket.open(UdpSocketOptions.natTraversal(address)));
    }

    NetworkNamespace in(Side side) {
        return side == Side.LEFT ? left : right;
    }

    private static int number(Side side) {
        return side == Side.LEFT ? 1 : 2;
    }

    InetAddress outer(Side side, boolean v6) {
        return InetAddress.ofLiteral((v6 ? "fd00::" : "10.0.0.") + number(side));
    }

    InetAddress inner(Side side, boolean v6) {
        return InetAddress.ofLiteral(v6 ? "fd00:" + number(side) + "::1" : "10." + number(side) + ".0.1");
    }

    /** Octets that a side has put on the wire. */
    long transmitted(Side side) {
        try {
            String devices = in(side).call(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
            String wire = devices.lines()
                    .filter(line -> line.strip().startsWith("wire:"))
                    .findFirst()
                    .orElseThrow();
            // after the name eight counters of what was received
            return Long.parseLong(wire.strip().split("\\s+", -1)[9]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a UDP packet of so many octets in all; whether a socket of the other side received it. */
    boolean udp(Side from, InetSocketAddress source, InetSocketAddress destination, int octets) {
        boolean v6 = source.getAddress().getAddress().length == 16;
        Side other = from == Side.LEFT ? Side.RIGHT : Side.LEFT;
        try (DatagramSocket receiver = in(other).call(() -> new DatagramSocket(destination));
                DatagramSocket sender = in(from).call(() -> new DatagramSocket(source))) {
            byte[] payload = new byte[octets - (v6 ? UDP_HEADERS_V6 : UDP_HEADERS)];
            receiver.setSoTimeout(ARRIVAL_MILLIS);
            try {
                sender.send(new DatagramPacket(payload, payload.length, destination));
                receiver.receive(new DatagramPacket(new byte[octets], octets));
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return false; // the kernel tells some drops to the sender
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
