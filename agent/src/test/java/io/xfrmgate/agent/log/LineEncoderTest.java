package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
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

    @Test
    void writesAnObjectALine() {
        LogLine line = LogLine.event("ready").add("shards", 2).add("nat", false).add("peer", "a \"b\"\n");
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("test"), Level.WARN, "{}", null, new Object[] {line});
        event.setInstant(Instant.parse("2026-11-23T10:00:00.070Z"));
        assertThat(json(false, event))
                .isEqualTo("{\"time\":\"2026-11-23T10:00:00.070Z\",\"level\":\"warn\",\"event\":\"ready\",\"shards\":2,"
                        + "\"nat\":false,\"peer\":\"a \\\"b\\\"\\n\"}\n");
        assertThat(json(true, event)).startsWith("<4>{\"time\":");
    }

    @Test
    void writesWhatLibrariesSayAsAnObjectToo() {
        LoggingEvent event = new LoggingEvent(
                "",
                new LoggerContext().getLogger("test"),
                Level.ERROR,
                "out of {}",
                new IllegalStateException("no"),
                new Object[] {"order"});
        event.setInstant(Instant.parse("2026-11-23T10:00:00.070Z"));
        assertThat(json(true, event).lines())
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(
                        "\"event\":\"message\",\"text\":\"out of order\",\"trace\":\"java.lang.IllegalStateException: no\\n");
    }

    private static String json(boolean journal, LoggingEvent event) {
        return new String(new LineEncoder(journal, () -> LogFormat.JSON).encode(event), StandardCharsets.UTF_8);
    }

    private static String encode(boolean journal, Level level, @org.jspecify.annotations.Nullable Throwable error) {
        LoggingEvent event = new LoggingEvent(
                "", new LoggerContext().getLogger("test"), level, "event={}", error, new Object[] {"test"});
        event.setInstant(Instant.parse("2026-11-23T10:00:00.070Z"));
        return new String(new LineEncoder(journal, () -> LogFormat.KEY_VALUE).encode(event), StandardCharsets.UTF_8);
    }
}
