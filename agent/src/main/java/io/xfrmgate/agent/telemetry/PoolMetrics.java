package io.xfrmgate.agent.telemetry;

import io.xfrmgate.ike.pool.AddressPools;
import io.xfrmgate.ike.pool.PoolView;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How full the address pools are, for the pools that there are. */
public final class PoolMetrics {
    private final GateMetrics metrics;
    private final AddressPools pools;
    private Map<String, List<Series>> byPool = new HashMap<>();

    /** Has the series of the pools that there are now. */
    public PoolMetrics(GateMetrics metrics, AddressPools pools) {
        this.metrics = metrics;
        this.pools = pools;
        follow();
    }

    /** New pools have their series from now on, those that are gone have none any more. */
    public synchronized void follow() {
        Map<String, List<Series>> next = new HashMap<>();
        for (PoolView view : pools.snapshot()) {
            String pool = view.definition().name();
            List<Series> there = byPool.remove(pool);
            next.put(pool, there == null ? register(pool) : there);
        }
        byPool.values().forEach(gone -> gone.forEach(Series::remove));
        byPool = next;
    }

    private List<Series> register(String pool) {
        Map<String, String> labels = Map.of("pool", pool);
        return List.of(
                metrics.gauge(
                        "xfrmgate_pool_addresses",
                        "Addresses that the pool can give out.",
                        labels,
                        () -> value(pool, PoolView::size)),
                metrics.gauge(
                        "xfrmgate_pool_used_addresses",
                        "Addresses that peers hold.",
                        labels,
                        () -> value(pool, PoolView::used)),
                metrics.gauge(
                        "xfrmgate_pool_held_addresses",
                        "Addresses that peers gave back, and that are still remembered for them.",
                        labels,
                        () -> value(pool, PoolView::held)),
                metrics.counter(
                        "xfrmgate_pool_assigned_total",
                        "Addresses assigned to IKE SAs, the same one again included.",
                        labels,
                        () -> (long) value(pool, PoolView::assigned)),
                metrics.counter(
                        "xfrmgate_pool_exhausted_total",
                        "Requests for an address that the pool had none for.",
                        labels,
                        () -> (long) value(pool, PoolView::exhausted)));
    }

    private double value(String pool, ToDoubleFunction<PoolView> value) {
        Optional<PoolView> view = pools.snapshot().stream()
                .filter(v -> v.definition().name().equals(pool))
                .findFirst();
        return view.map(value::applyAsDouble).orElse(0.0);
    }
}
