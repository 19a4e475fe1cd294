package io.xfrmgate.agent.loop;

import java.util.HashSet;
import java.util.Set;
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

    /**
     * Notes one.
     *
     * @param doing what the shard was doing
     * @param about the SA that it concerns, as {@code key=value} pairs; may be empty
     */
    void note(Throwable error, String doing, String about) {
        duty.internalError();
        StackTraceElement[] trace = error.getStackTrace();
        String place = error.getClass().getName() + (trace.length == 0 ? "" : "@" + trace[0]);
        if (places.size() < MAX_PLACES && places.add(place)) {
            LOG.error(
                    "event=internal-error shard={} doing={} {} error={}; a bug: please report it with this trace",
                    shard,
                    doing,
                    about,
                    error.getClass().getSimpleName(),
                    error);
        }
    }
}
