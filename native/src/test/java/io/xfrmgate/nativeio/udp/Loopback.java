package io.xfrmgate.nativeio.udp;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** What the loopback device owes to tests. */
final class Loopback {
    private static final int AT_MOST_MILLIS = 20_000;

    private Loopback() {}

    /** Receives what this thread, pinned by its private namespace, sent before the call. */
    static int arrived(IkeUdpSocket socket, ReceiveBatch batch) throws Exception {
        handedOver();
        return socket.receive(batch);
    }

    /**
     * Packets of virtual devices wait in the queue of the sender's CPU for a softirq, which a busy machine puts off. The
     * queue is first in, first out: once a datagram of our own has come through, all before it have.
     */
    private static void handedOver() throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (DatagramSocket last = new DatagramSocket(0, loopback)) {
            last.setSoTimeout(AT_MOST_MILLIS);
            last.send(new DatagramPacket(new byte[1], 1, loopback, last.getLocalPort()));
            last.receive(new DatagramPacket(new byte[1], 1));
        }
    }
}
