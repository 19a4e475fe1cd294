package io.xfrmgate.nativeio.netlink;

import io.xfrmgate.nativeio.libc.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** Receives what the kernel tells to multicast groups. Not for several threads. */
public final class NetlinkListener implements AutoCloseable {
    private final NetlinkSocket socket;

    private NetlinkListener(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Listens to groups of a protocol, by number, in the calling thread's network namespace. */
    public static NetlinkListener open(int protocol, int... groups) throws ErrnoException {
        return new NetlinkListener(NetlinkSocket.open(protocol, groups));
    }

    /** Readable when there is something to {@link #poll}. */
    public int fd() {
        return socket.fd();
    }

    /** Takes everything that is there; does not wait. */
    public Heard poll() throws ErrnoException {
        List<NetlinkMessage> messages = new ArrayList<>();
        boolean lost = false;
        while (true) {
            switch (socket.receive()) {
                case NetlinkSocket.Received.Datagram(var some) -> messages.addAll(some);
                case NetlinkSocket.Received.Overrun() -> lost = true;
                case NetlinkSocket.Received.Nothing() -> {
                    return new Heard(messages, lost);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /**
     * What came.
     *
     * @param lost the queue overflowed: other messages came and are gone, so that the caller must look at the tables
     */
    public record Heard(List<NetlinkMessage> messages, boolean lost) {
        public Heard {
            messages = List.copyOf(messages);
        }
    }
}
