package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelMeter;
import io.xfrmgate.metrics.GateMetrics;
import java.time.Duration;
import java.util.Map;

/** How long the kernel takes for the data planes' requests, and what it refuses. */
public final class KernelMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(20_000),
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofSeconds(1)
    };

    private KernelMetrics() {}

    /** Registers them; once. */
    public static void register(GateMetrics metrics, KernelMeter meter) {
        meter.recordWith(metrics.timer(
                "xfrmgate_netlink_exchange_seconds",
                "From a batch of XFRM requests to the kernel's answers to all of them.",
                Map.of(),
                BUCKETS)::recordNanos);
        metrics.counter(
                "xfrmgate_netlink_requests_total", "XFRM requests sent to the kernel.", Map.of(), meter::requests);
        metrics.counter(
                "xfrmgate_netlink_lost_events_total",
                "Times that the kernel dropped events because they came faster than they were fetched.",
                Map.of(),
                meter::lostEvents);
        offload(metrics, meter);
        for (KernelMeter.Refusals refusals : meter.refusals()) {
            metrics.counter(
                    "xfrmgate_netlink_errors_total",
                    "XFRM requests that the kernel refused. EEXIST of a new state has it tried again with another SPI; ESRCH"
                            + " and ENOENT of a removal say that it was gone already.",
                    Map.of("errno", refusals.word()),
                    refusals.count()::sum);
        }
    }

    private static void offload(GateMetrics metrics, KernelMeter meter) {
        String help =
                "Child SAs that a network card did not take: all of IPsec (packet), or the cryptography (crypto).";
        metrics.counter("xfrmgate_offload_refusals_total", help, Map.of("mode", "packet"), meter::packetRefusals);
        metrics.counter("xfrmgate_offload_refusals_total", help, Map.of("mode", "crypto"), meter::cryptoRefusals);
        meter.tellCards((card, count) -> metrics.gauge(
                "xfrmgate_offload_sas",
                "SAs that a network card has, each direction for itself.",
                Map.of("device", card.device(), "mode", card.mode()),
                count::getAsLong));
    }
}
