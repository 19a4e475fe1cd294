package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two gateways in one process speak IKE over real sockets at two addresses of loopback; their kernels are simulated. */
@Timeout(60)
final class GatewayIT {
    private final SimulatedKernel leftKernel = new SimulatedKernel();
    private final SimulatedKernel rightKernel = new SimulatedKernel();
    private final List<Notice> leftNotices = new CopyOnWriteArrayList<>();
    private final List<Notice> rightNotices = new CopyOnWriteArrayList<>();

    @Test
    void bringUpRekeyAndEndATunnel() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), rightNotices::add);
            Gateway left = Gateway.start(Site.of("127.0.0.1", "127.0.0.2", 1), leftKernel.parts(), leftNotices::add);
            assertThat(leftKernel.policies()).as("traps").isPositive();

            assertThat(get(left.initiate("peer", "site"))).isTrue();
            Waiting.until(
                    "a Child SA at both ends",
                    () -> leftKernel.states().size() == 2
                            && rightKernel.states().size() == 2);
            assertThat(leftKernel.states())
                    .extracting(s -> s.spi())
                    .containsExactlyInAnyOrderElementsOf(
                            rightKernel.states().stream().map(s -> s.spi()).toList());

            ChildView first = onlyChild(left);
            assertThat(get(left.shards().getFirst().rekeyChild(first.name().inboundSpi())))
                    .isTrue();
            Waiting.until(
                    "a rekeyed Child SA", () -> leftNotices.stream().anyMatch(Notice.ChildRekeyed.class::isInstance));

            assertThat(get(left.shards()
                            .getFirst()
                            .rekey(ikeSas(left).getFirst().ikeSa().localSpi())))
                    .isTrue();
            Waiting.until(
                    "a rekeyed IKE SA", () -> rightNotices.stream().anyMatch(Notice.IkeRekeyed.class::isInstance));

            get(left.stop(5_000));
            Waiting.until("the peer to have let go", () -> rightKernel.states().isEmpty());
            assertThat(rightNotices)
                    .anyMatch(n -> n instanceof Notice.IkeClosed c && c.reason() == CloseReason.PEER_DELETED);
            assertThat(leftKernel.states()).isEmpty();
            assertThat(leftKernel.policies()).isZero();
            get(right.stop(5_000));
            assertThat(left.shards().getFirst().duty().internalErrors()).isZero();
            assertThat(right.shards().getFirst().duty().internalErrors()).isZero();
        });
    }

    @Test
    void eachShardHasItsOwnSas() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), rightNotices::add);
            SimulatedKernel[] kernels = new SimulatedKernel[4];
            for (int i = 0; i < kernels.length; i++) {
                kernels[i] = new SimulatedKernel();
            }
            GatewayParts parts = new GatewayParts(
                    (shard, io) -> kernels[shard].parts().dataPlane().open(shard, io),
                    leftKernel.parts().crypto(),
                    leftKernel.parts().random(),
                    leftKernel.parts().usage(),
                    leftKernel.parts().pki());
            Gateway left = Gateway.start(Site.of("127.0.0.1", "127.0.0.2", 4), parts, leftNotices::add);
            int home = Gateway.homeOf("peer", 4);
            for (int i = 0; i < kernels.length; i++) {
                assertThat(kernels[i].policies() > 0).as("traps of shard " + i).isEqualTo(i == home);
            }
            assertThat(get(left.initiate("peer", "site"))).isTrue();
            Waiting.until(
                    "a Child SA",
                    () -> kernels[home].states().size() == 2
                            && rightKernel.states().size() == 2);
            assertThat(onlyChild(left).name().inboundSpi() & 3).isEqualTo(home);
            get(left.stop(5_000));
            get(right.stop(5_000));
        });
    }

    @Test
    void refusesToStartWhereAnotherHasThePort() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway first = Gateway.start(Site.of("127.0.0.1", "127.0.0.2", 1), leftKernel.parts(), leftNotices::add);
            assertThatThrownBy(() ->
                            Gateway.start(Site.of("127.0.0.1", "127.0.0.2", 1), rightKernel.parts(), rightNotices::add))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("127.0.0.1:500")
                    .hasMessageContaining("Another IKE daemon has the port");
            assertThatThrownBy(() ->
                            Gateway.start(Site.of("192.0.2.1", "127.0.0.2", 1), rightKernel.parts(), rightNotices::add))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("No interface has this address");
            get(first.stop(1_000));
        });
    }

    private static List<IkeSaView> ikeSas(Gateway gateway) throws Exception {
        List<IkeSaView> sas = new ArrayList<>();
        for (Shard shard : gateway.shards()) {
            ShardSnapshot snapshot = get(shard.snapshot());
            sas.addAll(snapshot.sas());
        }
        return sas;
    }

    private static ChildView onlyChild(Gateway gateway) throws Exception {
        return ikeSas(gateway).stream()
                .flatMap(sa -> sa.children().stream())
                .findFirst()
                .orElseThrow();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
