package io.xfrmgate.ike.sim;

import java.util.BitSet;

/** Anti-replay window of an inbound state (RFC 4303 section 3.4.3). */
final class ReplayWindow {
    private final int size;
    private final BitSet seen;
    private long highest;

    /** A window of {@code size} packets; 0 lets everything pass. */
    ReplayWindow(int size) {
        this.size = size;
        this.seen = new BitSet(size);
    }

    /** Whether the packet is new; if so it is seen from now on. */
    boolean accept(long sequence) {
        if (size == 0) {
            return true;
        }
        if (sequence <= highest - size) {
            return false;
        }
        if (sequence > highest) {
            if (sequence - highest >= size) {
                seen.clear();
            } else {
                for (long skipped = highest + 1; skipped < sequence; skipped++) {
                    seen.clear((int) (skipped % size));
                }
            }
            highest = sequence;
        } else if (seen.get((int) (sequence % size))) {
            return false;
        }
        seen.set((int) (sequence % size));
        return true;
    }
}
