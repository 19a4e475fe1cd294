package io.xfrmgate.nativeio.udp;

/** What the loopback device owes to tests. */
final class Loopback {
    /** The kernel hands loopback packets over in a softirq, which a busy machine may put off until others have run. */
    private static final long HAND_OVER_MILLIS = 15;

    private Loopback() {}

    /** Receives what was sent before the call. */
    static int arrived(IkeUdpSocket socket, ReceiveBatch batch) throws Exception {
        Thread.sleep(HAND_OVER_MILLIS);
        return socket.receive(batch);
    }
}
