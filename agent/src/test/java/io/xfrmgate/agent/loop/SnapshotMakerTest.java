package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.sim.ChildBuilder;
import io.xfrmgate.ike.sim.HandshakeBenchmark;
import io.xfrmgate.ike.sim.PeerBuilder;
import io.xfrmgate.ike.v2.Effects;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.Notice;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
        Shard shard = IdleShard.with(
                IntStream.range(0, CALLS).mapToObj(SnapshotMakerTest::map).toList());
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

    /** However slow the look was, after which very many are not looked at again for a while. */
    @Test
    void ofFewWhatJustChangedIsSeen() throws Exception {
        IkeEndpoint endpoint = HandshakeBenchmark.gatewayWith(3);
        AtomicLong nanos = new AtomicLong();
        AtomicLong noticed = new AtomicLong();
        SnapshotMaker maker =
                new SnapshotMaker(0, endpoint, () -> nanos.addAndGet(1_000_000_000), noticed::get, 1_000_000);
        List<IkeSaView> before = views(maker);
        assertThat(before).extracting(IkeSaView::state).containsOnly("established");
        endpoint.abandon(1_000_000, before.getFirst().ikeSa().localSpi(), new Silence());
        noticed.incrementAndGet();
        assertThat(views(maker)).hasSize(2);
    }

    private static List<IkeSaView> views(SnapshotMaker maker) throws Exception {
        CompletableFuture<ShardSnapshot> reader = new CompletableFuture<>();
        maker.answer(1_000_000, reader);
        return get(reader).sas();
    }

    /** Does nothing of what the core asks. */
    private static final class Silence implements Effects {
        @Override
        public void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {}

        @Override
        public void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote) {}

        @Override
        public void dataPlane(long token, DataPlaneRequest request) {}

        @Override
        public void pki(long token, PkiRequest request) {}

        @Override
        public void eap(long token, EapRequest request) {}

        @Override
        public void notice(Notice notice) {}
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }
}
