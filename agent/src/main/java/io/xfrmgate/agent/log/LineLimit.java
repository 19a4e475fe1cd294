package io.xfrmgate.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds the lines of each event, so that a flood of one kind drowns neither the others nor the disk: so many at once, then so
 * many a second. What is left out is counted, and told with the next line of its kind that passes. Errors always pass.
 */
final class LineLimit extends AppenderBase<ILoggingEvent> {
    /** All peers of a large gateway may come up at once, and each one's line is to be seen. */
    static final int AT_ONCE = 20_000;

    static final int A_SECOND = 2_000;

    private static final long SECOND = 1_000_000_000L;

    private final Appender<ILoggingEvent> next;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new HashMap<>();

    private static final class Bucket {
        long whole = AT_ONCE;
        long since;
        long leftOut;

        Bucket(long now) {
            since = now;
        }

        /** Takes one, if there is one. */
        boolean take(long now) {
            long more = (now - since) / (SECOND / A_SECOND);
            if (more > 0) {
                whole = Math.min(AT_ONCE, whole + more);
                since += more * (SECOND / A_SECOND);
            }
            if (whole == 0) {
                leftOut++;
                return false;
            }
            whole--;
            return true;
        }
    }

    LineLimit(Appender<ILoggingEvent> next, LongSupplier nanos) {
        this.next = next;
        this.nanos = nanos;
    }

    /** One at a time: logback's AppenderBase sees to it. */
    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            next.doAppend(event);
            return;
        }
        long now = nanos.getAsLong();
        // a bounded number of them: the names are ours, those of libraries their loggers'
        String name = LineEncoder.line(event).map(LogLine::name).orElseGet(event::getLoggerName);
        Bucket bucket = buckets.computeIfAbsent(name, n -> new Bucket(now));
        if (bucket.take(now)) {
            if (bucket.leftOut > 0) {
                next.doAppend(leftOut(event, name, bucket.leftOut));
                bucket.leftOut = 0;
            }
            next.doAppend(event);
        }
    }

    private ILoggingEvent leftOut(ILoggingEvent event, String name, long count) {
        LogLine line = LogLine.event("log-lines-left-out").add("of", name).add("count", count);
        Logger logger = ((ch.qos.logback.classic.LoggerContext) getContext()).getLogger(event.getLoggerName());
        LoggingEvent told =
                new LoggingEvent(LineLimit.class.getName(), logger, Level.WARN, "{}", null, new Object[] {line});
        told.setInstant(event.getInstant());
        return told;
    }
}
