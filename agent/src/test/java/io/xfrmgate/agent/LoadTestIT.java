package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.load.AcceptAll;
import io.xfrmgate.agent.load.LoadPeers;
import io.xfrmgate.agent.load.LoadStep;
import io.xfrmgate.agent.load.LoadTest;
import io.xfrmgate.agent.load.StepResult;
import io.xfrmgate.agent.load.WatchedProcess;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.v2.Notice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator against a gateway over real sockets of loopback. */
@Timeout(120)
final class LoadTestIT {
    private static final int PEERS = 30;
    private static final AddressRange FROM = new AddressRange(IpAddress.parse("127.9.0.0"), 28);
    private static final AddressRange INSIDE = new AddressRange(IpAddress.parse("10.9.0.0"), 24);

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    private static LoadTest.Settings settings(int maxFailures) {
        return new LoadTest.Settings(
                8,
                maxFailures,
                Duration.ofSeconds(60),
                Optional.of(new WatchedProcess(ProcessHandle.current().pid())),
                false);
    }

    @Test
    void everyKindOfWorkIsDoneAndCounted() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway gateway = Gateway.start(Site.template("127.0.0.2", Site.PSK), kernel.parts(), notices::add);
            try (LoadTest test = LoadTest.open(
                    Site.of("127.0.0.1", "127.0.0.2", 1).peers().getFirst(),
                    new LoadPeers(PEERS, Optional.of(FROM), Optional.of(INSIDE), List.of()),
                    (shard, io) -> new AcceptAll(),
                    PkiPort.none(),
                    ShardRandom.open(),
                    settings(Integer.MAX_VALUE),
                    _ -> {})) {
                for (String step : List.of(
                        "set-up", "liveness=50", "child-rekey", "ike-rekey", "reconnect=10", "mix=40@400", "hold=1")) {
                    StepResult result = test.run(LoadStep.parse(step));
                    assertThat(result.isComplete()).as(result.text()).isTrue();
                    assertThat(result.done())
                            .as(step)
                            .isEqualTo(result.step().count().orElse(PEERS));
                    assertThat(result.cpuMicrosEach()).isPresent();
                    assertThat(result.json()).contains("\"failed\": 0").contains("\"rss_kib\": ");
                }
                assertThat(gateway.shards().getFirst().established()).isEqualTo(PEERS);
                assertThat(kernel.states()).hasSize(2 * PEERS);
                assertThat(notices.stream()
                                .filter(Notice.ChildRekeyed.class::isInstance)
                                .count())
                        .isGreaterThanOrEqualTo(PEERS);
                assertThat(notices.stream()
                                .filter(Notice.IkeRekeyed.class::isInstance)
                                .count())
                        .isGreaterThanOrEqualTo(PEERS);
                // Forgotten without a word, so the responder learns of it when the peers come back, each in one place
                // of its.
                assertThat(test.run(LoadStep.parse("crash")).done()).isEqualTo(PEERS);
                assertThat(gateway.shards().getFirst().established()).isEqualTo(PEERS);
                assertThat(kernel.states()).hasSize(2 * PEERS);
                assertThat(test.run(LoadStep.parse("set-up/" + PEERS)).done()).isEqualTo(PEERS);
                Waiting.until(
                        "the old ones to be replaced", () -> kernel.states().size() == 2 * PEERS);
                StepResult gone = test.run(LoadStep.parse("tear-down"));
                assertThat(gone.done()).isEqualTo(PEERS);
            }
            Waiting.until("the gateway to be empty", () -> kernel.states().isEmpty());
            assertThat(gateway.shards().getFirst().duty().internalErrors()).isZero();
            gateway.stop(1_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        });
    }

    @Test
    void workThatTheResponderRefusesIsCountedAsFailed() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway gateway = Gateway.start(Site.template("127.0.0.2", "another secret"), kernel.parts(), notices::add);
            try (LoadTest test = LoadTest.open(
                    Site.of("127.0.0.1", "127.0.0.2", 1).peers().getFirst(),
                    new LoadPeers(1, Optional.empty(), Optional.empty(), List.of()),
                    (shard, io) -> new AcceptAll(),
                    PkiPort.none(),
                    ShardRandom.open(),
                    settings(1),
                    _ -> {})) {
                StepResult result = test.run(LoadStep.parse("set-up"));
                assertThat(result.failed()).isPositive();
                assertThat(result.done()).isZero();
                assertThat(result.isComplete()).isFalse();
            }
            gateway.stop(1_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        });
    }
}
