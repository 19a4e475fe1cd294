package io.xfrmgate.ike.v2;

import java.util.Arrays;

/**
 * Which resting record is due next: a binary heap of numbers. It does not know where a record stands in it, so a record that
 * goes leaves its entry behind, which means nothing any more: an entry counts if the record at its place is due at that time.
 */
final class RestingDeadlines {
    private static final int FEWEST = 64;

    private long[] deadlines = new long[FEWEST];
    private int[] places = new int[FEWEST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    long earliest() {
        return size == 0 ? TimerTable.NEVER : deadlines[0];
    }

    /** Of the earliest. */
    int place() {
        return places[0];
    }

    void add(long deadline, int place) {
        if (size == deadlines.length) {
            deadlines = Arrays.copyOf(deadlines, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        int index = size++;
        while (index > 0 && deadlines[(index - 1) >>> 1] > deadline) {
            int parent = (index - 1) >>> 1;
            set(index, deadlines[parent], places[parent]);
            index = parent;
        }
        set(index, deadline, place);
    }

    /** Takes the earliest out. */
    void removeEarliest() {
        size--;
        long deadline = deadlines[size];
        int place = places[size];
        int index = 0;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && deadlines[child + 1] < deadlines[child]) {
                child++;
            }
            if (deadlines[child] >= deadline) {
                break;
            }
            set(index, deadlines[child], places[child]);
            index = child;
        }
        set(index, deadline, place);
    }

    /** Forgets all, and most of its memory where that was much. */
    void clear() {
        if (size < deadlines.length / 4) {
            int length = Math.max(FEWEST, deadlines.length / 2);
            deadlines = new long[length];
            places = new int[length];
        }
        size = 0;
    }

    private void set(int index, long deadline, int place) {
        deadlines[index] = deadline;
        places[index] = place;
    }
}
