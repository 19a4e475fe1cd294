package io.xfrmgate.agent.status;

import io.xfrmgate.ike.v2.Notice;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Set-ups and failures of each minute of the last hour. Shards count without waiting; any thread may read. */
public final class LastHour implements Consumer<Notice> {
    /** Whole minutes before the current one. */
    public static final int MINUTES = 60;

    private static final int SLOTS = MINUTES + 1;

    private final Clock clock;
    private final AtomicReferenceArray<Counts> slots = new AtomicReferenceArray<>(SLOTS);

    private record Counts(long minute, LongAdder setUps, LongAdder failures) {}

    /** One minute. @param minutesAgo 0 for the current one, which is not over */
    public record Minute(int minutesAgo, long setUps, long failures) {}

    public LastHour(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void accept(Notice notice) {
        if (notice instanceof Notice.IkeEstablished) {
            current().setUps().increment();
        } else if (notice instanceof Notice.Failed) {
            current().failures().increment();
        }
    }

    private long minute() {
        return TimeUnit.MILLISECONDS.toMinutes(clock.millis());
    }

    private Counts current() {
        long minute = minute();
        int slot = (int) (minute % SLOTS);
        while (true) {
            Counts counts = slots.get(slot);
            if (counts != null && counts.minute() >= minute) {
                return counts;
            }
            Counts fresh = new Counts(minute, new LongAdder(), new LongAdder());
            if (slots.compareAndSet(slot, counts, fresh)) {
                return fresh;
            }
        }
    }

    /** The last hour and the current minute, the oldest first. */
    public List<Minute> minutes() {
        long now = minute();
        List<Minute> minutes = new ArrayList<>(SLOTS);
        for (int ago = MINUTES; ago >= 0; ago--) {
            Counts counts = slots.get((int) ((now - ago) % SLOTS));
            minutes.add(
                    counts != null && counts.minute() == now - ago
                            ? new Minute(
                                    ago,
                                    counts.setUps().sum(),
                                    counts.failures().sum())
                            : new Minute(ago, 0, 0));
        }
        return minutes;
    }
}
