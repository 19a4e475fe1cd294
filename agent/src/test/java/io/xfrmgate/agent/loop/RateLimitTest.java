package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private final RateLimit limit = new RateLimit();

    @Test
    void letsOneThroughInTenSecondsAndTellsHowManyItHeld() {
        long start = Long.MAX_VALUE - 5; // nanoTime may wrap
        assertThat(limit.tryPass(start)).hasValue(0);
        assertThat(limit.tryPass(start)).isEmpty();
        assertThat(limit.tryPass(start + TimeUnit.SECONDS.toNanos(9))).isEmpty();
        assertThat(limit.tryPass(start + TimeUnit.SECONDS.toNanos(10))).hasValue(2);
        assertThat(limit.tryPass(start + TimeUnit.SECONDS.toNanos(20))).hasValue(0);
    }
}
