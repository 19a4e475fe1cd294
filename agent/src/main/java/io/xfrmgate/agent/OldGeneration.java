package io.xfrmgate.agent;

import io.xfrmgate.agent.log.LogLine;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serial collector leaves its old generation alone until that has no more room to grow in, which is a quarter of the machine's
 * memory: what ended tunnels leave there would make a gateway of 100 MiB one of gigabytes in some days. This has it collected when
 * it may hold as much garbage as tunnels. Other collectors look after themselves.
 */
final class OldGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(OldGeneration.class);

    /** The serial collector's name of it. */
    private static final String POOL = "Tenured Gen";

    private static final long MEBI = 1 << 20;

    /** So much more than after the last collection is never worth a pause. */
    static final long TOLERATED = 96 * MEBI;

    private final LongSupplier used;
    private final LongSupplier live;
    private final Runnable collect;

    /**
     * @param used octets
     * @param live octets that were left by the last collection; 0 before the first
     */
    OldGeneration(LongSupplier used, LongSupplier live, Runnable collect) {
        this.used = used;
        this.live = live;
        this.collect = collect;
    }

    /** That of this process; of another collector's heap nothing is ever due. */
    static OldGeneration ofThisProcess() {
        Optional<MemoryPoolMXBean> pool = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(p -> p.getName().equals(POOL))
                .findFirst();
        return new OldGeneration(
                () -> pool.map(p -> octets(p.getUsage())).orElse(0L),
                () -> pool.map(p -> octets(p.getCollectionUsage())).orElse(0L),
                System::gc);
    }

    private static long octets(MemoryUsage usage) {
        return usage.getUsed();
    }

    /** Collects, if it is time. The whole process stands still meanwhile, some 2 ms for each MiB that is left. */
    void look() {
        long before = used.getAsLong();
        long left = live.getAsLong();
        if (before - left <= Math.max(TOLERATED, left)) {
            return;
        }
        long began = System.nanoTime();
        collect.run();
        LOG.info(
                "{}",
                LogLine.event("heap-collected")
                        .add("before_mib", before / MEBI)
                        .add("after_mib", used.getAsLong() / MEBI)
                        .add("took_ms", (System.nanoTime() - began) / 1_000_000));
    }
}
