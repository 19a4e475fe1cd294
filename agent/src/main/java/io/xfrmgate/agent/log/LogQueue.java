package io.xfrmgate.agent.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Context;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The lines that wait for their reader. Where it stands still and the queue is full, lines are lost, counted, and told of when
 * there is room again. Lines come one at a time.
 */
final class LogQueue extends AsyncAppender {
    private final AtomicLong lost = new AtomicLong();
    private long told;

    LogQueue(int lines) {
        setQueueSize(lines);
        setDiscardingThreshold(0);
        setNeverBlock(true);
    }

    /** Lines lost so far. */
    long lost() {
        return lost.get();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Room for the line that tells, too.
        if (getRemainingCapacity() < 2) {
            lost.incrementAndGet();
            return;
        }
        tell();
        super.append(event);
    }

    /** Tells of what was lost since it was told last. */
    private void tell() {
        long count = lost.get() - told;
        if (count > 0) {
            told += count;
            LogLine line = LogLine.event("log-lines-lost").add("count", count);
            super.append(warning(getContext(), LogQueue.class.getName(), line));
        }
    }

    @Override
    public void stop() {
        if (isStarted() && getRemainingCapacity() > 0) {
            tell();
        }
        super.stop();
    }

    static ILoggingEvent warning(Context context, String logger, LogLine line) {
        LoggingEvent event = new LoggingEvent(
                LogQueue.class.getName(),
                ((LoggerContext) context).getLogger(logger),
                Level.WARN,
                "{}",
                null,
                new Object[] {line});
        event.setInstant(Instant.now());
        return event;
    }
}
