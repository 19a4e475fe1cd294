package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class ShardTest {
    private final MemoryIo io = new MemoryIo();
    private final EmptyDataPlane dataPlane = new EmptyDataPlane();
    private final Shard shard = new Shard(
            0,
            new IkeEndpoint(
                    new EndpointSettings(0, 1, List.of(), Limits.DEFAULT),
                    new StandardCryptoRegistry(),
                    new SecureRandom()),
            io,
            dataPlane,
            PkiPort.none(),
            EapPort.none(),
            System::nanoTime,
            notice -> {});
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(shard);

    @AfterEach
    void end() throws Exception {
        if (thread.isAlive()) {
            get(shard.stop(0));
            assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void answersCommandsFromOtherThreadsWithoutWaitingForItsNextTimer() throws Exception {
        start();
        long began = System.nanoTime();
        assertThat(get(shard.snapshot()).sas()).isEmpty();
        assertThat(get(shard.initiate("nowhere", "none"))).isFalse();
        assertThat(get(shard.terminate(1, CloseReason.LOCAL))).isFalse();
        assertThat(get(shard.terminateChild(1, CloseReason.LOCAL))).isFalse();
        assertThat(get(shard.rekey(1))).isFalse();
        assertThat(get(shard.rekeyChild(1))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(Shard.MAX_WAIT_MILLIS));
    }

    @Test
    void makesOneSnapshotASecondForAllWhoAsk() throws Exception {
        start();
        ShardSnapshot first = get(shard.snapshot());
        assertThat(get(shard.snapshot())).isSameAs(first);
    }

    @Test
    void turnsAlthoughNothingHappens() throws Exception {
        start();
        long before = shard.duty().cycles();
        Thread.sleep(Shard.MAX_WAIT_MILLIS + 200);
        assertThat(shard.duty().cycles()).isGreaterThan(before);
        assertThat(System.nanoTime() - shard.duty().lastTurnNanos())
                .isLessThan(TimeUnit.MILLISECONDS.toNanos(Shard.MAX_WAIT_MILLIS + 500));
    }

    @Test
    void closesWhatItOwnsWhenStopped() throws Exception {
        start();
        assertThat(get(shard.stop(1_000))).isTrue();
        assertThat(io.closed).isTrue();
        assertThat(dataPlane.closed).isTrue();
    }

    @Test
    void refusesCommandsAfterItsEnd() throws Exception {
        start();
        get(shard.stop(0));
        assertThatThrownBy(() -> get(shard.snapshot()))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void refusesCommandsWhenItsMailboxIsFull() {
        CompletionStage<Boolean> last = CompletableFuture.completedStage(true);
        for (int i = 0; i <= 1_024; i++) {
            last = shard.rekey(i);
        }
        CompletionStage<Boolean> refused = last;
        assertThat(shard.queueDepth()).isEqualTo(1_024);
        assertThatThrownBy(() -> get(refused)).hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void livesOnWhenTheDataPlaneThrowsAndCountsIt() throws Exception {
        dataPlane.failures.set(3);
        start();
        while (dataPlane.failures.get() > 0) {
            get(shard.rekey(1));
        }
        assertThat(get(shard.snapshot()).sas()).isEmpty();
        assertThat(shard.duty().internalErrors()).isEqualTo(3);
    }

    @Test
    void handsDatagramsToTheCore() throws Exception {
        start();
        io.deliver(new byte[] {1, 2, 3});
        io.deliver(new byte[100]);
        while (shard.duty().datagrams() < 2) {
            get(shard.rekey(1));
        }
        assertThat(shard.duty().internalErrors()).isZero();
    }

    @Test
    void endsAndClosesWhenItCanNotWaitAnyMore() throws Exception {
        start();
        io.failing = true;
        io.wake();
        assertThat(get(shard.whenEnded())).isNotNull();
        assertThat(io.closed).isTrue();
        assertThat(dataPlane.closed).isTrue();
    }

    private void start() throws Exception {
        thread.start();
        get(shard.whenStarted());
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** No tables; it throws as often as it is told. */
    private static final class EmptyDataPlane implements DataPlane {
        final AtomicInteger failures = new AtomicInteger();
        volatile boolean closed;

        @Override
        public void submit(long token, DataPlaneRequest request) {
            throw new AssertionError("nothing is configured, so nothing is installed");
        }

        @Override
        public void exchange(Sink sink) {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("told to fail");
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
