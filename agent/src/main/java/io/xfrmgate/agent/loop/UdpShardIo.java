package io.xfrmgate.agent.loop;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.nativeio.event.Epoll;
import io.xfrmgate.nativeio.event.EventFd;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.NonEspMarker;
import io.xfrmgate.nativeio.udp.ReceiveBatch;
import io.xfrmgate.nativeio.udp.SendOutcome;
import io.xfrmgate.nativeio.udp.SteeredSockets;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpStatistics;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's share of the IKE sockets, with epoll over them, over its eventfd, and over what else it is told to watch. What belongs
 * to SAs is served before newcomers, and those who bring a cookie before the others; while there is more of the former than one
 * batch, only a few of the latter. So what was begun is finished first, however many more want to begin.
 */
public final class UdpShardIo implements ShardIo {
    private static final Logger LOG = LoggerFactory.getLogger(UdpShardIo.class);

    private static final int BATCH = 64;
    private static final int FEW = 4;
    private static final int MAX_EVENTS = 64;

    private static final UdpStatistics NOTHING = new UdpStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Keys of epoll events: sockets have numbers from 0, those of one address and port together in the order of service. */
    private static final int WAKE = -1;

    private static final int OTHER = -2;

    /** How soon to try again when the kernel's send buffer is full. */
    private static final int BLOCKED_RETRY_MILLIS = 2;

    /** By their first epoll key. The shard's thread changes it, those of the metrics look. */
    private final Map<Integer, SteeredSockets> sockets = new ConcurrentSkipListMap<>();

    private final Map<UdpEndpoint, SteeredSockets> byLocal = new ConcurrentHashMap<>();
    private final Epoll epoll;
    private final EventFd wake;
    private final ReceiveBatch batch = new ReceiveBatch(BATCH);
    private final ReceiveBatch few = new ReceiveBatch(FEW);
    private final RateLimit complaints = new RateLimit();
    private int events;
    private int nextKey;
    private boolean blocked;

    /**
     * Takes over the sockets; they are closed with this.
     *
     * @param sockets with different local addresses and ports
     */
    public UdpShardIo(List<SteeredSockets> sockets) throws ErrnoException {
        this.epoll = Epoll.open(MAX_EVENTS);
        this.wake = EventFd.open();
        epoll.add(wake.fd(), WAKE, Epoll.READABLE);
        for (SteeredSockets pair : sockets) {
            watch(pair);
        }
    }

    private void watch(SteeredSockets pair) throws ErrnoException {
        int key = nextKey;
        for (IkeUdpSocket socket : pair.inOrder()) {
            epoll.add(socket.fd(), nextKey++, Epoll.READABLE);
        }
        sockets.put(key, pair);
        byLocal.put(endpoint(pair.local()), pair);
    }

    /** Takes over further sockets; on the shard's thread. */
    public void add(List<SteeredSockets> more) {
        try {
            for (SteeredSockets pair : more) {
                watch(pair);
            }
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the sockets of an address; on the shard's thread. */
    public void remove(IpAddress local) {
        sockets.values().removeIf(pair -> {
            UdpEndpoint at = endpoint(pair.local());
            if (!at.address().equals(local)) {
                return false;
            }
            byLocal.remove(at);
            pair.close(); // which takes it out of the epoll set, too
            return true;
        });
    }

    /** Ends {@link #await} when {@code fd} is readable, too; whose it is reads it in every cycle. Before the shard starts. */
    public void watch(int fd) throws ErrnoException {
        epoll.add(fd, OTHER, Epoll.READABLE);
    }

    @Override
    public void await(long timeoutMillis) {
        long timeout = blocked ? Math.min(timeoutMillis, BLOCKED_RETRY_MILLIS) : timeoutMillis;
        try {
            events = epoll.await((int) timeout);
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < events; i++) {
            if (epoll.key(i) == WAKE) {
                wake.drain();
            }
        }
    }

    @Override
    public void receive(Receiver receiver) {
        boolean more = false;
        for (int rank = 0; rank < SteeredSockets.COUNT; rank++) {
            ReceiveBatch into = more ? few : batch;
            for (int i = 0; i < events; i++) {
                SteeredSockets ready = sockets.get(epoll.key(i) - rank);
                if (ready != null) {
                    receive(ready.inOrder().get(rank), into, receiver);
                    more |= into.isFull();
                }
            }
        }
        events = 0;
    }

    private void receive(IkeUdpSocket socket, ReceiveBatch into, Receiver receiver) {
        int received;
        try {
            received = socket.receive(into);
        } catch (ErrnoException e) {
            complain("receive-failed", socket.local().toString(), "errno " + e.errno());
            return;
        }
        for (int i = 0; i < received; i++) {
            if (into.kind(i) == NonEspMarker.Kind.IKE) {
                receiver.datagram(endpoint(into.local(i)), endpoint(into.source(i)), into.copy(i));
            }
        }
    }

    @Override
    public void send(UdpEndpoint local, UdpEndpoint remote, byte[] message) {
        socketFor(local, remote).ifPresent(socket -> {
            UdpAddress to = address(remote);
            if (!socket.queue(to, local.address().toInetAddress(), message)) {
                flush(socket);
                socket.queue(to, local.address().toInetAddress(), message);
            }
        });
    }

    @Override
    public void sendKeepalive(UdpEndpoint local, UdpEndpoint remote) {
        socketFor(local, remote).filter(IkeUdpSocket::isNatTraversal).ifPresent(socket -> {
            UdpAddress to = address(remote);
            if (!socket.queueKeepalive(to, local.address().toInetAddress())) {
                flush(socket);
                socket.queueKeepalive(to, local.address().toInetAddress());
            }
        });
    }

    /** The socket of that address, or else the one of all addresses. */
    private Optional<IkeUdpSocket> socketFor(UdpEndpoint local, UdpEndpoint remote) {
        boolean v6 = local.address().isV6();
        SteeredSockets pair = byLocal.get(local);
        if (pair == null) {
            pair = byLocal.get(new UdpEndpoint(IpAddress.any(v6), local.port()));
        }
        if (pair == null || v6 != remote.address().isV6()) {
            complain("send-failed", remote.toString(), "no socket at " + local + " to send from");
            return Optional.empty();
        }
        return Optional.of(pair.known());
    }

    @Override
    public void flush() {
        blocked = false;
        for (SteeredSockets pair : sockets.values()) {
            if (pair.known().queued() > 0) {
                flush(pair.known());
            }
        }
    }

    private void flush(IkeUdpSocket socket) {
        SendOutcome outcome = socket.flush();
        blocked |= outcome.waiting() > 0;
        for (SendOutcome.Failure failure : outcome.failures()) {
            complain("send-failed", failure.to().toString(), "errno " + failure.errno());
        }
    }

    /** Every failure is counted by the socket; the log gets few of them. */
    private void complain(String event, String address, String text) {
        complaints
                .tryPass(System.nanoTime())
                .ifPresent(held -> LOG.warn(
                        "{}",
                        LogLine.event(event)
                                .add("address", address)
                                .add("text", text)
                                .add("not_shown_before", held)));
    }

    /** Addresses and ports of the sockets. */
    public List<UdpEndpoint> locals() {
        return sockets.values().stream().map(pair -> endpoint(pair.local())).toList();
    }

    /**
     * What the sockets of an address have seen; any thread may ask. Zeros where there are none (any more).
     *
     * @param local of {@link #locals}
     */
    public UdpStatistics statistics(UdpEndpoint local) {
        return ask(local, SteeredSockets::statistics);
    }

    /** The part of {@link #statistics} that newcomers have in it. */
    public UdpStatistics newcomerStatistics(UdpEndpoint local) {
        return ask(local, SteeredSockets::newcomerStatistics);
    }

    private interface Question {
        UdpStatistics ask(SteeredSockets pair) throws ErrnoException;
    }

    private UdpStatistics ask(UdpEndpoint local, Question question) {
        SteeredSockets pair = byLocal.get(local);
        if (pair == null) {
            return NOTHING;
        }
        try {
            return question.ask(pair);
        } catch (ErrnoException | IllegalStateException e) {
            if (pair.equals(byLocal.get(local))) {
                throw new IllegalStateException("no statistics of the sockets at " + local, e);
            }
            return NOTHING; // closed in between
        }
    }

    @Override
    public void wake() {
        wake.wake();
    }

    @Override
    public void close() {
        sockets.values().forEach(SteeredSockets::close);
        wake.close();
        epoll.close();
    }

    private static UdpEndpoint endpoint(UdpAddress address) {
        return new UdpEndpoint(IpAddress.of(address.address()), address.port());
    }

    private static UdpAddress address(UdpEndpoint endpoint) {
        return new UdpAddress(endpoint.address().toInetAddress(), endpoint.port());
    }
}
