package io.xfrmgate.nativeio.udp;

import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A UDP socket for IKE that never blocks. It receives in batches, with the local address of each datagram; it sends in
 * batches, from the local address the caller names; it fragments what is larger than the MTU.
 *
 * <p>One thread owns it; only {@link #statistics} may be called from others.
 */
public final class IkeUdpSocket implements AutoCloseable {
    private static final int QUEUE_DATAGRAMS = 64;
    private static final int QUEUE_BYTES = 256 * 1024;

    private final Descriptor socket;
    private final UdpAddress local;
    private final boolean natTraversal;
    private final SendQueue queue = new SendQueue(QUEUE_DATAGRAMS, QUEUE_BYTES);
    private final Object closing = new Object();
    private boolean closed;
    private long dropsAtClose;

    private final SocketCounter receivedDatagrams = new SocketCounter();
    private final SocketCounter receivedBytes = new SocketCounter();
    private final SocketCounter keepalives = new SocketCounter();
    private final SocketCounter notIke = new SocketCounter();
    private final SocketCounter sentDatagrams = new SocketCounter();
    private final SocketCounter sentBytes = new SocketCounter();
    private final SocketCounter sendFailures = new SocketCounter();
    private final SocketCounter sendQueueFull = new SocketCounter();

    private IkeUdpSocket(Descriptor socket, UdpAddress local, boolean natTraversal) {
        this.socket = socket;
        this.local = local;
        this.natTraversal = natTraversal;
    }

    /**
     * Opens a socket that has its address and port for itself.
     *
     * @throws ErrnoException EADDRINUSE if another socket has them, EADDRNOTAVAIL if no interface has the address, EACCES or
     *     EPERM without the privilege
     */
    public static IkeUdpSocket open(UdpSocketOptions options) throws ErrnoException {
        return open(options, false);
    }

    /**
     * Opens the sockets of each shard on the same address and port (SO_REUSEPORT), with {@link SpiSteering}: those at {@code i} get
     * what belongs to shard {@code i}. With port 0 all take the port the kernel gives the first.
     *
     * @param shards a power of two, at most {@link SpiSteering#MAX_SHARDS}
     * @throws ErrnoException as {@link #open(UdpSocketOptions)}; nothing stays open then
     */
    public static List<SteeredSockets> openSteered(UdpSocketOptions options, int shards) throws ErrnoException {
        SpiSteering.checkShards(shards);
        // SO_REUSEPORT would let a second daemon take half of the first one's datagrams. A socket without it shows
        // whether the port is free.
        open(options, false).close();
        int count = SteeredSockets.COUNT * shards;
        List<IkeUdpSocket> sockets = new ArrayList<>(count);
        try {
            IkeUdpSocket first = open(options, true);
            sockets.add(first);
            SocketSetup.steer(first.socket, SpiSteering.program(options.natTraversal(), shards));
            // The program names sockets by the order in which they were bound.
            UdpSocketOptions rest = new UdpSocketOptions(
                    new UdpAddress(options.bind().address(), first.local.port()),
                    options.natTraversal(),
                    options.bypassPolicy(),
                    options.freeBind(),
                    options.receiveBufferBytes());
            while (sockets.size() < count) {
                sockets.add(open(rest, true));
            }
        } catch (ErrnoException e) {
            sockets.forEach(IkeUdpSocket::close);
            throw e;
        }
        return IntStream.range(0, shards)
                .mapToObj(shard -> new SteeredSockets(
                        sockets.get(shard), sockets.get(shards + shard), sockets.get(2 * shards + shard)))
                .toList();
    }

    private static IkeUdpSocket open(UdpSocketOptions options, boolean reusePort) throws ErrnoException {
        Descriptor socket = SocketSetup.open(options, reusePort);
        try {
            return new IkeUdpSocket(socket, SocketSetup.localAddress(socket), options.natTraversal());
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** The descriptor, for epoll. */
    public int fd() {
        return socket.fd();
    }

    /** The address and port the socket is bound to. */
    public UdpAddress local() {
        return local;
    }

    /** Whether messages on this socket have the non-ESP marker. */
    public boolean isNatTraversal() {
        return natTraversal;
    }

    /** Size of the receive queue in the kernel's count, which includes its overhead: about twice what was asked for. */
    public int receiveBufferBytes() throws ErrnoException {
        return SocketSetup.receiveBuffer(socket);
    }

    /**
     * Fills the batch with what is waiting; returns the number of datagrams, 0 if there is none.
     *
     * @throws ErrnoException if the socket itself is broken
     */
    public int receive(ReceiveBatch batch) throws ErrnoException {
        int received = socket.receiveMany(batch.prepare(), batch.capacity());
        if (received < 0) {
            if (received == -Errno.EAGAIN.number() || received == -Errno.EINTR.number()) {
                return 0;
            }
            throw new ErrnoException("recvmmsg on " + local, -received);
        }
        receivedBytes.add(batch.accept(received, local, natTraversal));
        receivedDatagrams.add(received);
        for (int i = 0; i < received; i++) {
            switch (batch.kind(i)) {
                case IKE -> {}
                case KEEPALIVE -> keepalives.add(1);
                case ESP, MALFORMED -> notIke.add(1);
            }
        }
        return received;
    }

    /**
     * Queues an IKE message; on a NAT traversal socket the marker goes before it. Nothing is sent before {@link #flush}.
     *
     * @param to of the socket's family
     * @param from the source address; the unspecified one leaves the choice to the kernel
     * @param message copied; at most 65,507 octets (the kernel refuses more)
     * @return false if the queue is full: the message is counted, and lost unless the caller flushes and tries again
     */
    public boolean queue(UdpAddress to, InetAddress from, byte[] message) {
        return enqueue(to, from, natTraversal, message);
    }

    /** Queues a NAT keepalive (RFC 3948 section 2.3); as {@link #queue}. */
    public boolean queueKeepalive(UdpAddress to, InetAddress from) {
        if (!natTraversal) {
            throw new IllegalStateException("keepalives belong on the NAT traversal port, not on " + local);
        }
        return enqueue(to, from, false, NonEspMarker.keepalive());
    }

    private boolean enqueue(UdpAddress to, InetAddress from, boolean marker, byte[] message) {
        if (to.isV6() != local.isV6() || from.getClass() != to.address().getClass()) {
            throw new IllegalArgumentException(
                    "from " + from.getHostAddress() + " to " + to + " on a socket of " + local);
        }
        boolean queued = queue.add(to, from, marker, message);
        if (!queued) {
            sendQueueFull.add(1);
        }
        return queued;
    }

    /** Datagrams queued and not yet sent. */
    public int queued() {
        return queue.size();
    }

    /** Sends what is queued. A datagram that the kernel refuses is counted and reported, and does not stop the others. */
    public SendOutcome flush() {
        if (queue.size() == 0) {
            return SendOutcome.NOTHING;
        }
        int sent = 0;
        List<SendOutcome.Failure> failures = List.of();
        while (queue.size() > 0) {
            int result = socket.sendMany(queue.pending(), queue.size());
            if (result > 0) {
                sentBytes.add(queue.pendingOctets(result));
                queue.drop(result);
                sent += result;
            } else if (result == -Errno.EAGAIN.number()) {
                break;
            } else if (result != -Errno.EINTR.number()) {
                // sendmmsg(2) stops at a failing datagram, and tells its errno when it is the first of a call.
                if (failures.isEmpty()) {
                    failures = new ArrayList<>();
                }
                failures.add(new SendOutcome.Failure(queue.firstDestination(), -result));
                queue.drop(1);
            }
        }
        sentDatagrams.add(sent);
        sendFailures.add(failures.size());
        return new SendOutcome(sent, queue.size(), failures);
    }

    /** What the socket has seen so far; any thread may ask. */
    public UdpStatistics statistics() throws ErrnoException {
        return new UdpStatistics(
                receivedDatagrams.get(),
                receivedBytes.get(),
                keepalives.get(),
                notIke.get(),
                queueDrops(),
                sentDatagrams.get(),
                sentBytes.get(),
                sendFailures.get(),
                sendQueueFull.get());
    }

    /** Of {@link #statistics}, what the kernel dropped because the queue was full. */
    public long queueDrops() throws ErrnoException {
        synchronized (closing) {
            return closed ? dropsAtClose : SocketSetup.drops(socket);
        }
    }

    /** Closes the socket; what is still queued is lost. */
    @Override
    public void close() {
        synchronized (closing) {
            if (closed) {
                return;
            }
            try {
                dropsAtClose = SocketSetup.drops(socket);
            } catch (ErrnoException e) {
                dropsAtClose =
                        0; // only a kernel before 4.12 has no SO_MEMINFO; there were no drops to tell before either
            }
            closed = true;
            socket.close();
        }
    }
}
