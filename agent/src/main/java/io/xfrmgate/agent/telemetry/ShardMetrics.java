package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.DutyCycle;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How busy each shard is, and what it holds; label {@code shard}: its number, after that of its network namespace where it
 * is not in the daemon's own.
 */
final class ShardMetrics {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final GateMetrics metrics;
    private final Map<String, String> labels;
    private final List<Series> made = new ArrayList<>();

    private ShardMetrics(GateMetrics metrics, String shard) {
        this.metrics = metrics;
        this.labels = Map.of("shard", shard);
    }

    static List<Series> register(GateMetrics metrics, Shard shard, Optional<String> namespace) {
        String name = namespace.map(n -> n + "/").orElse("") + shard.number();
        ShardMetrics of = new ShardMetrics(metrics, name);
        of.register(shard);
        return of.made;
    }

    private void register(Shard shard) {
        DutyCycle duty = shard.duty();
        gauge("xfrmgate_shard_half_open_ike_sas", "IKE SAs that are not authenticated yet.", shard::halfOpen);
        gauge("xfrmgate_shard_established_ike_sas", "IKE SAs set up and not ended.", shard::established);
        gauge("xfrmgate_shard_queued_commands", "Commands that wait for the shard.", shard::queueDepth);
        gauge(
                "xfrmgate_shard_longest_cycle_seconds",
                "The longest time between two waits since the last scrape: so late an answer may have been.",
                () -> duty.takeLongestNanos() / NANOS_PER_SECOND);
        gauge(
                "xfrmgate_shard_last_turn_age_seconds",
                "Time since the shard last turned; above a second it is overloaded or stands still.",
                () -> Math.max(0, System.nanoTime() - duty.lastTurnNanos()) / NANOS_PER_SECOND);
        made.add(metrics.timeCounter(
                "xfrmgate_shard_busy_seconds_total",
                "Time the shard has spent working; its rate is the load.",
                labels,
                duty::busyNanos));
        gauge(
                "xfrmgate_shard_cookies_demanded",
                "1 while whoever begins an IKE SA is asked for a cookie first (RFC 7296 section 2.6).",
                () -> shard.demandsCookies() ? 1 : 0);
        counter("cycles", "Turns of the shard's loop.", duty::cycles);
        counter("datagrams", "Datagrams that the shard handled.", duty::datagrams);
        counter(
                "internal_errors",
                "Exceptions that should not be; each kind is once in the log.",
                duty::internalErrors);
        counter("kernel_refusals", "Requests that the kernel refused; each is in the log.", duty::requestsRefused);
    }

    private void counter(String word, String help, LongSupplier value) {
        made.add(metrics.counter("xfrmgate_shard_" + word + "_total", help, labels, value));
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        made.add(metrics.gauge(name, help, labels, value));
    }
}
