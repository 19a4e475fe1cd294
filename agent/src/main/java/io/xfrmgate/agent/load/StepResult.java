package io.xfrmgate.agent.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came of a step.
 *
 * @param done of the work
 * @param failed of it, by our count
 * @param took from the first begun to the last done
 * @param eachSecond done in each whole second of it
 * @param latencies of each, in µs; empty for what has none of its own
 * @param retransmits requests of ours that were sent again
 * @param before of the watched process
 * @param after of the watched process
 */
public record StepResult(
        LoadStep step,
        int done,
        int failed,
        Duration took,
        List<Integer> eachSecond,
        Histogram latencies,
        long retransmits,
        Optional<WatchedProcess.Usage> before,
        Optional<WatchedProcess.Usage> after) {
    private static final double MICROS = 1e6;

    public StepResult {
        eachSecond = List.copyOf(eachSecond);
    }

    /** Whether all of it was done, and nothing of it failed. */
    public boolean isComplete() {
        return failed == 0 && step.count().map(count -> done >= count).orElse(true);
    }

    double perSecond() {
        return done / Math.max(1e-9, took.toNanos() / 1e9);
    }

    /** Processor time of the watched process for each, in µs, or in a second of holding; empty if none is watched. */
    public Optional<Double> cpuMicrosEach() {
        return used(true).map(micros -> micros / Math.max(1, done));
    }

    private Optional<Double> used(boolean withUser) {
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        long system = after.get().systemMicros() - before.get().systemMicros();
        long user = after.get().userMicros() - before.get().userMicros();
        return Optional.of((double) (system + (withUser ? user : 0)));
    }

    /** As a person reads it. */
    public String text() {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "%-22s %d done, %d failed, %.1f s, %.0f a second, %d retransmits",
                step,
                done,
                failed,
                took.toMillis() / 1e3,
                perSecond(),
                retransmits));
        if (latencies.getTotalCount() > 0) {
            out.append(String.format(
                    Locale.ROOT,
                    "%n%22s ms: p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f",
                    "",
                    millis(50),
                    millis(90),
                    millis(99),
                    millis(99.9),
                    latencies.getMaxValue() / 1e3));
        }
        cpuMicrosEach()
                .ifPresent(each -> out.append(String.format(
                        Locale.ROOT,
                        "%n%22s watched: %.0f us each (%.0f of it in the kernel), %.2f s in all; resident %.1f MiB",
                        "",
                        each,
                        used(false).orElseThrow() / Math.max(1, done),
                        used(true).orElseThrow() / MICROS,
                        after.orElseThrow().residentKib() / 1024.0)));
        return out.toString();
    }

    private double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    /** As a program reads it: one JSON object. */
    public String json() {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"step\": \"%s\", \"work\": \"%s\", \"done\": %d, \"failed\": %d, \"seconds\": %.3f, \"per_second\": %.1f, "
                        + "\"retransmits\": %d, \"each_second\": %s",
                step,
                step.work().word(),
                done,
                failed,
                took.toNanos() / 1e9,
                perSecond(),
                retransmits,
                eachSecond));
        if (latencies.getTotalCount() > 0) {
            out.append(String.format(
                    Locale.ROOT,
                    ", \"millis\": {\"p50\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"p99.9\": %.3f, \"max\": %.3f}",
                    millis(50),
                    millis(90),
                    millis(99),
                    millis(99.9),
                    latencies.getMaxValue() / 1e3));
        }
        cpuMicrosEach()
                .ifPresent(each -> out.append(String.format(
                        Locale.ROOT,
                        ", \"cpu_us_each\": %.1f, \"kernel_us_each\": %.1f, \"rss_kib_before\": %d, \"rss_kib\": %d",
                        each,
                        used(false).orElseThrow() / Math.max(1, done),
                        before.orElseThrow().residentKib(),
                        after.orElseThrow().residentKib())));
        return out.append('}').toString();
    }
}
