package io.xfrmgate.metrics;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sums of the SAs' counters for each template and each tunnel, which never go back: not when an SA is closed or rekeyed, and
 * not while the source of samples still shows an SA whose final counters are already here.
 */
public final class SaTotals {
    /** Closed SAs of one generation; two are kept. More than shards close before they publish anew. */
    private static final int GENERATION = 16_384;

    private static final int COUNTERS = SaCounter.values().length;

    private final Map<String, AtomicLongArray> closed = new ConcurrentHashMap<>();
    private final Map<String, long[]> reported = new HashMap<>();
    private final SaTunnels tunnels = new SaTunnels();
    private volatile Generations closedSas = new Generations(0, ConcurrentHashMap.newKeySet(), Set.of());

    /** The identities of SAs closed lately. */
    private record Generations(int number, Set<Long> recent, Set<Long> older) {
        boolean contains(long identity) {
            return recent.contains(identity) || older.contains(identity);
        }
    }

    /** Takes the final counters of an SA that is closed. */
    public void close(SaSample last) {
        // First the identity, then the sums: whoever sees the sums knows not to count the SA again.
        if (!remember(identity(last))) {
            return;
        }
        AtomicLongArray sums = closed.computeIfAbsent(last.template(), ignored -> new AtomicLongArray(COUNTERS));
        for (SaCounter counter : SaCounter.values()) {
            sums.getAndAdd(counter.ordinal(), counter.of(last));
        }
        tunnels.close(last);
    }

    /** A row for each tunnel that is up or should be, whose counters include those of its closed SAs. */
    List<SaRow> rows(List<SaSample> live, List<SaTunnel> configured) {
        Generations known = closedSas;
        return tunnels.rows(
                live.stream()
                        .filter(sample -> !known.contains(identity(sample)))
                        .toList(),
                configured);
    }

    private boolean remember(long identity) {
        Generations known = closedSas;
        if (known.contains(identity)) {
            return false;
        }
        if (known.recent().size() >= GENERATION) {
            known = nextGeneration(known);
        }
        return known.recent().add(identity);
    }

    private Generations nextGeneration(Generations full) {
        synchronized (closed) {
            if (closedSas.number() == full.number()) {
                closedSas = new Generations(full.number() + 1, ConcurrentHashMap.newKeySet(), full.recent());
            }
            return closedSas;
        }
    }

    /** The sums of the closed SAs and of those in {@code live}, by template and in the order of {@link SaCounter}. */
    synchronized SortedMap<String, long[]> with(List<SaSample> live) {
        Map<String, long[]> sums = new HashMap<>();
        closed.forEach((template, values) -> {
            long[] copy = new long[COUNTERS];
            for (int i = 0; i < COUNTERS; i++) {
                copy[i] = values.get(i);
            }
            sums.put(template, copy);
        });
        Generations known = closedSas;
        for (SaSample sample : live) {
            if (!known.contains(identity(sample))) {
                long[] sum = sums.computeIfAbsent(sample.template(), ignored -> new long[COUNTERS]);
                for (SaCounter counter : SaCounter.values()) {
                    sum[counter.ordinal()] += counter.of(sample);
                }
            }
        }
        sums.forEach(this::raise);
        SortedMap<String, long[]> result = new TreeMap<>();
        reported.forEach((template, values) -> result.put(template, values.clone()));
        return Collections.unmodifiableSortedMap(result);
    }

    /** An SA that has left the source and is not closed here yet would lower the sum for one scrape: the last one stands. */
    private void raise(String template, long[] sums) {
        long[] last = reported.computeIfAbsent(template, ignored -> new long[COUNTERS]);
        for (int i = 0; i < COUNTERS; i++) {
            last[i] = Math.max(last[i], sums[i]);
        }
    }

    private static long identity(SaSample sample) {
        return (long) sample.inboundSpi() << 32 | (sample.outboundSpi() & 0xFFFF_FFFFL);
    }
}
