package io.xfrmgate.metrics;

import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** A histogram of durations. Any thread may record, without locks. */
public final class DurationTimer {
    private final Timer timer;

    DurationTimer(Timer timer) {
        this.timer = timer;
    }

    /** Takes one duration in nanoseconds; a negative one is not counted. */
    public void recordNanos(long nanos) {
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
