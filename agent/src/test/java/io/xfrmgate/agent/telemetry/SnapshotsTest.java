package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.loop.IdleShard;
import io.xfrmgate.agent.loop.Shard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SnapshotsTest {
    private static final Snapshots.Patience FOR_THE_FIRST_ONLY =
            new Snapshots.Patience(Duration.ZERO, Duration.ofSeconds(50));

    private final Shard shard = IdleShard.with(List.of());
    private final Thread thread = Thread.ofPlatform().unstarted(shard);
    private final Snapshots snapshots = new Snapshots(() -> List.of(shard), Duration.ZERO, FOR_THE_FIRST_ONLY);

    @AfterEach
    void stop() {
        if (thread.isAlive()) {
            shard.stop(0).toCompletableFuture().join();
        }
    }

    @Test
    void aShardThatIsLateWithItsFirstAnswerIsWaitedFor() throws Exception {
        CompletableFuture<Snapshots.Reading> reading = CompletableFuture.supplyAsync(snapshots::latest);
        while (shard.queueDepth() == 0) {
            Thread.onSpinWait();
        }
        thread.start();
        assertThat(reading.get().byShard()).containsOnlyKeys(shard);
    }

    @Test
    void oneThatHasAnsweredBeforeKeepsItsLastAnswer() {
        thread.start();
        Snapshots.Reading first = snapshots.latest();
        shard.stop(0).toCompletableFuture().join();
        assertThat(snapshots.latest().byShard()).isEqualTo(first.byShard());
    }
}
