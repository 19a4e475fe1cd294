package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RestingDeadlinesTest {
    private final RestingDeadlines deadlines = new RestingDeadlines();

    @Test
    void givesTheEarliestFirst() {
        SplittableRandom random = new SplittableRandom(11);
        PriorityQueue<Long> expected = new PriorityQueue<>();
        for (int step = 0; step < 20_000; step++) {
            if (expected.isEmpty() || random.nextInt(5) < 3) {
                long deadline = random.nextLong(10_000);
                deadlines.add(deadline, (int) deadline + 1);
                expected.add(deadline);
            } else {
                assertThat(deadlines.earliest()).isEqualTo(expected.remove());
                assertThat(deadlines.place()).isEqualTo((int) deadlines.earliest() + 1);
                deadlines.removeEarliest();
            }
            assertThat(deadlines.size()).isEqualTo(expected.size());
        }
        deadlines.clear();
        assertThat(deadlines.earliest()).isEqualTo(TimerTable.NEVER);
    }
}
