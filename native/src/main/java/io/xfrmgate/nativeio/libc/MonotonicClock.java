package io.xfrmgate.nativeio.libc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;

/** CLOCK_MONOTONIC, whose values other processes understand (unlike {@link System#nanoTime}, by its contract). */
public final class MonotonicClock {
    private static final int CLOCK_MONOTONIC = 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private MonotonicClock() {}

    /** Nanoseconds since some fixed moment before boot ended. */
    public static long nanos() {
        try (Memory timespec = new Memory(2L * Long.BYTES)) {
            LibC.clock_gettime(CLOCK_MONOTONIC, timespec);
            return timespec.getLong(0) * NANOS_PER_SECOND + timespec.getLong(Long.BYTES);
        } catch (LastErrorException e) {
            throw new AssertionError("every Linux has CLOCK_MONOTONIC", e);
        }
    }
}
