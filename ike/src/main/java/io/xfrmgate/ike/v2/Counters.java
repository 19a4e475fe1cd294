package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.wire.DecodeError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts with one writer, the shard, and any number of readers, who see each number at most a moment late. */
public final class Counters {
    /** What is also counted for each template and map. */
    public static final List<Counter> BY_CONFIG = List.of(
            Counter.RETRANSMITS_SENT,
            Counter.RETRANSMITS_RECEIVED,
            Counter.LIVENESS_CHECKS,
            Counter.LIVENESS_ANSWERED,
            Counter.LIVENESS_FAILURES);

    private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);
    private final AtomicLongArray decodeErrors = new AtomicLongArray(DecodeError.values().length);
    private final AtomicLongArray failures = new AtomicLongArray(FailureReason.values().length);
    private final AtomicLongArray closedChildren = new AtomicLongArray(CloseReason.values().length);
    private final AtomicLongArray closed = new AtomicLongArray(CloseReason.values().length);

    private final Map<String, AtomicLongArray> byConfig = new ConcurrentHashMap<>();

    private static void addOne(AtomicLongArray array, int index) {
        array.setOpaque(index, array.getPlain(index) + 1);
    }

    void count(Counter counter) {
        addOne(counts, counter.ordinal());
    }

    /** @param counter of {@link #BY_CONFIG} */
    void count(Counter counter, IkeSa sa) {
        count(counter);
        addOne(
                byConfig.computeIfAbsent(sa.config().name(), name -> new AtomicLongArray(BY_CONFIG.size())),
                BY_CONFIG.indexOf(counter));
    }

    void count(DecodeError error) {
        addOne(decodeErrors, error.ordinal());
    }

    void count(FailureReason reason) {
        count(Counter.FAILURES);
        addOne(failures, reason.ordinal());
    }

    void countClosedIke(CloseReason reason) {
        count(Counter.IKE_CLOSED);
        addOne(closed, reason.ordinal());
    }

    void countClosedChild(CloseReason reason) {
        count(Counter.CHILD_CLOSED);
        addOne(closedChildren, reason.ordinal());
    }

    public long get(Counter counter) {
        return counts.getOpaque(counter.ordinal());
    }

    /**
     * Of one template or map.
     *
     * @param counter of {@link #BY_CONFIG}
     */
    public long get(Counter counter, String config) {
        AtomicLongArray counts = byConfig.get(config);
        return counts == null ? 0 : counts.getOpaque(BY_CONFIG.indexOf(counter));
    }

    public long get(DecodeError error) {
        return decodeErrors.getOpaque(error.ordinal());
    }

    public long get(FailureReason reason) {
        return failures.getOpaque(reason.ordinal());
    }

    /** IKE SAs closed for a reason. */
    public long get(CloseReason reason) {
        return closed.getOpaque(reason.ordinal());
    }

    /** Child SAs closed for a reason. */
    public long closedChildren(CloseReason reason) {
        return closedChildren.getOpaque(reason.ordinal());
    }
}
