package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LogQueueTest {
    private final LoggerContext context = new LoggerContext();
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<String> read = new CopyOnWriteArrayList<>();

    private final class Reader extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            standing.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            read.add(event.getFormattedMessage());
        }
    }

    private void log(LogQueue queue, int number) {
        LoggingEvent line = new LoggingEvent("", context.getLogger("test"), Level.INFO, "{}", null, new Object[] {
            LogLine.event("line").add("number", number)
        });
        line.setInstant(Instant.EPOCH);
        queue.doAppend(line);
    }

    @Test
    void countsAndTellsWhatItLost() throws Exception {
        context.setMDCAdapter(new LogbackMDCAdapter());
        LogQueue queue = new LogQueue(10);
        Reader reader = new Reader();
        reader.setContext(context);
        reader.start();
        queue.setContext(context);
        queue.addAppender(reader);
        queue.start();

        log(queue, 0);
        standing.await(); // it has taken the first one, and no other
        for (int number = 1; number <= 20; number++) {
            log(queue, number);
        }
        long lost = queue.lost();
        assertThat(lost).isBetween(9L, 12L);
        goOn.countDown();
        while (read.size() < 21 - lost) {
            Thread.onSpinWait();
        }
        log(queue, 21);
        queue.stop();
        assertThat(read)
                .endsWith("event=log-lines-lost count=" + lost, "event=line number=21")
                .hasSize((int) (23 - lost));
        assertThat(queue.lost()).isEqualTo(lost);
    }
}
