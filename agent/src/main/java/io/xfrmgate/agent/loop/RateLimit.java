package io.xfrmgate.agent.loop;

import java.util.OptionalLong;

/** Lets one through in ten seconds, and counts the others. */
final class RateLimit {
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private long held;
    private long nextNanos;
    private boolean used;

    /** Whether this one passes; then how many were held back since the last that did. */
    OptionalLong tryPass(long nowNanos) {
        if (used && nowNanos - nextNanos < 0) {
            held++;
            return OptionalLong.empty();
        }
        used = true;
        nextNanos = nowNanos + INTERVAL_NANOS;
        long before = held;
        held = 0;
        return OptionalLong.of(before);
    }
}
