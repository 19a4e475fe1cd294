package io.xfrmgate.agent.aaa;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What is known of one server as a namespace sees it: whether it lives, its sockets, and what was counted. Any thread may use it. */
final class ServerRecord implements AutoCloseable {
    /** Identifiers of so many sockets at once are more than any server answers. */
    private static final int MAX_LINKS = 16;

    private final ServerKey key;
    private final RadiusSockets sockets;
    private final LongSupplier nanoClock;
    private final List<RadiusLink> links = new ArrayList<>();
    private int unansweredInRow;
    private boolean dead;
    private long deadUntil;
    private boolean closed;

    final LongAdder requests = new LongAdder();
    final LongAdder retransmits = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder accepts = new LongAdder();
    final LongAdder rejects = new LongAdder();
    final LongAdder challenges = new LongAdder();
    final LongAdder ignored = new LongAdder();

    ServerRecord(ServerKey key, RadiusSockets sockets, LongSupplier nanoClock) {
        this.key = key;
        this.sockets = sockets;
        this.nanoClock = nanoClock;
    }

    ServerKey key() {
        return key;
    }

    /**
     * An identifier of one of the sockets, or of a new one.
     *
     * @return empty if very many are in use, or the server is not configured any more
     */
    synchronized Optional<RadiusLink.Slot> acquire() throws IOException {
        if (closed) {
            return Optional.empty();
        }
        links.removeIf(link -> !link.isOpen());
        for (RadiusLink link : links) {
            Optional<RadiusLink.Slot> slot = link.acquire();
            if (slot.isPresent()) {
                return slot;
            }
        }
        if (links.size() >= MAX_LINKS) {
            return Optional.empty();
        }
        RadiusLink link = new RadiusLink(
                sockets.open(
                        key.namespace(),
                        key.from().map(address -> address.toInetAddress()),
                        key.server().socketAddress()),
                key.server().name());
        links.add(link);
        return link.acquire();
    }

    // ---- whether it lives ------------------------------------------------------------------------------------------

    /** Whether it is worth to be asked first. */
    synchronized boolean isAlive() {
        return !dead || nanoClock.getAsLong() - deadUntil >= 0;
    }

    /** Whether it has not been found dead since it last answered; for the metrics. */
    synchronized boolean isUp() {
        return !dead;
    }

    /** It answered. @return whether it had been found dead */
    synchronized boolean answered() {
        boolean back = dead;
        dead = false;
        unansweredInRow = 0;
        return back;
    }

    /**
     * It did not answer.
     *
     * @param sendings of this kind in a row that make it dead
     * @return whether it is dead from now on, and was not before
     */
    synchronized boolean unanswered(int sendings, Duration deadTime) {
        unansweredInRow++;
        if (unansweredInRow < sendings) {
            return false;
        }
        boolean found = !dead;
        dead = true;
        deadUntil = nanoClock.getAsLong() + deadTime.toNanos();
        return found;
    }

    @Override
    public synchronized void close() {
        closed = true;
        links.forEach(RadiusLink::close);
        links.clear();
    }
}
