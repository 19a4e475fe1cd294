package io.xfrmgate.nativeio.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.libc.LibC;
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
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;

    /** An answer to a request of ours is in the queue when sendto returns; waiting at all means that something is wrong. */
    private static final int WAIT_SECONDS = 10;

    private static final int BUFFER = 8 << 20;
    /** The kernel's dumps come in datagrams of at most 32 KiB. */
    private static final int DATAGRAM = 64 << 10;

    private static final int ADDRESS = 12;

    private final Memory received = new Memory(DATAGRAM);
    private final Memory address = new Memory(ADDRESS);
    private final Memory addressLength = new Memory(Integer.BYTES);
    private final byte[] scratch = new byte[DATAGRAM];
    private Memory sent = new Memory(DATAGRAM);
    private int fd;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /**
     * Opens a socket.
     *
     * @param protocol NETLINK_XFRM for example
     * @param groups multicast groups to join, by number
     */
    public static NetlinkSocket open(int protocol, int... groups) throws ErrnoException {
        NetlinkSocket socket;
        try {
            socket = new NetlinkSocket(LibC.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
        } catch (LastErrorException e) {
            throw new ErrnoException("socket AF_NETLINK " + protocol, e.getErrorCode());
        }
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
        option("NETLINK_EXT_ACK", SOL_NETLINK, NETLINK_EXT_ACK, 1);
        option("NETLINK_CAP_ACK", SOL_NETLINK, NETLINK_CAP_ACK, 1);
        try (Memory timeout = new Memory(2 * Long.BYTES)) { // struct timeval
            timeout.setLong(0, WAIT_SECONDS);
            timeout.setLong(Long.BYTES, 0);
            LibC.setsockopt(fd(), SOL_SOCKET, SO_RCVTIMEO, timeout, 2 * Long.BYTES);
        } catch (LastErrorException e) {
            throw new ErrnoException("setsockopt SO_RCVTIMEO", e.getErrorCode());
        }
        kernelAddress();
        try {
            LibC.bind(fd(), address, ADDRESS);
        } catch (LastErrorException e) {
            throw new ErrnoException("bind AF_NETLINK", e.getErrorCode());
        }
        for (int group : groups) {
            option("NETLINK_ADD_MEMBERSHIP " + group, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
        }
    }

    /** Beyond net.core.rmem_max where we may, else as far as that allows. */
    private void buffer(int force, int plain, String name) throws ErrnoException {
        try {
            option(name + "FORCE", SOL_SOCKET, force, BUFFER);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EPERM.number()) {
                throw e;
            }
            option(name, SOL_SOCKET, plain, BUFFER);
        }
    }

    private void option(String name, int level, int option, int value) throws ErrnoException {
        try (Memory memory = new Memory(Integer.BYTES)) {
            memory.setInt(0, value);
            LibC.setsockopt(fd(), level, option, memory, Integer.BYTES);
        } catch (LastErrorException e) {
            throw new ErrnoException("setsockopt " + name, e.getErrorCode());
        }
    }

    /** The descriptor, for epoll. */
    public int fd() {
        if (fd < 0) {
            throw new IllegalStateException("the netlink socket is closed");
        }
        return fd;
    }

    /** Sends one datagram of any number of messages; the kernel has dealt with them all when this returns. */
    public void send(byte[] octets, int length) throws ErrnoException {
        if (sent.size() < length) {
            sent.close();
            sent = new Memory(Math.max(length, 2 * sent.size()));
        }
        sent.write(0, octets, 0, length);
        kernelAddress();
        try {
            while (true) {
                try {
                    LibC.sendto(fd(), sent, length, 0, address, ADDRESS);
                    return;
                } catch (LastErrorException e) {
                    if (e.getErrorCode() != Errno.EINTR.number()) {
                        throw new ErrnoException("netlink sendto", e.getErrorCode());
                    }
                }
            }
        } finally {
            sent.clear(length); // there were keys in it
        }
    }

    /** Receives one datagram of the kernel's; datagrams of other processes are dropped. */
    public Received receive(boolean wait) throws ErrnoException {
        while (true) {
            long length;
            addressLength.setInt(0, ADDRESS);
            try {
                length = LibC.recvfrom(
                        fd(), received, DATAGRAM, MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT), address, addressLength);
            } catch (LastErrorException e) {
                if (e.getErrorCode() == Errno.EINTR.number()) {
                    continue;
                }
                if (e.getErrorCode() == Errno.ENOBUFS.number()) {
                    return new Received.Overrun();
                }
                if (e.getErrorCode() == Errno.EAGAIN.number()) {
                    return new Received.Nothing();
                }
                throw new ErrnoException("netlink recvfrom", e.getErrorCode());
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
        if (fd < 0) {
            return;
        }
        int closing = fd;
        fd = -1;
        try {
            LibC.close(closing);
        } catch (LastErrorException e) {
            // Linux has freed the number whatever close(2) says, and there is nothing left to write.
            assert e.getErrorCode() != 9 : "closed a descriptor that was not open: " + closing;
        }
        for (Memory memory : List.of(received, address, addressLength, sent)) {
            memory.close();
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
