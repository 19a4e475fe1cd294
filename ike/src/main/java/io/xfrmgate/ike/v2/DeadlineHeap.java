package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE SAs by their next deadline: a binary heap in which each SA knows its place, so that moving one costs log n and no
 * allocation. A timer wheel would have to be turned tick by tick; the heap says exactly when to wake, which the simulator's
 * virtual clock and an idle daemon both want.
 */
final class DeadlineHeap<S extends DeadlineHeap.Scheduled> {

    /** What the heap holds; the fields are the heap's own. */
    abstract static class Scheduled {
        /** Place in the heap; -1 outside it. */
        int heapIndex = -1;

        long heapDeadline = TimerTable.NEVER;

        /** When it is due; {@link TimerTable#NEVER} takes it out of the heap. */
        abstract long earliestDeadline();
    }

    private final List<S> heap = new ArrayList<>();

    /** Puts {@code sa} where its deadline belongs, or takes it out if it has none. */
    void update(S sa) {
        long deadline = sa.earliestDeadline();
        if (deadline == TimerTable.NEVER) {
            remove(sa);
            return;
        }
        long before = sa.heapDeadline;
        sa.heapDeadline = deadline;
        if (sa.heapIndex < 0) {
            sa.heapIndex = heap.size();
            heap.add(sa);
            up(sa.heapIndex);
        } else if (deadline < before) {
            up(sa.heapIndex);
        } else if (deadline > before) {
            down(sa.heapIndex);
        }
    }

    void remove(S sa) {
        int index = sa.heapIndex;
        if (index < 0) {
            return;
        }
        S last = heap.removeLast();
        sa.heapIndex = -1;
        if (index < heap.size()) {
            place(index, last);
            up(index);
            down(last.heapIndex);
        }
    }

    long earliest() {
        return heap.isEmpty() ? TimerTable.NEVER : heap.getFirst().heapDeadline;
    }

    /** The SA that is due first, if it is due; it stays in the heap. */
    Optional<S> due(long now) {
        return earliest() <= now ? Optional.of(heap.getFirst()) : Optional.empty();
    }

    private void place(int index, S sa) {
        heap.set(index, sa);
        sa.heapIndex = index;
    }

    private void up(int start) {
        int index = start;
        S sa = heap.get(index);
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            S above = heap.get(parent);
            if (above.heapDeadline <= sa.heapDeadline) {
                break;
            }
            place(index, above);
            index = parent;
        }
        place(index, sa);
    }

    private void down(int start) {
        int index = start;
        S sa = heap.get(index);
        while (2 * index + 1 < heap.size()) {
            int child = 2 * index + 1;
            if (child + 1 < heap.size() && heap.get(child + 1).heapDeadline < heap.get(child).heapDeadline) {
                child++;
            }
            S below = heap.get(child);
            if (below.heapDeadline >= sa.heapDeadline) {
                break;
            }
            place(index, below);
            index = child;
        }
        place(index, sa);
    }
}
