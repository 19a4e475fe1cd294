package io.xfrmgate.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code 2026-11-23T10:00:00.123Z INFO event=…}, or a JSON object with the members {@code time} and {@code level} first; under
 * systemd {@code <6>event=…}, as sd-daemon(3) says, since the journal keeps time and level itself.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final boolean journal;
    private final Supplier<LogFormat> format;

    LineEncoder(boolean journal, Supplier<LogFormat> format) {
        this.journal = journal;
        this.format = format;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String text = switch (format.get()) {
            case KEY_VALUE -> pairs(event);
            case JSON -> json(event);
        };
        if (journal) {
            text = prefixed(text, "<" + priority(event.getLevel()) + ">");
        }
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String pairs(ILoggingEvent event) {
        String start = journal ? "" : time(event) + " " + event.getLevel() + " ";
        return start
                + event.getFormattedMessage()
                + trace(event).map(trace -> "\n" + trace).orElse("");
    }

    private static String json(ILoggingEvent event) {
        String members = line(event)
                .orElseGet(() -> LogLine.event("message").add("text", event.getFormattedMessage()))
                .json();
        String trace = trace(event).map(t -> "," + LogLine.member("trace", t)).orElse("");
        return "{" + LogLine.member("time", time(event)) + ","
                + LogLine.member("level", event.getLevel().toString().toLowerCase(Locale.ROOT)) + "," + members + trace
                + "}";
    }

    /** What was logged, where it is one of our own lines. */
    static Optional<LogLine> line(ILoggingEvent event) {
        Object[] arguments = event.getArgumentArray();
        return arguments != null && arguments.length > 0 && arguments[0] instanceof LogLine line
                ? Optional.of(line)
                : Optional.empty();
    }

    private static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    private static Optional<String> trace(ILoggingEvent event) {
        return Optional.ofNullable(event.getThrowableProxy())
                .map(error -> ThrowableProxyUtil.asString(error).stripTrailing());
    }

    /** Each line of a stack trace is an entry of its own in the journal, and needs its own level. */
    private static String prefixed(String text, String prefix) {
        return prefix + text.replace("\n", "\n" + prefix);
    }

    /** syslog(3). */
    private static int priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
