package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class LineLimitTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> out = new ListAppender<>();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private long now;
    private final LineLimit limit = new LineLimit(out, () -> now, later::add);

    LineLimitTest() {
        out.start();
        limit.setContext(context);
        limit.start();
    }

    private void log(String event, Level level, int times) {
        for (int i = 0; i < times; i++) {
            LoggingEvent line = new LoggingEvent(
                    "", context.getLogger("test"), level, "{}", null, new Object[] {LogLine.event(event)});
            line.setInstant(Instant.EPOCH);
            limit.doAppend(line);
        }
    }

    private List<String> lines(int from) {
        return out.list.subList(from, out.list.size()).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void leavesOutAFloodAndSaysHowMuch() {
        log("flood", Level.WARN, LineLimit.AT_ONCE + 500);
        assertThat(out.list).hasSize(LineLimit.AT_ONCE);
        now += 1_000_000_000L / LineLimit.A_SECOND;
        log("flood", Level.WARN, 3);
        assertThat(lines(LineLimit.AT_ONCE))
                .containsExactly("event=log-lines-left-out of=flood count=500", "event=flood");
        now += 1_000_000_000L;
        log("flood", Level.WARN, 2 * LineLimit.A_SECOND);
        assertThat(lines(LineLimit.AT_ONCE + 2))
                .hasSize(1 + LineLimit.A_SECOND)
                .startsWith("event=log-lines-left-out of=flood count=2", "event=flood");
    }

    @Test
    void saysHowMuchWhenTheFloodIsOver() {
        log("flood", Level.WARN, LineLimit.AT_ONCE + 500);
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(out.list).as("it goes on").hasSize(LineLimit.AT_ONCE);
        now += 1_000_000_000L;
        later.remove().run();
        assertThat(lines(LineLimit.AT_ONCE)).containsExactly("event=log-lines-left-out of=flood count=500");
        assertThat(later).as("nothing more to tell").isEmpty();
        log("flood", Level.WARN, 1);
        assertThat(lines(LineLimit.AT_ONCE + 1)).containsExactly("event=flood");
    }

    @Test
    void saysHowMuchAtTheEnd() {
        log("flood", Level.WARN, LineLimit.AT_ONCE + 7);
        limit.stop();
        assertThat(lines(LineLimit.AT_ONCE)).containsExactly("event=log-lines-left-out of=flood count=7");
    }

    @Test
    void errorsHaveTheirLimitToo() {
        log("flood", Level.ERROR, LineLimit.AT_ONCE + 5);
        log("other", Level.ERROR, 1);
        assertThat(lines(LineLimit.AT_ONCE)).containsExactly("event=other");
    }

    @Test
    void aFloodOfOneKindDoesNotHideTheOthers() {
        log("flood", Level.INFO, LineLimit.AT_ONCE + 1);
        log("other", Level.INFO, 1);
        assertThat(lines(LineLimit.AT_ONCE)).containsExactly("event=other");
    }
}
