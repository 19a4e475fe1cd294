package io.xfrmgate.agent.telemetry;

import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.metrics.DurationTimer;
import io.xfrmgate.metrics.GateMetrics;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts notices by template or map. Called on the shards' threads; adds to numbers, and makes a series when a template meets a
 * reason for the first time.
 */
public final class NoticeMetrics implements Consumer<Notice> {
    private static final Duration[] SETUP_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15)
    };

    /** What failed before a template or map was chosen. */
    private static final String NONE = "none";

    private record Counts(LongAdder ikeUp, LongAdder childUp, LongAdder rekeys) {
        Counts() {
            this(new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    /** Counted from its first time on: a template has more reasons than it ever meets. */
    private record Ending(String name, String template, String reason) {}

    private final GateMetrics metrics;
    private final Map<String, Counts> byTemplate = new ConcurrentHashMap<>();
    private final Counts unknown = new Counts();
    private final Map<Ending, LongAdder> endings = new ConcurrentHashMap<>();
    private final DurationTimer setup;

    /** @param templates names of all templates and maps */
    public NoticeMetrics(GateMetrics metrics, Collection<String> templates) {
        this.metrics = metrics;
        this.setup = metrics.timer(
                "xfrmgate_ike_setup_seconds", "From IKE_SA_INIT to the authenticated IKE SA.", Map.of(), SETUP_BUCKETS);
        know(templates);
        register(metrics, NONE, unknown);
    }

    /** Counts for these apart, too. What was counted for others stays: they may come again. */
    public void know(Collection<String> templates) {
        for (String template : templates) {
            byTemplate.computeIfAbsent(template, name -> {
                Counts counts = new Counts();
                register(metrics, name, counts);
                return counts;
            });
        }
    }

    private static void register(GateMetrics metrics, String template, Counts counts) {
        Map<String, String> labels = Map.of("template", template);
        metrics.counter("xfrmgate_template_ike_established_total", "IKE SAs set up.", labels, counts.ikeUp()::sum);
        metrics.counter(
                "xfrmgate_template_child_established_total", "Child SAs set up.", labels, counts.childUp()::sum);
        metrics.counter(
                "xfrmgate_template_rekeys_total",
                "Rekeys done, of IKE SAs and Child SAs.",
                labels,
                counts.rekeys()::sum);
    }

    private void ended(String name, String help, Notice notice, Enum<?> reason) {
        String config = notice.ikeSa().config();
        String template = byTemplate.containsKey(config) ? config : NONE;
        Ending ending = new Ending(name, template, reason.name().toLowerCase(Locale.ROOT));
        endings.computeIfAbsent(ending, first -> {
                    LongAdder count = new LongAdder();
                    metrics.counter(name, help, Map.of("template", template, "reason", first.reason()), count::sum);
                    return count;
                })
                .increment();
    }

    @Override
    public void accept(Notice notice) {
        Counts counts = byTemplate.getOrDefault(notice.ikeSa().config(), unknown);
        switch (notice) {
            case Notice.IkeEstablished n -> {
                counts.ikeUp().increment();
                setup.recordNanos(TimeUnit.MILLISECONDS.toNanos(n.setupMillis()));
            }
            case Notice.IkeClosed n -> ended("xfrmgate_template_ike_closed_total", "IKE SAs ended.", n, n.reason());
            case Notice.ChildEstablished _ -> counts.childUp().increment();
            case Notice.ChildClosed n ->
                ended(
                        "xfrmgate_template_child_closed_total",
                        "Child SAs ended, those replaced by a rekey included.",
                        n,
                        n.reason());
            case Notice.IkeRekeyed _, Notice.ChildRekeyed _ -> counts.rekeys().increment();
            case Notice.Failed n ->
                ended("xfrmgate_template_failures_total", "Negotiations that failed.", n, n.reason());
            case Notice.EapAccepted _,
                    Notice.AddressesAssigned _,
                    Notice.AddressesReleased _,
                    Notice.PeerMoved _,
                    Notice.GroupSwitched _ -> {}
        }
    }
}
