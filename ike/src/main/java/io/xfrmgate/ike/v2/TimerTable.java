package io.xfrmgate.ike.v2;

import java.util.Arrays;

/** One optional deadline per {@link TimerKind}; only the earliest is known outside. */
final class TimerTable {
    static final long NEVER = Long.MAX_VALUE;
    private static final TimerKind[] KINDS = TimerKind.values();

    private final long[] deadlines = new long[KINDS.length];

    TimerTable() {
        clear();
    }

    void set(TimerKind kind, long deadline) {
        deadlines[kind.ordinal()] = deadline;
    }

    void stop(TimerKind kind) {
        deadlines[kind.ordinal()] = NEVER;
    }

    void clear() {
        Arrays.fill(deadlines, NEVER);
    }

    long get(TimerKind kind) {
        return deadlines[kind.ordinal()];
    }

    /** Whether {@code kind} is due; if so it is stopped. */
    boolean take(TimerKind kind, long now) {
        if (deadlines[kind.ordinal()] > now) {
            return false;
        }
        stop(kind);
        return true;
    }

    void pack(PackWriter to) {
        int set = 0;
        for (int i = 0; i < deadlines.length; i++) {
            set |= deadlines[i] == NEVER ? 0 : 1 << i;
        }
        to.u16(set);
        for (long deadline : deadlines) {
            if (deadline != NEVER) {
                to.u64(deadline);
            }
        }
    }

    void unpack(PackReader from) {
        int set = from.u16();
        for (int i = 0; i < deadlines.length; i++) {
            deadlines[i] = (set & 1 << i) == 0 ? NEVER : from.u64();
        }
    }

    long earliest() {
        long earliest = NEVER;
        for (long deadline : deadlines) {
            earliest = Math.min(earliest, deadline);
        }
        return earliest;
    }
}
