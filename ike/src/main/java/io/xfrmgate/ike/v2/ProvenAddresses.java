package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Addresses at which peers have authenticated: under a flood of forged addresses their requests are looked at first. 1 MiB for some
 * 100,000 of them, whatever comes; each may stand in four places, and a newer one takes an older one's. So now and then a
 * proven address is forgotten, but none is taken for proven that is not, other than by a collision of 64 bits of a keyed
 * hash. Any thread may ask and add.
 */
public final class ProvenAddresses {
    private static final int SETS = 1 << 15;
    private static final int WAYS = 4;

    private final AtomicLongArray places = new AtomicLongArray(SETS * WAYS);
    private final long key;

    /** @param key random, so that nobody can choose addresses that collide */
    public ProvenAddresses(long key) {
        this.key = key;
    }

    public void add(IpAddress address) {
        long hash = hash(address);
        if (find(hash, hash) < 0) {
            int free = find(hash, 0);
            places.set(free < 0 ? first(hash) + (int) (hash >>> 62) : free, hash);
        }
    }

    public boolean contains(IpAddress address) {
        long hash = hash(address);
        return find(hash, hash) >= 0;
    }

    /** Where this content is, of the places that an address with this hash may have; -1 if nowhere. */
    private int find(long hash, long content) {
        int first = first(hash);
        for (int place = first; place < first + WAYS; place++) {
            if (places.get(place) == content) {
                return place;
            }
        }
        return -1;
    }

    private static int first(long hash) {
        return ((int) hash & (SETS - 1)) * WAYS;
    }

    /** Never 0, which is an empty place. */
    private long hash(IpAddress address) {
        long hash = mix(mix(address.high() ^ key) + address.low());
        return hash == 0 ? 1 : hash;
    }

    /** The finalizer of SplittableRandom. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
