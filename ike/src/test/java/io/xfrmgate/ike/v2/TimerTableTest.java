package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimerTableTest {
    @Test
    void onlyWhatIsDueIsTakenAndOnlyOnce() {
        TimerTable timers = new TimerTable();
        assertThat(timers.earliest()).isEqualTo(TimerTable.NEVER);
        timers.set(TimerKind.REKEY, 20);
        timers.set(TimerKind.LIVENESS, 10);
        assertThat(timers.earliest()).isEqualTo(10);
        assertThat(timers.take(TimerKind.LIVENESS, 9)).isFalse();
        assertThat(timers.take(TimerKind.LIVENESS, 10)).isTrue();
        assertThat(timers.take(TimerKind.LIVENESS, 10)).isFalse();
        assertThat(timers.earliest()).isEqualTo(20);
        timers.clear();
        assertThat(timers.take(TimerKind.REKEY, Long.MAX_VALUE - 1)).isFalse();
    }
}
