package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Explanation;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class FailureHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-25T03:00:00Z");
    private static final UdpEndpoint AT = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
    private static final IkeSaName SA = new IkeSaName("map", 1, 2, AT, AT, Optional.empty(), true);

    private final FailureHistory history = new FailureHistory(Clock.fixed(NOW, ZoneOffset.UTC));

    private void fail(int count) {
        for (int i = 0; i < count; i++) {
            history.accept(new Notice.Failed(SA, FailureReason.TIMEOUT, true, Explanation.of("no answer")));
        }
    }

    @Test
    void theLatestStandsFirst() {
        fail(3);
        assertThat(history.latest()).extracting(FailureHistory.Entry::number).containsExactly(3L, 2L, 1L);
        assertThat(history.latest().getFirst().at()).isEqualTo(NOW);
    }

    @Test
    void onlyTheLastThousandAreKept() {
        fail(2_500);
        assertThat(history.latest()).hasSize(FailureHistory.CAPACITY);
        assertThat(history.latest().getFirst().number()).isEqualTo(2_500);
        assertThat(history.latest().getLast().number()).isEqualTo(1_501);
        assertThat(history.total()).isEqualTo(2_500);
    }

    @Test
    void otherNoticesAreNotKept() {
        history.accept(new Notice.IkeClosed(SA, CloseReason.LOCAL, "", Optional.empty(), OptionalLong.empty()));
        assertThat(history.latest()).isEmpty();
    }

    @Test
    void clearingForgetsThemButNotHowManyThereWere() {
        fail(2);
        history.clear();
        assertThat(history.latest()).isEmpty();
        fail(1);
        assertThat(history.latest()).extracting(FailureHistory.Entry::number).containsExactly(3L);
    }

    @Test
    void shardsThatWriteAtOnceLoseNothing() throws InterruptedException {
        List<Thread> shards = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shards.add(Thread.ofPlatform().start(() -> fail(250)));
        }
        for (Thread shard : shards) {
            shard.join();
        }
        assertThat(history.latest()).hasSize(1_000);
    }
}
