package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.v2.WantedChildren.Key;
import org.junit.jupiter.api.Test;

class WantedChildrenTest {
    private static final Key KEY = new Key("map", "child");

    private final WantedChildren wanted = new WantedChildren();

    @Test
    void theWaitDoublesWithEachFailureUpToAMinute() {
        wanted.want(KEY);
        long now = 0;
        long[] waits = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000};
        for (long wait : waits) {
            wanted.down("map", now, 0);
            assertThat(wanted.nextDeadline()).isEqualTo(now + wait);
            assertThat(wanted.due(now + wait - 1)).isEmpty();
            now += wait;
            assertThat(wanted.due(now)).containsExactly(KEY);
        }
        wanted.up(KEY, now);
        wanted.down("map", now + 9_999, 0);
        assertThat(wanted.nextDeadline()).as("it was up for a moment only").isEqualTo(now + 9_999 + 60_000);
        wanted.up(KEY, now + 70_000);
        wanted.down("map", now + 80_000, 0);
        assertThat(wanted.nextDeadline()).isEqualTo(now + 81_000);
    }

    @Test
    void onlyWhatIsWantedComesBack() {
        wanted.down("map", 0, 0);
        assertThat(wanted.nextDeadline()).isEqualTo(TimerTable.NEVER);
        wanted.want(KEY);
        wanted.down("other", 0, 0);
        assertThat(wanted.nextDeadline()).isEqualTo(TimerTable.NEVER);
        wanted.down("map", 0, 7);
        assertThat(wanted.nextDeadline()).isEqualTo(1_007);
        wanted.forgo(KEY);
        assertThat(wanted.due(Long.MAX_VALUE)).isEmpty();
    }
}
