package io.xfrmgate.agent.telemetry;

import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.wire.DecodeError;
import io.xfrmgate.metrics.GateMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the protocol core counts, summed over the shards. */
final class CoreMetrics {
    private final GateMetrics metrics;
    private final List<Counters> shards;

    private CoreMetrics(GateMetrics metrics, List<Counters> shards) {
        this.metrics = metrics;
        this.shards = shards;
    }

    /** @param shards read at each scrape, may grow */
    static void register(GateMetrics metrics, List<Counters> shards) {
        CoreMetrics core = new CoreMetrics(metrics, shards);
        for (Counter counter : Counter.values()) {
            core.register(counter);
        }
        for (DecodeError reason : DecodeError.values()) {
            core.register(
                    "xfrmgate_ike_malformed_total", "Messages that could not be read.", reason, c -> c.get(reason));
        }
        for (FailureReason reason : FailureReason.values()) {
            core.register("xfrmgate_ike_failures_total", "Negotiations that failed.", reason, c -> c.get(reason));
        }
        for (CloseReason reason : CloseReason.values()) {
            core.register("xfrmgate_ike_closed_total", "IKE SAs ended.", reason, c -> c.get(reason));
            core.register("xfrmgate_ike_child_closed_total", "Child SAs ended.", reason, c -> c.closedChildren(reason));
        }
    }

    private void register(Counter counter) {
        switch (counter) {
            case FAILURES, IKE_CLOSED, CHILD_CLOSED -> {} // the same by reason says more
            case INIT_BAD_COOKIE -> dropped("bad_cookie", counter);
            case INIT_DROPPED_HALF_OPEN -> dropped("half_open_limit", counter);
            case INIT_DROPPED_SOURCE_LIMIT -> dropped("source_limit", counter);
            case INIT_DROPPED_SA_LIMIT -> dropped("ike_sa_limit", counter);
            case INIT_DROPPED_STRANGER -> dropped("stranger", counter);
            case UNKNOWN_SPI -> dropped("unknown_spi", counter);
            case UNEXPECTED_MESSAGE_ID -> dropped("message_id", counter);
            case INVALID_MAJOR_VERSION -> dropped("major_version", counter);
            default -> {
                String word = word(counter);
                String name = word.startsWith("ike_") ? word : "ike_" + word;
                metrics.counter("xfrmgate_" + name + "_total", help(counter), Map.of(), () -> sum(c -> c.get(counter)));
            }
        }
    }

    private void dropped(String cause, Counter counter) {
        metrics.counter(
                "xfrmgate_ike_dropped_total",
                "Messages that nothing was done for; those that could not be read are in xfrmgate_ike_malformed_total.",
                Map.of("cause", cause),
                () -> sum(c -> c.get(counter)));
    }

    private void register(String name, String help, Enum<?> reason, ToLongFunction<Counters> value) {
        metrics.counter(name, help, Map.of("reason", word(reason)), () -> sum(value));
    }

    private long sum(ToLongFunction<Counters> value) {
        return shards.stream().mapToLong(value).sum();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String help(Counter counter) {
        return switch (counter) {
            case INIT_BAD_COOKIE,
                    INIT_DROPPED_HALF_OPEN,
                    INIT_DROPPED_SOURCE_LIMIT,
                    INIT_DROPPED_SA_LIMIT,
                    INIT_DROPPED_STRANGER,
                    UNKNOWN_SPI,
                    UNEXPECTED_MESSAGE_ID,
                    INVALID_MAJOR_VERSION -> throw new IllegalStateException("a cause of drops");
            case DATAGRAMS_RECEIVED -> "IKE messages received.";
            case DATAGRAMS_SENT -> "IKE messages sent, repetitions included.";
            case REQUESTS_SENT -> "Requests sent, each counted once.";
            case RETRANSMITS_SENT -> "Requests sent again because no answer came.";
            case RETRANSMITS_RECEIVED -> "Requests that came again and were answered with the same answer.";
            case INIT_REQUESTS -> "IKE_SA_INIT requests received.";
            case INIT_ANSWERED_WITH_COOKIE -> "IKE_SA_INIT requests answered with a cookie.";
            case INIT_INVALID_KE -> "IKE_SA_INIT requests answered with INVALID_KE_PAYLOAD.";
            case INIT_NO_CONFIGURATION -> "IKE_SA_INIT requests for which no template or map is configured.";
            case LIVENESS_CHECKS -> "Liveness checks sent.";
            case LIVENESS_ANSWERED -> "Liveness checks that the peer answered.";
            case LIVENESS_FAILURES -> "Peers found dead.";
            case IKE_ESTABLISHED -> "IKE SAs set up.";
            case IKE_REKEYED -> "IKE SAs replaced by a rekey.";
            case IKE_CLOSED -> "IKE SAs ended.";
            case CHILD_ESTABLISHED -> "Child SAs set up.";
            case CHILD_REKEYED -> "Child SAs replaced by a rekey.";
            case CHILD_CLOSED -> "Child SAs ended.";
            case FAILURES -> "Negotiations that failed.";
            case REKEY_COLLISIONS -> "Rekeys that both sides began at once.";
            case REKEYS_REFUSED -> "Rekeys that a peer asked for and that the configuration does not allow.";
            case ACQUIRES -> "Packets that met a trap and had the kernel ask for a Child SA.";
            case ACQUIRES_COALESCED -> "Acquires of a Child SA that was being set up already.";
            case ACQUIRES_LIMITED ->
                "Acquires not followed: too many calls at once, or the peer did not answer lately.";
            case GROUP_SWITCHES -> "Changes of a crypto group to its other tunnel.";
            case FRAGMENTS_RECEIVED -> "IKE fragments received.";
            case FRAGMENTED_MESSAGES_SENT -> "IKE messages sent in fragments.";
            case PKI_REQUESTS -> "Signatures of ours and verdicts on peers' certificates that were asked for.";
            case PKI_ANSWERS_LATE -> "Signatures and verdicts that came when the handshake had ended.";
            case EAP_REQUESTS -> "Peers' EAP messages given to a AAA server.";
            case EAP_ANSWERS_LATE -> "Answers of AAA servers that came when the handshake had ended.";
            case EAP_ACCEPTED -> "Peers whose EAP has succeeded.";
            case EAP_REJECTED -> "Peers whose EAP has failed.";
            case INTERNAL_ERRORS -> "Errors inside of the core that ended an IKE SA; each is in the log.";
        };
    }
}
