package io.xfrmgate.ike.v2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntArrayList;

/**
 * Very many small records as octets in a few large arrays, in which a collector finds nothing to follow and little to move. A
 * page of 16 KiB has slots of one size; a record is known by its place. What a slot held is overwritten when it becomes free.
 */
final class PackedStore {
    /** No place. */
    static final int NOWHERE = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PAGE = 16 * 1024;
    private static final int SLOT_BITS = 9;
    private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
    private static final int STEP = PAGE >>> SLOT_BITS;
    private static final int FINE_LIMIT = 2048;
    private static final int COARSE_STEP = 256;

    private final List<Page> pages = new ArrayList<>();
    private final IntArrayList freeNumbers = new IntArrayList();
    /** By size of slot: the numbers of pages that had a free slot when they were put there. */
    private final Int2ObjectHashMap<IntArrayList> roomy = new Int2ObjectHashMap<>();

    private int records;

    private static final class Page {
        static final Page NONE = new Page(0, 0);

        final byte[] octets;
        final int slotSize;
        final int slots;
        final long[] taken;
        int used;

        Page(int slotSize, int slots) {
            this.slotSize = slotSize;
            this.slots = slots;
            octets = new byte[slotSize * slots];
            taken = new long[(slots + 63) >>> 6];
        }

        int take() {
            for (int word = 0; ; word++) {
                if (taken[word] != -1L) {
                    int bit = Long.numberOfTrailingZeros(~taken[word]);
                    taken[word] |= 1L << bit;
                    used++;
                    return (word << 6) + bit;
                }
            }
        }

        void free(int slot) {
            taken[slot >>> 6] &= ~(1L << slot);
            used--;
            Arrays.fill(octets, slot * slotSize, (slot + 1) * slotSize, (byte) 0);
        }

        boolean holds(int slot) {
            return slot < slots && (taken[slot >>> 6] & 1L << slot) != 0;
        }
    }

    /** Keeps the first {@code length} octets; returns their place. */
    int put(byte[] octets, int length) {
        int size = slotSize(length);
        int number = pageWithRoom(size);
        Page page = pages.get(number);
        int slot = page.take();
        System.arraycopy(octets, 0, page.octets, slot * size, length);
        records++;
        return number << SLOT_BITS | slot;
    }

    private static int slotSize(int length) {
        int step = length <= FINE_LIMIT ? STEP : COARSE_STEP;
        return Math.max(1, (length + step - 1) / step) * step;
    }

    private int pageWithRoom(int size) {
        IntArrayList numbers = roomy.get(size);
        if (numbers == null) {
            numbers = new IntArrayList();
            roomy.put(size, numbers);
        }
        while (!numbers.isEmpty()) {
            int number = numbers.getInt(numbers.size() - 1);
            Page page = pages.get(number);
            if (page.slotSize == size && page.used < page.slots) {
                return number;
            }
            numbers.popInt();
        }
        Page page = new Page(size, Math.max(1, PAGE / size));
        int number;
        if (freeNumbers.isEmpty()) {
            number = pages.size();
            pages.add(page);
        } else {
            number = freeNumbers.popInt();
            pages.set(number, page);
        }
        numbers.addInt(number);
        return number;
    }

    /** Overwrites and forgets a record. A page in which none is left is given back, unless it is the last of its size. */
    void free(int place) {
        int number = place >>> SLOT_BITS;
        Page page = pages.get(number);
        boolean wasFull = page.used == page.slots;
        page.free(place & SLOT_MASK);
        records--;
        IntArrayList numbers = roomy.get(page.slotSize);
        if (wasFull) {
            dropEmptyLast(numbers);
            numbers.addInt(number);
        } else if (page.used == 0 && last(numbers) != number) {
            drop(number);
        }
    }

    private static int last(IntArrayList numbers) {
        return numbers.isEmpty() ? NOWHERE : numbers.getInt(numbers.size() - 1);
    }

    /** The one that is used first is kept though empty, until there is another one to use. */
    private void dropEmptyLast(IntArrayList numbers) {
        int last = last(numbers);
        if (last != NOWHERE && pages.get(last).used == 0) {
            numbers.popInt();
            drop(last);
        }
    }

    private void drop(int number) {
        if (pages.get(number) != Page.NONE) {
            pages.set(number, Page.NONE);
            freeNumbers.addInt(number);
        }
    }

    boolean has(int place) {
        return pages.get(place >>> SLOT_BITS).holds(place & SLOT_MASK);
    }

    /** The array in which a record is, from {@link #offset} on. */
    byte[] octets(int place) {
        return pages.get(place >>> SLOT_BITS).octets;
    }

    int offset(int place) {
        return (place & SLOT_MASK) * pages.get(place >>> SLOT_BITS).slotSize;
    }

    /** Eight octets of a record. */
    long getLong(int place, int at) {
        return (long) LONG.get(octets(place), offset(place) + at);
    }

    int size() {
        return records;
    }

    /** Octets of all pages. */
    long octetsHeld() {
        return pages.stream().mapToLong(page -> page.octets.length).sum();
    }

    /** All places. Nothing may be put or freed meanwhile. */
    void forEach(IntConsumer each) {
        for (int number = 0; number < pages.size(); number++) {
            Page page = pages.get(number);
            for (int word = 0; word < page.taken.length; word++) {
                for (long left = page.taken[word]; left != 0; left &= left - 1) {
                    each.accept(number << SLOT_BITS | (word << 6) + Long.numberOfTrailingZeros(left));
                }
            }
        }
    }
}
