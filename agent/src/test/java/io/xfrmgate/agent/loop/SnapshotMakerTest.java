package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.load.AcceptAll;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.sim.ChildBuilder;
import io.xfrmgate.ike.sim.PeerBuilder;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SnapshotMakerTest {
    private static final int CALLS = 2 * SnapshotMaker.PART + 1;

    private static PeerConfig map(int number) {
        return new PeerBuilder("map" + number)
                .local(IpAddress.parse("192.0.2.1"))
                .remote(new IpAddress(0, 0xC612_0000L + number, false))
                .child(new ChildBuilder("child")
                        .networks("10.1.0.0/16", "10.2.0.0/16")
                        .build())
                .build();
    }

    @Test
    void veryManyAreLookedAtInPartsOneATurn() throws Exception {
        Shard shard = new Shard(
                0,
                new IkeEndpoint(
                        new EndpointSettings(
                                0,
                                1,
                                IntStream.range(0, CALLS)
                                        .mapToObj(SnapshotMakerTest::map)
                                        .toList(),
                                Limits.DEFAULT),
                        new StandardCryptoRegistry(),
                        new SecureRandom()),
                new MemoryIo(),
                new AcceptAll(),
                PkiPort.none(),
                EapPort.none(),
                System::nanoTime,
                _ -> {});
        Thread.ofPlatform().daemon().start(shard);
        try {
            for (int i = 0; i < CALLS; i++) {
                assertThat(get(shard.initiate("map" + i, "child").toCompletableFuture()))
                        .isTrue();
            }
            long turns = shard.duty().cycles();
            CompletableFuture<ShardSnapshot> one = shard.snapshot().toCompletableFuture();
            CompletableFuture<ShardSnapshot> other = shard.snapshot().toCompletableFuture();
            assertThat(get(one).sas())
                    .extracting(view -> view.ikeSa().config())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, CALLS).mapToObj(i -> "map" + i).toList());
            assertThat(get(other).sas()).hasSize(CALLS);
            assertThat(shard.duty().cycles() - turns).isGreaterThanOrEqualTo(2);
        } finally {
            shard.stop(0).toCompletableFuture().join();
        }
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }
}
