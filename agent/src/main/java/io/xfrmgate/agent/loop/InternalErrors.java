package io.xfrmgate.agent.loop;

import io.xfrmgate.agent.log.LogLine;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exceptions that should not be. Each place that throws is logged once with its stack trace; the count goes on. The log of
 * a gateway under attack must not be filled by one bug that the attacker found.
 */
final class InternalErrors {
    private static final Logger LOG = LoggerFactory.getLogger(InternalErrors.class);
    private static final int MAX_PLACES = 100;

    private final int shard;
    private final DutyCycle duty;
    private final Set<String> places = new HashSet<>();

    InternalErrors(int shard, DutyCycle duty) {
        this.shard = shard;
        this.duty = duty;
    }

    /** Notes one that came while the shard was {@code doing} something. */
    void note(Throwable error, String doing) {
        note(error, doing, line -> line);
    }

    /**
     * Notes one.
     *
     * @param about adds to the line what SA it concerns
     */
    void note(Throwable error, String doing, UnaryOperator<LogLine> about) {
        duty.internalError();
        StackTraceElement[] trace = error.getStackTrace();
        String place = error.getClass().getName() + (trace.length == 0 ? "" : "@" + trace[0]);
        if (places.size() < MAX_PLACES && places.add(place)) {
            LogLine line = LogLine.event("internal-error").add("shard", shard).add("doing", doing);
            LOG.error("{}", about.apply(line).add("error", error), error);
        }
    }
}
