package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LineEncoderTest {
    @Test
    void startsWithTimeAndLevelAtATerminal() {
        assertThat(encode(false, Level.INFO, null)).isEqualTo("2026-11-23T10:00:00.070Z INFO event=test\n");
    }

    @Test
    void startsWithThePriorityForTheJournal() {
        assertThat(encode(true, Level.ERROR, null)).isEqualTo("<3>event=test\n");
        assertThat(encode(true, Level.WARN, null)).isEqualTo("<4>event=test\n");
        assertThat(encode(true, Level.INFO, null)).isEqualTo("<6>event=test\n");
        assertThat(encode(true, Level.DEBUG, null)).isEqualTo("<7>event=test\n");
    }

    @Test
    void givesEachLineOfATraceItsPriority() {
        assertThat(encode(true, Level.ERROR, new IllegalStateException("no")).lines())
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.startsWith("<3>"));
    }

    private static String encode(boolean journal, Level level, @org.jspecify.annotations.Nullable Throwable error) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("test"), level, "event={}", error, new Object[] {"test"});
        event.setInstant(Instant.parse("2026-11-23T10:00:00.070Z"));
        return new String(new LineEncoder(journal).encode(event), StandardCharsets.UTF_8);
    }
}
