package io.xfrmgate.agent.load;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Where each peer stands, as far as its events tell; in arrays, for there may be a million. */
final class LoadPeerStates {
    private static final LoadWork[] WORKS = LoadWork.values();

    private final long[] ikeSpis;
    private final int[] childSpis;
    /** Of the work under way: its ordinal and 1; 0 for none. */
    private final byte[] works;

    private final long[] begunNanos;
    /** What the work under way replaces. */
    private final long[] oldSpis;

    /** Work under way that waits for no answer any more. */
    private final BitSet answered;

    private int answeredCount;

    private int last;

    LoadPeerStates(int count) {
        ikeSpis = new long[count];
        childSpis = new int[count];
        works = new byte[count];
        begunNanos = new long[count];
        oldSpis = new long[count];
        answered = new BitSet(count);
    }

    int count() {
        return works.length;
    }

    long ikeSpi(int peer) {
        return ikeSpis[peer];
    }

    void setIkeSpi(int peer, long spi) {
        ikeSpis[peer] = spi;
    }

    int childSpi(int peer) {
        return childSpis[peer];
    }

    void setChildSpi(int peer, int spi) {
        childSpis[peer] = spi;
    }

    boolean isUp(int peer) {
        return ikeSpis[peer] != 0 && childSpis[peer] != 0;
    }

    Optional<LoadWork> work(int peer) {
        return works[peer] == 0 ? Optional.empty() : Optional.of(WORKS[works[peer] - 1]);
    }

    void begin(int peer, LoadWork work, long oldSpi, long nanos) {
        works[peer] = (byte) (work.ordinal() + 1);
        oldSpis[peer] = oldSpi;
        begunNanos[peer] = nanos;
    }

    /**
     * The responder has answered what is under way. What is left is a Child SA of ours that takes late packets for a while, which is no
     * work for anybody.
     */
    void answered(int peer) {
        if (works[peer] != 0 && !answered.get(peer)) {
            answered.set(peer);
            answeredCount++;
        }
    }

    /** Peers whose work under way is answered. */
    int answered() {
        return answeredCount;
    }

    void end(int peer) {
        works[peer] = 0;
        if (answered.get(peer)) {
            answered.clear(peer);
            answeredCount--;
        }
    }

    long begunNanos(int peer) {
        return begunNanos[peer];
    }

    long oldSpi(int peer) {
        return oldSpis[peer];
    }

    /** The next peer in turn that is idle and {@code fits}; -1 if there is none. */
    int next(IntPredicate fits) {
        for (int looked = 0; looked < works.length; looked++) {
            last = (last + 1) % works.length;
            if (works[last] == 0 && fits.test(last)) {
                return last;
            }
        }
        return -1;
    }

    int up() {
        int up = 0;
        for (int peer = 0; peer < works.length; peer++) {
            up += isUp(peer) ? 1 : 0;
        }
        return up;
    }
}
