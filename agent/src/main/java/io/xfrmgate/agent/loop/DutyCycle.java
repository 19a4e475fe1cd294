package io.xfrmgate.agent.loop;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How busy a shard is. One writer, the shard; any number of readers.
 *
 * <p>A cycle is what the shard does between two waits. The longest one says how late an answer may have been.
 */
public final class DutyCycle {
    private final AtomicLong cycles = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong datagrams = new AtomicLong();
    private final AtomicLong internalErrors = new AtomicLong();
    private final AtomicLong requestsRefused = new AtomicLong();
    private volatile long lastTurnNanos;

    DutyCycle(long nowNanos) {
        lastTurnNanos = nowNanos;
    }

    private static void add(AtomicLong number, long amount) {
        number.setOpaque(number.getPlain() + amount);
    }

    void cycle(long beganNanos, long endedNanos) {
        long took = endedNanos - beganNanos;
        add(cycles, 1);
        add(busyNanos, took);
        // A reader may reset the longest one at the same time; losing one value to that race is no harm.
        if (took > longestNanos.getOpaque()) {
            longestNanos.setOpaque(took);
        }
        lastTurnNanos = endedNanos;
    }

    void datagram() {
        add(datagrams, 1);
    }

    void internalError() {
        add(internalErrors, 1);
    }

    void requestRefused() {
        add(requestsRefused, 1);
    }

    /** Cycles turned. */
    public long cycles() {
        return cycles.getOpaque();
    }

    /** Time not spent waiting, in ns. */
    public long busyNanos() {
        return busyNanos.getOpaque();
    }

    /** The longest cycle since this was last asked, in ns. */
    public long takeLongestNanos() {
        return longestNanos.getAndSet(0);
    }

    /** Datagrams handed to the core. */
    public long datagrams() {
        return datagrams.getOpaque();
    }

    /** Exceptions that came out of the core or the data plane: bugs, each in the log. */
    public long internalErrors() {
        return internalErrors.getOpaque();
    }

    /** Requests that the data plane refused. */
    public long requestsRefused() {
        return requestsRefused.getOpaque();
    }

    /** {@link System#nanoTime} at the end of the last cycle. */
    public long lastTurnNanos() {
        return lastTurnNanos;
    }
}
