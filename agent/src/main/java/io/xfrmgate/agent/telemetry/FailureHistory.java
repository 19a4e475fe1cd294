package io.xfrmgate.agent.telemetry;

import io.xfrmgate.ike.v2.Notice;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The last refused negotiations, with their explanations. Shards write without waiting; any thread may read. An entry is
 * bounded, see {@link io.xfrmgate.ike.v2.Explanation}, and so is the whole.
 */
public final class FailureHistory implements Consumer<Notice> {
    /** Failures that are kept. */
    public static final int CAPACITY = 1_000;

    private final Clock clock;
    private final AtomicReferenceArray<Entry> ring = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicLong count = new AtomicLong();

    /**
     * One failure.
     *
     * @param number 1 for the first since the daemon started
     */
    public record Entry(long number, Instant at, Notice.Failed failure) {}

    public FailureHistory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void accept(Notice notice) {
        if (notice instanceof Notice.Failed failed) {
            long number = count.incrementAndGet();
            ring.set((int) (number % CAPACITY), new Entry(number, clock.instant(), failed));
        }
    }

    /** All since the start, those forgotten too. */
    public long total() {
        return count.get();
    }

    /** Those that are kept, the latest first. */
    public List<Entry> latest() {
        List<Entry> entries = new ArrayList<>(CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            Entry entry = ring.get(i);
            if (entry != null) {
                entries.add(entry);
            }
        }
        entries.sort(Comparator.comparingLong(Entry::number).reversed());
        return entries;
    }

    /** Forgets those that are kept; the total stays. */
    public void clear() {
        for (int i = 0; i < CAPACITY; i++) {
            ring.set(i, null);
        }
    }
}
