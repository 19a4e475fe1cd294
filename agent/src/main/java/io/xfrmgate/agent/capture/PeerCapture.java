package io.xfrmgate.agent.capture;

import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.ExportedKeys;
import io.xfrmgate.ike.v2.IkeCapture;
import io.xfrmgate.ike.v2.TracedPeers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes from the shards what belongs to one peer, until a number of octets is reached or it is closed. No shard waits for who
 * takes it from here: what finds no room is lost, and counted.
 */
public final class PeerCapture implements IkeCapture, AutoCloseable {
    /** Octets that wait to be taken. */
    static final int MAX_WAITING = 4 * 1024 * 1024;

    private final TracedPeers peers;
    private final boolean withKeys;
    private final long maxOctets;
    private final Clock clock;
    /** Its octets are bounded. */
    private final BlockingQueue<Captured> queue = new LinkedBlockingQueue<>();

    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean full;
    private volatile boolean closed;

    /** @param maxOctets of the file that is made of it */
    public PeerCapture(TracedPeers peers, boolean withKeys, long maxOctets, Clock clock) {
        this.peers = peers;
        this.withKeys = withKeys;
        this.maxOctets = maxOctets;
        this.clock = clock;
    }

    @Override
    public TracedPeers peers() {
        return peers;
    }

    @Override
    public boolean hasEnded() {
        return full || closed;
    }

    @Override
    public boolean wantsKeys() {
        return withKeys && !hasEnded();
    }

    @Override
    public void datagram(boolean sent, UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        int size = Pcapng.packetSize(local, datagram.length);
        if (hasEnded()) {
            return;
        }
        if (waiting.get() + size > MAX_WAITING) {
            lost.incrementAndGet();
            return;
        }
        if (octets.addAndGet(size) > maxOctets) {
            full = true;
            return;
        }
        waiting.addAndGet(size);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        add(new Captured.Datagram(micros, sent, local, remote, datagram));
    }

    @Override
    public boolean keys(ExportedKeys exported) {
        if (!wantsKeys() || waiting.get() > MAX_WAITING) {
            exported.destroy();
            return false;
        }
        add(Captured.Keys.of(exported));
        return true;
    }

    private void add(Captured captured) {
        queue.add(captured);
        if (closed) {
            queue.clear();
        }
    }

    /** What came next; empty if nothing did within a time. */
    public Optional<Captured> poll(Duration patience) throws InterruptedException {
        Captured next = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next instanceof Captured.Datagram(var _, var _, var local, var _, var datagram)) {
            waiting.addAndGet(-Pcapng.packetSize(local, datagram.length));
        }
        return Optional.ofNullable(next);
    }

    /** Whether the number of octets was reached; what waits can still be taken. */
    public boolean isFull() {
        return full;
    }

    /** Datagrams that found no room. */
    public long lost() {
        return lost.get();
    }

    /** Forgets what was not taken. */
    @Override
    public void close() {
        closed = true;
        queue.clear();
    }
}
