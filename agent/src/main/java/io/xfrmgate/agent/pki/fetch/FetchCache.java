package io.xfrmgate.agent.pki.fetch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Things fetched, kept and fetched again in time. However many ask for the same one, one fetch is under way; who needs it waits
 * for that, and nobody waits where something usable is there. After a failure nobody tries before the pause is over.
 *
 * <p>{@link #get} blocks, so it is for virtual threads. All methods may be called from any thread.
 */
public final class FetchCache<K, V> {

    /** Fetches and reads one. */
    @FunctionalInterface
    public interface Source<K, V> {
        /** @throws FetchException if it can not be had or makes no sense */
        V fetch(K key) throws FetchException;
    }

    private final Source<K, V> source;
    private final Function<V, Optional<Instant>> expiry;
    private final Freshness freshness;
    private final InstantSource clock;
    private final BiConsumer<K, Kept<V>> listener;

    /** In order of use, the least recently used first. */
    private final LinkedHashMap<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<K, CompletableFuture<Kept<V>>> flights = new HashMap<>();
    private Set<K> pinned = Set.of();

    /**
     * An empty cache.
     *
     * @param expiry until when a value may be used; empty is for ever
     * @param listener told of every attempt, on the thread that made it
     */
    public FetchCache(
            Source<K, V> source,
            Function<V, Optional<Instant>> expiry,
            Freshness freshness,
            InstantSource clock,
            BiConsumer<K, Kept<V>> listener) {
        this.source = source;
        this.expiry = expiry;
        this.freshness = freshness;
        this.clock = clock;
        this.listener = listener;
    }

    /** What is there, without waiting and without fetching. */
    public Kept<V> peek(K key) {
        synchronized (kept) {
            return kept.getOrDefault(key, Kept.nothing());
        }
    }

    /** What is there if it can still be used; else what a fetch brings, unless the last one failed a moment ago. */
    public Kept<V> get(K key) {
        Kept<V> known = peek(key);
        Instant now = clock.instant();
        boolean due = !now.isBefore(known.dueAt());
        if (!due) {
            return known;
        }
        CompletableFuture<Kept<V>> flight = fetch(key);
        return isUsable(known, now) ? known : flight.join();
    }

    /** Fetches it whatever is there, or joins the fetch that is under way. */
    public CompletableFuture<Kept<V>> fetch(K key) {
        CompletableFuture<Kept<V>> flight;
        synchronized (kept) {
            CompletableFuture<Kept<V>> underWay = flights.get(key);
            if (underWay != null) {
                return underWay;
            }
            flight = new CompletableFuture<>();
            flights.put(key, flight);
        }
        Thread.ofVirtual().name("pki-fetch").start(() -> fly(key, flight));
        return flight;
    }

    /** Begins to fetch all that is due and pinned; returns at once. */
    public void refreshDue() {
        Instant now = clock.instant();
        List<K> due = new ArrayList<>();
        synchronized (kept) {
            for (K key : pinned) {
                Kept<V> known = kept.getOrDefault(key, Kept.nothing());
                if (!now.isBefore(known.dueAt())) {
                    due.add(key);
                }
            }
        }
        due.forEach(this::fetch);
    }

    /** Names what is never thrown out, and kept fresh without anybody asking; the rest of what is there stays. */
    public void pin(Set<K> keys) {
        synchronized (kept) {
            pinned = Set.copyOf(keys);
        }
    }

    /** All that is there, in no order. */
    public Map<K, Kept<V>> entries() {
        synchronized (kept) {
            return Map.copyOf(kept);
        }
    }

    private boolean isUsable(Kept<V> entry, Instant now) {
        return entry.value()
                .filter(value -> expiry.apply(value).map(now::isBefore).orElse(true))
                .isPresent();
    }

    private void fly(K key, CompletableFuture<Kept<V>> flight) {
        Kept<V> known = peek(key);
        Kept<V> result;
        try {
            V value = source.fetch(key);
            Instant now = clock.instant();
            result = known.succeeded(value, now, freshness.dueAfter(now, expiry.apply(value)));
        } catch (FetchException e) {
            result = known.failed(e.why(), freshness.dueAfterFailure(clock.instant(), known.failuresInRow() + 1));
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // What a server sends may meet a bug in a parser; those who wait must be told all the same.
            result = known.failed(
                    "it can not be read (" + e.getClass().getSimpleName() + ")",
                    freshness.dueAfterFailure(clock.instant(), known.failuresInRow() + 1));
        }
        synchronized (kept) {
            kept.put(key, result);
            flights.remove(key);
            shrink();
        }
        try {
            listener.accept(key, result);
        } finally {
            flight.complete(result);
        }
    }

    private void shrink() {
        var oldest = kept.keySet().iterator();
        int excess = kept.size() - pinned.size() - freshness.maxEntries();
        while (excess > 0 && oldest.hasNext()) {
            if (!pinned.contains(oldest.next())) {
                oldest.remove();
                excess--;
            }
        }
    }
}
