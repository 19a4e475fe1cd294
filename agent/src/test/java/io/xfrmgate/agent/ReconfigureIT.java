package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.config.Placement;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.ReconfigureResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway with real sockets takes other configurations; its kernel is simulated. */
@Timeout(60)
final class ReconfigureIT {
    private final SimulatedKernel leftKernel = new SimulatedKernel();
    private final SimulatedKernel rightKernel = new SimulatedKernel();

    private static final GatewayConfig LEFT = Site.of("127.0.0.1", "127.0.0.2", 1);

    private static GatewayConfig empty() {
        return ((ConfigResult.Loaded) ConfigLoader.parse("configure\ngateway\nno metrics\nexit\nend\n", "test.cfg"))
                .config();
    }

    @Test
    void tunnelsAndSocketsFollow() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), notice -> {});
            Gateway left = Gateway.start(empty(), leftKernel.parts(), notice -> {});
            assertThat(left.sockets().getFirst().locals()).isEmpty();

            left.reconfigure(LEFT, ApplyChanges.AT_NEXT_NEGOTIATION);
            assertThat(left.sockets().getFirst().locals()).containsExactly(at("127.0.0.1", 500), at("127.0.0.1", 4500));
            assertThat(get(left.initiate("peer", "site"))).isTrue();
            Waiting.until(
                    "a tunnel",
                    () -> leftKernel.states().size() == 2
                            && rightKernel.states().size() == 2);
            List<Integer> spis = leftKernel.states().stream().map(s -> s.spi()).toList();

            assertThat(left.reconfigure(Site.of("127.0.0.1", "127.0.0.2", 1), ApplyChanges.NOW))
                    .isEqualTo(ReconfigureResult.NONE);
            assertThat(leftKernel.states()).extracting(s -> s.spi()).isEqualTo(spis);

            // an address that no interface has: nothing of it happens
            assertThatThrownBy(() ->
                            left.reconfigure(Site.of("192.0.2.1", "127.0.0.2", 1), ApplyChanges.AT_NEXT_NEGOTIATION))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("No interface has this address");
            assertThat(left.config()).isEqualTo(LEFT);
            assertThat(leftKernel.states()).extracting(s -> s.spi()).isEqualTo(spis);

            assertThat(left.reconfigure(empty(), ApplyChanges.AT_NEXT_NEGOTIATION)
                            .ikeClosed())
                    .isEqualTo(1);
            // the shard has answered; its requests to the kernel go out at the end of its turn
            Waiting.until("the kernel to be empty", () -> leftKernel.states().isEmpty() && leftKernel.policies() == 0);
            Waiting.until("the peer to have let go", () -> rightKernel.states().isEmpty());
            Waiting.until("the sockets to be closed", () -> {
                left.releaseUnused();
                return left.sockets().getFirst().locals().isEmpty();
            });
            get(left.stop(1_000));
            get(right.stop(1_000));
            assertThat(left.shards().getFirst().duty().internalErrors()).isZero();
        });
    }

    @Test
    void aNamespaceThatIsNotThereChangesNothing() throws Exception {
        PrivateNamespace.run(() -> {
            Gateway left = Gateway.start(LEFT, leftKernel.parts(), notice -> {});
            GatewayConfig elsewhere = new GatewayConfig(
                    LEFT.peers(),
                    LEFT.services(),
                    LEFT.settings(),
                    LEFT.model(),
                    LEFT.pki(),
                    new Placement(LEFT.placement().objects(), Map.of("test", "no-such-namespace")));
            assertThatThrownBy(() -> left.reconfigure(elsewhere, ApplyChanges.AT_NEXT_NEGOTIATION))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("there is no network namespace no-such-namespace")
                    .hasMessageContaining("ip netns add no-such-namespace");
            assertThat(left.config()).isEqualTo(LEFT);
            assertThat(left.shards()).hasSize(1);
            get(left.stop(1_000));
        });
    }

    @Test
    void aNamespaceByTwoNamesIsRefused() throws Exception {
        PrivateNamespace.run(() -> {
            String own = "/proc/" + ProcessHandle.current().pid() + "/task/" + threadId() + "/ns/net";
            GatewayConfig twice = new GatewayConfig(
                    LEFT.peers(),
                    LEFT.services(),
                    LEFT.settings(),
                    LEFT.model(),
                    LEFT.pki(),
                    new Placement(LEFT.placement().objects(), Map.of("test", own)));
            assertThatThrownBy(() -> Gateway.start(twice, leftKernel.parts(), notice -> {}))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("Two names for one network namespace");
        });
    }

    /** The kernel's, of the calling thread. */
    private static String threadId() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
    }

    private static UdpEndpoint at(String address, int port) {
        return new UdpEndpoint(IpAddress.parse(address), port);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
