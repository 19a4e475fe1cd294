package io.xfrmgate.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Logback, set up in code: no file to find, no XML to read at start. Lines go to standard error through a queue, so that a
 * reader that stands still (a full pipe, a stopped journal) can never stop a shard; when the queue is full, lines are lost.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final String LISTENER = "listener";
    private static final String FORMAT = "xfrmgate.log.format";
    private static final int QUEUE = 8_192;
    private static final int FLUSH_MILLIS = 1_000;
    private static final long SECOND_MILLIS = 1_000;
    private static final String LOST = "xfrmgate.log.lost";

    /** For Logback, which finds this class as a service. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Encoder<ILoggingEvent> encoder = new LineEncoder(
                JournalStream.is(Optional.ofNullable(System.getenv("JOURNAL_STREAM")), JournalStream.STANDARD_ERROR),
                () -> format(context));
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> stderr = new OutputStreamAppender<>();
        stderr.setContext(context);
        stderr.setName("stderr");
        stderr.setEncoder(encoder);
        stderr.setOutputStream(System.err);
        stderr.start();
        LogQueue queue = new LogQueue(QUEUE);
        queue.setContext(context);
        queue.setName("queue");
        queue.setMaxFlushTime(FLUSH_MILLIS);
        queue.addAppender(stderr);
        queue.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        LineLimit limit = new LineLimit(queue, System::nanoTime, Logging::inASecond);
        limit.setContext(context);
        limit.setName("limit");
        limit.start();
        root.addAppender(limit);
        context.putObject(LOST, (LongSupplier) queue::lost);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static void inASecond(Runnable work) {
        Thread.ofVirtual().name("log-limit").start(() -> {
            try {
                Thread.sleep(SECOND_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            work.run();
        });
    }

    /** Lines that were lost because who reads the log stood still; only grows. */
    public static long linesLost() {
        return context().getObject(LOST) instanceof LongSupplier lost ? lost.getAsLong() : 0;
    }

    /** Sets what is shown of the daemon's own lines. */
    public static void setLevel(org.slf4j.event.Level level) {
        context().getLogger("io.xfrmgate").setLevel(Level.convertAnSLF4JLevel(level));
    }

    /** Sets how lines look from now on. */
    public static void setFormat(LogFormat format) {
        context().putProperty(FORMAT, format.name());
    }

    private static LogFormat format(LoggerContext context) {
        String name = context.getProperty(FORMAT);
        return name == null ? LogFormat.KEY_VALUE : LogFormat.valueOf(name);
    }

    /** Has every line told to a listener too, on the thread that logs: it must not wait. One listener at a time. */
    public static void listen(Consumer<String> listener) {
        forget();
        Appender<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                listener.accept(event.getFormattedMessage());
            }
        };
        appender.setName(LISTENER);
        appender.setContext(context());
        appender.start();
        context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    /** Ends what {@link #listen} began. */
    public static void forget() {
        context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(LISTENER);
    }

    /** Writes what is queued, for at most a second, and ends logging. */
    public static void close() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
