package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
    private static final class Item extends DeadlineHeap.Scheduled {
        private long deadline = TimerTable.NEVER;

        @Override
        long earliestDeadline() {
            return deadline;
        }
    }

    @Test
    void agreesWithASearchThroughAllAfterAnyChange() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            DeadlineHeap<Item> heap = new DeadlineHeap<>();
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                items.add(new Item());
            }
            for (int step = 0; step < 2_000; step++) {
                Item item = items.get(random.nextInt(items.size()));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        heap.remove(item);
                        item.deadline = TimerTable.NEVER;
                    }
                    case 1 -> {
                        item.deadline = TimerTable.NEVER;
                        heap.update(item);
                    }
                    default -> {
                        item.deadline = random.nextLong(1_000);
                        heap.update(item);
                    }
                }
                long expected = items.stream().mapToLong(i -> i.deadline).min().orElseThrow();
                assertThat(heap.earliest()).as("seed %d step %d", seed, step).isEqualTo(expected);
                if (expected != TimerTable.NEVER) {
                    assertThat(heap.due(expected).orElseThrow().deadline).isEqualTo(expected);
                    assertThat(heap.due(expected - 1)).isEmpty();
                }
            }
        }
    }
}
