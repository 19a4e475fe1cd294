package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    @Test
    void urgentTasksGoFirstAndEqualOnesInOrder() {
        TaskQueue queue = new TaskQueue();
        Task first = new LivenessTask();
        Task second = new IkeRekeyTask();
        Task delete = new IkeDeleteTask(CloseReason.LOCAL, Optional.empty());
        Task stray = new StrayChildDeleteTask(1);
        queue.add(first, 0);
        queue.add(second, 0);
        queue.add(delete, 0);
        queue.add(stray, 0);
        assertThat(queue.tasks()).containsExactly(delete, stray, first, second);
        assertThat(queue.poll(0)).containsSame(delete);
    }

    @Test
    void aTaskThatWasPutOffLetsOthersPass() {
        TaskQueue queue = new TaskQueue();
        Task later = new IkeRekeyTask();
        Task soon = new LivenessTask();
        queue.add(later, 500);
        queue.add(soon, 0);
        assertThat(queue.poll(100)).containsSame(soon);
        assertThat(queue.poll(100)).isEmpty();
        assertThat(queue.nextDeadline()).isEqualTo(500);
        assertThat(queue.poll(500)).containsSame(later);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.nextDeadline()).isEqualTo(TimerTable.NEVER);
    }
}
