package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.Reqid;
import java.security.SecureRandom;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/**
 * SPIs and reqids of one shard: their low bits name the shard, so that sockets and kernel events find it. Drawn in user space
 * because the kernel's ALLOCSPI walks every state.
 */
final class SpiSource {
    /** SPIs 1 to 255 are reserved (RFC 4303 section 2.1). */
    private static final int LOWEST_ESP_SPI = 256;

    private final SecureRandom random;
    private final int shard;
    private final int shards;
    private int nextReqid;

    SpiSource(SecureRandom random, int shard, int shards) {
        this.random = random;
        this.shard = shard;
        this.shards = shards;
        this.nextReqid = Reqid.LOWEST + shard;
    }

    /** Random, not zero, ours by its low bits, and not {@code taken}. */
    long ikeSpi(LongPredicate taken) {
        while (true) {
            long spi = (random.nextLong() & -shards) | shard;
            if (spi != 0 && !taken.test(spi)) {
                return spi;
            }
        }
    }

    /** Random, at least 256 unsigned, ours by its low bits, and not {@code taken}. */
    int espSpi(IntPredicate taken) {
        while (true) {
            int spi = (random.nextInt() & -shards) | shard;
            if (Integer.compareUnsigned(spi, LOWEST_ESP_SPI) >= 0 && !taken.test(spi)) {
                return spi;
            }
        }
    }

    /** One of ours, see {@link Reqid}; not {@code taken}, and not given out before until some sixteen million are used up. */
    int reqid(IntPredicate taken) {
        do {
            nextReqid += shards;
            if (nextReqid > Reqid.HIGHEST) {
                nextReqid = Reqid.LOWEST + shard;
            }
        } while (taken.test(nextReqid));
        return nextReqid;
    }
}
