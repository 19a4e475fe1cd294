package io.xfrmgate.ike.v2;

import java.util.function.IntPredicate;

/**
 * Places of records by 32-bit hashes of what they are looked up by, in two arrays of int: eight octets for each entry. A hash may
 * stand for several records, and for some that are not meant: who asks looks at the record. Open addressing with linear probing.
 */
final class PlaceIndex {
    private static final int FEWEST = 64;
    /**
     * Entries in a row. Hashes of what peers choose, as names and addresses, may be chosen to meet; then the index is crowded
     * there, and its user does without.
     */
    private static final int LONGEST_RUN = 128;
    /** Records under one hash. */
    private static final int MOST_ALIKE = 16;

    private int[] hashes = new int[FEWEST];
    /** With one added, so that 0 is an empty slot. */
    private int[] places = new int[FEWEST];

    private int size;

    static int hash(long key) {
        long a = (key ^ (key >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        long b = (a ^ (a >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return (int) (b ^ (b >>> 32));
    }

    /** Whether one more under this hash would be too many there. */
    boolean isCrowded(int hash) {
        int mask = places.length - 1;
        int alike = 0;
        for (int i = 0; i < LONGEST_RUN; i++) {
            int slot = hash + i & mask;
            if (places[slot] == 0) {
                return false;
            }
            if (hashes[slot] == hash && ++alike >= MOST_ALIKE) {
                return true;
            }
        }
        return true;
    }

    void put(int hash, int place) {
        if ((size + 1) * 5L > places.length * 3L) {
            resize(places.length * 2);
        }
        insert(hash, place + 1);
        size++;
    }

    private void insert(int hash, int stored) {
        int mask = places.length - 1;
        int slot = hash & mask;
        while (places[slot] != 0) {
            slot = slot + 1 & mask;
        }
        hashes[slot] = hash;
        places[slot] = stored;
    }

    /** The first place under this hash that fits, or {@link PackedStore#NOWHERE}. */
    int find(int hash, IntPredicate fits) {
        int mask = places.length - 1;
        for (int slot = hash & mask; places[slot] != 0; slot = slot + 1 & mask) {
            if (hashes[slot] == hash && fits.test(places[slot] - 1)) {
                return places[slot] - 1;
            }
        }
        return PackedStore.NOWHERE;
    }

    /** Takes out one entry, which is there. */
    void remove(int hash, int place) {
        int mask = places.length - 1;
        int slot = hash & mask;
        while (hashes[slot] != hash || places[slot] != place + 1) {
            if (places[slot] == 0) {
                throw new IllegalStateException("no such entry");
            }
            slot = slot + 1 & mask;
        }
        close(slot, mask);
        size--;
        if (places.length > FEWEST && size * 8L < places.length) {
            resize(places.length / 2);
        }
    }

    /** Moves what follows into the gap, as far as it belongs there or before. */
    private void close(int gap, int mask) {
        int open = gap;
        for (int slot = gap + 1 & mask; places[slot] != 0; slot = slot + 1 & mask) {
            int home = hashes[slot] & mask;
            if ((slot - home & mask) >= (slot - open & mask)) {
                hashes[open] = hashes[slot];
                places[open] = places[slot];
                open = slot;
            }
        }
        places[open] = 0;
    }

    private void resize(int length) {
        int[] oldHashes = hashes;
        int[] oldPlaces = places;
        hashes = new int[length];
        places = new int[length];
        for (int i = 0; i < oldPlaces.length; i++) {
            if (oldPlaces[i] != 0) {
                insert(oldHashes[i], oldPlaces[i]);
            }
        }
    }

    int size() {
        return size;
    }
}
