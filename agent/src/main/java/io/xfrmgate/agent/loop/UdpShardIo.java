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
import java.util.function.Predicate;
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

    /** So many more batches are looked through for proven peers, while newcomers overflow. */
    private static final int SOUGHT_BATCHES = 3;

    private static final UdpStatistics NOTHING = new UdpStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Keys of epoll events: sockets have numbers from 0, those of one address and port together in the order of service. */
    private static final int WAKE = -1;

    private static final int OTHER = -2;

    /** How soon to try again when the kernel's send buffer is full. */
    private static final int BLOCKED_RETRY_MILLIS = 2;

    private record Watched(SteeredSockets sockets, Overflow overflow) {}

    /** By their first epoll key. The shard's thread changes it, those of the metrics look. */
    private final Map<Integer, Watched> watched = new ConcurrentSkipListMap<>();

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
        for (SteeredSockets steered : sockets) {
            watch(steered);
        }
    }

    private void watch(SteeredSockets steered) throws ErrnoException {
        int key = nextKey;
        for (int rank = 0; rank < SteeredSockets.COUNT; rank++) {
            epoll.add(steered.ofRank(rank).fd(), nextKey++, Epoll.READABLE);
        }
        watched.put(key, new Watched(steered, new Overflow(steered.newcomers(), System.nanoTime())));
        byLocal.put(endpoint(steered.local()), steered);
    }

    /** Takes over further sockets; on the shard's thread. */
    public void add(List<SteeredSockets> more) {
        try {
            for (SteeredSockets steered : more) {
                watch(steered);
            }
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the sockets of an address; on the shard's thread. */
    public void remove(IpAddress local) {
        watched.values().removeIf(each -> {
            SteeredSockets steered = each.sockets();
            UdpEndpoint at = endpoint(steered.local());
            if (!at.address().equals(local)) {
                return false;
            }
            byLocal.remove(at);
            steered.close(); // which takes it out of the epoll set, too
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
                Watched ready = watched.get(epoll.key(i) - rank);
                if (ready != null) {
                    more |= receive(ready, rank, into, receiver);
                }
            }
        }
        events = 0;
    }

    /** Whether more may be waiting. */
    private boolean receive(Watched ready, int rank, ReceiveBatch into, Receiver receiver) {
        IkeUdpSocket socket = ready.sockets().ofRank(rank);
        try {
            receive(socket, into, receiver, _ -> true);
            boolean more = into.isFull();
            if (more && into == batch && rank == SteeredSockets.COUNT - 1) {
                seekProven(socket, ready.overflow(), receiver);
            }
            return more;
        } catch (ErrnoException e) {
            complain("receive-failed", socket.local().toString(), "errno " + e.errno());
            return false;
        }
    }

    /**
     * To throw a datagram away costs a fifth of an answer with a cookie: while requests are lost in any case, those of peers who have
     * been here before are looked for among more of them than can be answered.
     */
    private void seekProven(IkeUdpSocket newcomers, Overflow overflow, Receiver receiver) throws ErrnoException {
        if (overflow.goesOn(System.nanoTime())) {
            for (int i = 0; i < SOUGHT_BATCHES && batch.isFull(); i++) {
                receive(newcomers, batch, receiver, receiver::prefers);
            }
        }
    }

    private static void receive(
            IkeUdpSocket socket, ReceiveBatch into, Receiver receiver, Predicate<IpAddress> isWanted)
            throws ErrnoException {
        int received = socket.receive(into);
        for (int i = 0; i < received; i++) {
            if (into.kind(i) == NonEspMarker.Kind.IKE) {
                UdpEndpoint remote = endpoint(into.source(i));
                if (isWanted.test(remote.address())) {
                    receiver.datagram(endpoint(into.local(i)), remote, into.copy(i));
                }
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
        SteeredSockets steered = byLocal.get(local);
        if (steered == null) {
            steered = byLocal.get(new UdpEndpoint(IpAddress.any(v6), local.port()));
        }
        if (steered == null || v6 != remote.address().isV6()) {
            complain("send-failed", remote.toString(), "no socket at " + local + " to send from");
            return Optional.empty();
        }
        return Optional.of(steered.known());
    }

    @Override
    public void flush() {
        blocked = false;
        for (SteeredSockets steered : byLocal.values()) {
            if (steered.known().queued() > 0) {
                flush(steered.known());
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
        return watched.values().stream()
                .map(each -> endpoint(each.sockets().local()))
                .toList();
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
        UdpStatistics ask(SteeredSockets steered) throws ErrnoException;
    }

    private UdpStatistics ask(UdpEndpoint local, Question question) {
        SteeredSockets steered = byLocal.get(local);
        if (steered == null) {
            return NOTHING;
        }
        try {
            return question.ask(steered);
        } catch (ErrnoException | IllegalStateException e) {
            if (steered.equals(byLocal.get(local))) {
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
        byLocal.values().forEach(SteeredSockets::close);
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
