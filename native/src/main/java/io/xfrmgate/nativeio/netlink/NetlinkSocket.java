package io.xfrmgate.nativeio.netlink;

import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.util.List;

/**
 * A netlink socket: whole datagrams to and from the kernel, in native memory that is used again. It belongs to the network
 * namespace of the thread that opened it. Not for several threads.
 *
 * <pre>
 * struct sockaddr_nl { u16 nl_family; u16 nl_pad; u32 nl_pid; u32 nl_groups; };
 * </pre>
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;

    private static final int BUFFER = 8 << 20;
    /** The kernel's dumps come in datagrams of at most 32 KiB. */
    private static final int DATAGRAM = 64 << 10;

    private static final int ADDRESS = 12;

    private final Memory received = new Memory(DATAGRAM);
    private final Memory address = new Memory(ADDRESS);
    private final Memory addressLength = new Memory(Integer.BYTES);
    private final byte[] scratch = new byte[DATAGRAM];
    private final Descriptor descriptor;
    private Memory sent = new Memory(DATAGRAM);
    private boolean closed;

    private NetlinkSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens a socket.
     *
     * @param protocol NETLINK_XFRM for example
     * @param groups multicast groups to join, by number
     */
    public static NetlinkSocket open(int protocol, int... groups) throws ErrnoException {
        NetlinkSocket socket = new NetlinkSocket(Descriptor.socket(AF_NETLINK, SOCK_RAW, protocol));
        try {
            socket.configure(groups);
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    private void configure(int[] groups) throws ErrnoException {
        buffer(SO_RCVBUFFORCE, SO_RCVBUF, "SO_RCVBUF");
        buffer(SO_SNDBUFFORCE, SO_SNDBUF, "SO_SNDBUF");
        descriptor.option("NETLINK_EXT_ACK", SOL_NETLINK, NETLINK_EXT_ACK, 1);
        descriptor.option("NETLINK_CAP_ACK", SOL_NETLINK, NETLINK_CAP_ACK, 1);
        kernelAddress();
        descriptor.bind(address, ADDRESS, "AF_NETLINK");
        for (int group : groups) {
            descriptor.option("NETLINK_ADD_MEMBERSHIP " + group, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
        }
    }

    /** Beyond net.core.rmem_max where we may, else as far as that allows. */
    private void buffer(int force, int plain, String name) throws ErrnoException {
        try {
            descriptor.option(name + "FORCE", SOL_SOCKET, force, BUFFER);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EPERM.number()) {
                throw e;
            }
            descriptor.option(name, SOL_SOCKET, plain, BUFFER);
        }
    }

    /** The descriptor, for epoll. */
    public int fd() {
        return descriptor.fd();
    }

    /**
     * Sends one datagram of any number of messages. The kernel has dealt with them all when this returns, and their
     * answers are there to {@link #receive}.
     */
    public void send(byte[] octets, int length) throws ErrnoException {
        if (sent.size() < length) {
            Memory larger = new Memory(Math.max(length, 2 * sent.size()));
            sent.close();
            sent = larger;
        }
        sent.write(0, octets, 0, length);
        kernelAddress();
        long outcome;
        do {
            outcome = descriptor.sendTo(sent, length, 0, address, ADDRESS);
        } while (outcome == -Errno.EINTR.number());
        sent.clear(length); // there were keys in it
        if (outcome < 0) {
            throw new ErrnoException("netlink sendto", (int) -outcome);
        }
    }

    /** Receives one datagram of the kernel's, without waiting; datagrams of other processes are dropped. */
    public Received receive() throws ErrnoException {
        while (true) {
            addressLength.setInt(0, ADDRESS);
            long length = descriptor.receiveFrom(received, DATAGRAM, MSG_TRUNC, address, addressLength);
            if (length < 0) {
                Errno errno = new Errno((int) -length);
                if (errno.equals(Errno.EINTR)) {
                    continue;
                }
                if (errno.equals(Errno.ENOBUFS)) {
                    return new Received.Overrun();
                }
                if (errno.equals(Errno.EAGAIN)) {
                    return new Received.Nothing();
                }
                throw new ErrnoException("netlink recvfrom", errno.number());
            }
            if (address.getInt(4) != 0) {
                continue; // any local process may send to our port: only port 0 is the kernel
            }
            if (length > DATAGRAM) {
                return new Received.Overrun();
            }
            received.read(0, scratch, 0, (int) length);
            return new Received.Datagram(NetlinkMessage.split(scratch, (int) length));
        }
    }

    private void kernelAddress() {
        address.clear();
        address.setShort(0, (short) AF_NETLINK);
    }

    /** Closes; a second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            descriptor.close();
            List.of(received, address, addressLength, sent).forEach(Memory::close);
        }
    }

    /** What {@link #receive} found. */
    public sealed interface Received {
        /** Messages of one datagram. */
        record Datagram(List<NetlinkMessage> messages) implements Received {
            public Datagram {
                messages = List.copyOf(messages);
            }
        }

        /** The queue is empty. */
        record Nothing() implements Received {}

        /** The queue was full, and the kernel dropped something (ENOBUFS). */
        record Overrun() implements Received {}
    }
}
