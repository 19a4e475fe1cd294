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

/**
 * {@code 2026-11-23T10:00:00.123Z INFO event=…}; under systemd {@code <6>event=…}, as sd-daemon(3) says, since the journal
 * keeps time and level itself.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NOTHING = {};
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final boolean journal;

    LineEncoder(boolean journal) {
        this.journal = journal;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        if (!journal) {
            line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                    .append(' ')
                    .append(event.getLevel())
                    .append(' ');
        }
        line.append(event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
            line.append('\n')
                    .append(ThrowableProxyUtil.asString(event.getThrowableProxy())
                            .stripTrailing());
        }
        String text = journal ? prefixed(line.toString(), "<" + priority(event.getLevel()) + ">") : line.toString();
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
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
