package io.xfrmgate.agent.kernel;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Very many records of ints, all of one length, found by their first ints; several may have the same ones. None is an object: they
 * lie in large arrays without gaps, so the collector has a few arrays to look at, and what goes leaves no garbage.
 *
 * <p>The records of a bucket are linked. Buckets come and go one at a time, each by splitting or joining one other (linear hashing,
 * Litwin 1980), so that no addition ever waits for all records to be placed anew. A record is known by its number from 0 on, which is
 * good until the next removal: the last record takes the place of the one that went. Not for several threads.
 */
final class PackedTable {
    /** What {@link #find} and {@link #findNext} answer if there is none. */
    static final int NONE = -1;

    private static final int CHUNK_BITS = 9;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final int width;
    private final int keyWidth;
    /** A record, and behind it the number of the next one of its bucket. */
    private final int stride;
    /** Peers choose some of what is hashed: they must not be able to choose who shares a bucket. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final Chunks records;
    private final Chunks heads = new Chunks(1);
    private int count;
    private int buckets = 1;

    /**
     * @param width ints of a record
     * @param keyWidth how many of them, from the first on, it is found by
     */
    PackedTable(int width, int keyWidth) {
        this.width = width;
        this.keyWidth = keyWidth;
        this.stride = width + 1;
        this.records = new Chunks(stride);
        heads.reach(1);
        heads.set(0, 0, NONE);
    }

    /** Equal parts in chunks of an array each. */
    private static final class Chunks {
        private final int size;
        private int[][] chunks = {};
        private int used;

        Chunks(int size) {
            this.size = size;
        }

        /** Has room for so many parts, and lets go of what is far more. */
        void reach(int parts) {
            int needed = (parts + CHUNK - 1) >> CHUNK_BITS;
            while (used < needed) {
                if (used == chunks.length) {
                    chunks = Arrays.copyOf(chunks, Math.max(4, 2 * used));
                }
                chunks[used++] = new int[CHUNK * size];
            }
            // one to spare, so that one part more or less does not make and drop a chunk each time
            while (used > needed + 1) {
                chunks[--used] = new int[0];
            }
        }

        int[] chunk(int part) {
            return chunks[part >>> CHUNK_BITS];
        }

        int offset(int part) {
            return (part & CHUNK - 1) * size;
        }

        int get(int part, int field) {
            return chunk(part)[offset(part) + field];
        }

        void set(int part, int field, int value) {
            chunk(part)[offset(part) + field] = value;
        }
    }

    /** How many records there are; they have the numbers below. */
    int size() {
        return count;
    }

    int get(int record, int field) {
        return records.get(record, field);
    }

    /** Changes what the record is not found by. */
    void set(int record, int field, int value) {
        if (field < keyWidth) {
            throw new IllegalArgumentException("a record is found by its field " + field);
        }
        records.set(record, field, value);
    }

    /** A record that begins with these ints, or {@link #NONE}. */
    int find(int[] key) {
        return count == 0 ? NONE : match(heads.get(bucket(hash(key, 0)), 0), key);
    }

    /** Another one behind a record that was found, or {@link #NONE}. */
    int findNext(int record, int[] key) {
        return match(next(record), key);
    }

    private int match(int from, int[] key) {
        for (int record = from; record != NONE; record = next(record)) {
            int[] chunk = records.chunk(record);
            int offset = records.offset(record);
            if (Arrays.equals(chunk, offset, offset + keyWidth, key, 0, keyWidth)) {
                return record;
            }
        }
        return NONE;
    }

    /** Adds a record, whether or not there are such. */
    void add(int[] record) {
        if (record.length != width) {
            throw new IllegalArgumentException("a record has " + width + " ints, not " + record.length);
        }
        records.reach(count + 1);
        int added = count++;
        System.arraycopy(record, 0, records.chunk(added), records.offset(added), width);
        link(added, bucketOf(added));
        if (count > buckets) {
            split();
        }
    }

    /** Removes a record; the last one has its number from now on. */
    void remove(int record) {
        unlink(record);
        int last = --count;
        if (record != last) {
            unlink(last);
            System.arraycopy(
                    records.chunk(last), records.offset(last), records.chunk(record), records.offset(record), width);
            link(record, bucketOf(record));
        }
        records.reach(count);
        if (buckets > 1 && count < buckets - (buckets >> 2)) {
            join();
        }
    }

    private void link(int record, int bucket) {
        records.set(record, width, heads.get(bucket, 0));
        heads.set(bucket, 0, record);
    }

    private void unlink(int record) {
        int bucket = bucketOf(record);
        int before = NONE;
        for (int one = heads.get(bucket, 0); one != record; one = next(one)) {
            before = one;
        }
        if (before == NONE) {
            heads.set(bucket, 0, next(record));
        } else {
            records.set(before, width, next(record));
        }
    }

    private int next(int record) {
        return records.get(record, width);
    }

    /** One bucket more; it takes over from the one that had its hashes until now. */
    private void split() {
        int from = buckets - Integer.highestOneBit(buckets);
        heads.reach(buckets + 1);
        heads.set(buckets, 0, NONE);
        buckets++;
        int rest = heads.get(from, 0);
        heads.set(from, 0, NONE);
        distribute(rest);
    }

    /** The last bucket goes; what is in it goes back. */
    private void join() {
        buckets--;
        int rest = heads.get(buckets, 0);
        distribute(rest);
        heads.reach(buckets);
    }

    private void distribute(int first) {
        int record = first;
        while (record != NONE) {
            int next = next(record);
            link(record, bucketOf(record));
            record = next;
        }
    }

    private int bucketOf(int record) {
        return bucket(hash(records.chunk(record), records.offset(record)));
    }

    private int bucket(int hash) {
        int mask = (Integer.highestOneBit(buckets) << 1) - 1;
        int bucket = hash & mask;
        return bucket < buckets ? bucket : hash & mask >> 1;
    }

    private int hash(int[] words, int offset) {
        long hash = seed;
        for (int i = 0; i < keyWidth; i++) {
            hash = (hash ^ words[offset + i]) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }
}
