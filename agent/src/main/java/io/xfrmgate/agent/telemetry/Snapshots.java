package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.ike.v2.IkeSaView;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The SAs of all shards, asked for at most once in a while, whoever reads. A shard that does not answer keeps its last ones; where
 * there are none yet it is waited for longer, for without them all of its tunnels would seem to be down.
 */
public final class Snapshots {
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(500), Duration.ofSeconds(5));

    /**
     * How long to wait for the shards.
     *
     * @param usual where each has answered before
     * @param first where one has not
     */
    record Patience(Duration usual, Duration first) {}

    /**
     * One reading.
     *
     * @param byShard of those that ever answered
     * @param established IKE SAs that carry Child SAs or may, by template or map
     * @param halfOpen IKE SAs that are not authenticated yet, likewise
     */
    public record Reading(
            Map<Shard, ShardSnapshot> byShard, Map<String, Integer> established, Map<String, Integer> halfOpen) {
        static final Reading EMPTY = of(Map.of());

        /** All of them. */
        public List<ShardSnapshot> shards() {
            return List.copyOf(byShard.values());
        }

        /** Those of some shards. */
        public List<ShardSnapshot> of(List<Shard> some) {
            return some.stream()
                    .flatMap(shard -> Optional.ofNullable(byShard.get(shard)).stream())
                    .toList();
        }

        static Reading of(Map<Shard, ShardSnapshot> byShard) {
            Map<String, Integer> established = new HashMap<>();
            Map<String, Integer> halfOpen = new HashMap<>();
            for (ShardSnapshot shard : byShard.values()) {
                for (IkeSaView sa : shard.sas()) {
                    if (sa.state().equals("established")) {
                        established.merge(sa.ikeSa().config(), 1, Integer::sum);
                    } else if (sa.state().equals("connecting")) {
                        halfOpen.merge(sa.ikeSa().config(), 1, Integer::sum);
                    }
                }
            }
            return new Reading(
                    Collections.unmodifiableMap(new LinkedHashMap<>(byShard)),
                    Map.copyOf(established),
                    Map.copyOf(halfOpen));
        }
    }

    private final Supplier<List<Shard>> shards;
    private final long freshNanos;
    private final Patience patience;
    private final Map<Shard, ShardSnapshot> last = new LinkedHashMap<>();
    private Reading reading = Reading.EMPTY;
    private long readNanos;
    private boolean read;

    /**
     * @param shards those that run now
     * @param fresh how old what was asked for may be to be shown again
     */
    public Snapshots(Supplier<List<Shard>> shards, Duration fresh) {
        this(shards, fresh, PATIENCE);
    }

    Snapshots(Supplier<List<Shard>> shards, Duration fresh, Patience patience) {
        this.shards = shards;
        this.freshNanos = fresh.toNanos();
        this.patience = patience;
    }

    /** What the shards have now, or had a moment ago. */
    public synchronized Reading latest() {
        if (read && System.nanoTime() - readNanos < freshNanos) {
            return reading;
        }
        Map<Shard, CompletableFuture<ShardSnapshot>> asked = new LinkedHashMap<>();
        shards.get().forEach(shard -> asked.put(shard, shard.snapshot().toCompletableFuture()));
        Duration wait = last.keySet().containsAll(asked.keySet()) ? patience.usual() : patience.first();
        try {
            CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                    .get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // A shard that is late or gone: the others' answers count, and its own turning is a metric of its own.
            assert !asked.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        last.keySet().retainAll(asked.keySet());
        asked.forEach((shard, answer) -> {
            if (answer.state() == Future.State.SUCCESS) {
                last.put(shard, answer.resultNow());
            }
        });
        reading = Reading.of(last);
        readNanos = System.nanoTime();
        read = true;
        return reading;
    }
}
