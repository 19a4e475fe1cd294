package io.xfrmgate.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Bounds the lines of each event, so that a flood of one kind drowns neither the others nor the disk: so many at once, then so
 * many a second. What is left out is counted, and told with the next line of its kind that passes, or when the flood is over.
 */
final class LineLimit extends AppenderBase<ILoggingEvent> {
    /** All peers of a large gateway may come up at once, and each one's line is to be seen. */
    static final int AT_ONCE = 20_000;

    static final int A_SECOND = 2_000;

    private static final long SECOND = 1_000_000_000L;

    private final Appender<ILoggingEvent> next;
    private final LongSupplier nanos;
    private final Consumer<Runnable> later;
    private final Map<String, Bucket> buckets = new HashMap<>();
    /** Whether {@link #tell} is going to be called. */
    private boolean awaited;

    private static final class Bucket {
        final String logger;
        long whole = AT_ONCE;
        long since;
        long leftOut;

        Bucket(String logger, long now) {
            this.logger = logger;
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
                return false;
            }
            whole--;
            return true;
        }
    }

    /** @param later does something in a moment, on a thread of its own */
    LineLimit(Appender<ILoggingEvent> next, LongSupplier nanos, Consumer<Runnable> later) {
        this.next = next;
        this.nanos = nanos;
        this.later = later;
    }

    /** One at a time: logback's AppenderBase sees to it. */
    @Override
    protected void append(ILoggingEvent event) {
        long now = nanos.getAsLong();
        // a bounded number of them: the names are ours, those of libraries their loggers'
        String name = LineEncoder.line(event).map(LogLine::name).orElseGet(event::getLoggerName);
        Bucket bucket = buckets.computeIfAbsent(name, _ -> new Bucket(event.getLoggerName(), now));
        if (bucket.take(now)) {
            tell(name, bucket);
            next.doAppend(event);
            return;
        }
        bucket.leftOut++;
        if (!awaited) {
            awaited = true;
            later.accept(this::tellWhatIsOver);
        }
    }

    /** Tells what was left out of floods that are over, and comes again for the others. */
    private synchronized void tellWhatIsOver() {
        long now = nanos.getAsLong();
        awaited = false;
        for (Map.Entry<String, Bucket> entry : buckets.entrySet()) {
            if (entry.getValue().leftOut > 0) {
                if (entry.getValue().take(now)) {
                    tell(entry.getKey(), entry.getValue());
                } else {
                    awaited = true;
                }
            }
        }
        if (awaited) {
            later.accept(this::tellWhatIsOver);
        }
    }

    private void tell(String name, Bucket bucket) {
        if (bucket.leftOut > 0) {
            LogLine line = LogLine.event("log-lines-left-out").add("of", name).add("count", bucket.leftOut);
            bucket.leftOut = 0;
            next.doAppend(LogQueue.warning(getContext(), bucket.logger, line));
        }
    }

    @Override
    public synchronized void stop() {
        buckets.forEach(this::tell);
        super.stop();
        next.stop();
    }
}
