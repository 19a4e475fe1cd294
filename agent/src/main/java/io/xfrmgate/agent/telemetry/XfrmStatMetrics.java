package io.xfrmgate.agent.telemetry;

import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The kernel's XFRM statistics of one network namespace, read once for all of them. */
final class XfrmStatMetrics implements AutoCloseable {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final UsageSource usage;
    private final List<Series> series = new ArrayList<>();
    private Map<String, Long> last;
    private long readNanos;

    private XfrmStatMetrics(UsageSource usage, Map<String, Long> first) {
        this.usage = usage;
        this.last = first;
        this.readNanos = System.nanoTime();
    }

    /** @throws IOException if they can not be read */
    static XfrmStatMetrics register(GateMetrics metrics, ShardGroup group) throws IOException {
        XfrmStatMetrics made = new XfrmStatMetrics(group.usage(), group.usage().statistics());
        for (String counter : made.last.keySet()) {
            made.series.add(metrics.counter(
                    "xfrmgate_xfrm_errors_total",
                    "Packets and requests that the kernel's IPsec dropped, by the cause's name in /proc/net/xfrm_stat.",
                    Map.of("counter", counter, "netns", group.namespace().orElse("")),
                    () -> made.value(counter)));
        }
        return made;
    }

    /** The last one known stands where the kernel does not tell. */
    private synchronized long value(String counter) {
        if (System.nanoTime() - readNanos >= FRESH_NANOS) {
            readNanos = System.nanoTime();
            try {
                last = usage.statistics();
            } catch (IOException e) {
                return last.getOrDefault(counter, 0L);
            }
        }
        return last.getOrDefault(counter, 0L);
    }

    @Override
    public void close() {
        series.forEach(Series::remove);
    }
}
