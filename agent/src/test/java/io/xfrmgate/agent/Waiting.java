package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** Waits for what other threads bring about. */
final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Waiting() {}

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("time to wait for " + what).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
