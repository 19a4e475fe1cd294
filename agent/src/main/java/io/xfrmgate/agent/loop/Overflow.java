package io.xfrmgate.agent.loop;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;

/** Whether the kernel drops datagrams because a socket's receive queue is full: whether it did, between the last two looks. */
final class Overflow {
    private static final long LOOK_NANOS = 100_000_000;

    private final IkeUdpSocket socket;
    private long looked;
    private long drops;
    private boolean goesOn;

    Overflow(IkeUdpSocket socket, long nanos) throws ErrnoException {
        this.socket = socket;
        this.looked = nanos;
        this.drops = socket.queueDrops();
    }

    /** The socket's thread asks; the kernel is asked ten times a second at most. */
    boolean goesOn(long nanos) throws ErrnoException {
        if (nanos - looked >= LOOK_NANOS) {
            long current = socket.queueDrops();
            goesOn = current != drops;
            drops = current;
            looked = nanos;
        }
        return goesOn;
    }
}
