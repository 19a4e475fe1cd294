package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IKE SAs by their next deadline: a binary heap in which each SA knows its place, so that moving one costs log n and no
 * allocation. A timer wheel would have to be turned tick by tick; the heap says exactly when to wake, which the simulator's
 * virtual clock and an idle daemon both want.
 */
final class DeadlineHeap {
    private final List<IkeSa> heap = new ArrayList<>();

    /** Puts {@code sa} where its deadline belongs, or takes it out if it has none. */
    void update(IkeSa sa) {
        long deadline = sa.timers().earliest();
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

    void remove(IkeSa sa) {
        int index = sa.heapIndex;
        if (index < 0) {
            return;
        }
        IkeSa last = heap.removeLast();
        sa.heapIndex = -1;
        if (last != sa) {
            place(index, last);
            up(index);
            down(last.heapIndex);
        }
    }

    long earliest() {
        return heap.isEmpty() ? TimerTable.NEVER : heap.getFirst().heapDeadline;
    }

    /** The SA that is due first, if it is due; it stays in the heap. */
    Optional<IkeSa> due(long now) {
        return earliest() <= now ? Optional.of(heap.getFirst()) : Optional.empty();
    }

    private void place(int index, IkeSa sa) {
        heap.set(index, sa);
        sa.heapIndex = index;
    }

    private void up(int start) {
        int index = start;
        IkeSa sa = heap.get(index);
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            IkeSa above = heap.get(parent);
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
        IkeSa sa = heap.get(index);
        while (2 * index + 1 < heap.size()) {
            int child = 2 * index + 1;
            if (child + 1 < heap.size() && heap.get(child + 1).heapDeadline < heap.get(child).heapDeadline) {
                child++;
            }
            IkeSa below = heap.get(child);
            if (below.heapDeadline >= sa.heapDeadline) {
                break;
            }
            place(index, below);
            index = child;
        }
        place(index, sa);
    }
}
