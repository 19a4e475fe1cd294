package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

final class ChaosSimTest {
    private static final int SEEDS = 300;
    private static final int COMPARED = 5;

    @Test
    void comesToOrder(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, new Chaos());
    }

    private static long traceHash(long seed) {
        SimWorld world = new SimWorld(seed, SeedRunner.standardSettings().withTrace(Trace.Detail.HASH));
        new Chaos().play(world);
        assertThat(world.datagrams()).isPositive();
        return world.trace().hash();
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= COMPARED; seed++) {
            assertThat(traceHash(seed)).isEqualTo(traceHash(seed));
        }
        assertThat(LongStream.rangeClosed(1, COMPARED)
                        .map(ChaosSimTest::traceHash)
                        .distinct()
                        .count())
                .isEqualTo(COMPARED);
    }
}
