package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** SAs without IKE. */
final class ManualSimTest {
    private static ChildSuite suite(int encryptionKey) {
        return new ChildSuite(
                EncryptionAlgorithm.AES_CBC, encryptionKey == 32 ? 256 : 128, IntegrityAlgorithm.HMAC_SHA1_96, false);
    }

    private static ManualSa sa(boolean leftSide, int encryptionKey) {
        ChildKeys toRight = new ChildKeys(filled(encryptionKey, 1), filled(20, 2));
        ChildKeys toLeft = new ChildKeys(filled(encryptionKey, 3), filled(20, 4));
        return new ManualSa(
                "manual",
                leftSide ? Duo.LEFT : Duo.RIGHT,
                leftSide ? Duo.RIGHT : Duo.LEFT,
                IpsecMode.TUNNEL,
                suite(encryptionKey),
                leftSide ? 0x300 : 0x400,
                leftSide ? 0x400 : 0x300,
                leftSide ? toLeft : toRight,
                leftSide ? toRight : toLeft,
                List.of(ChildBuilder.network(leftSide ? Duo.LEFT_NETWORK : Duo.RIGHT_NETWORK)),
                List.of(ChildBuilder.network(leftSide ? Duo.RIGHT_NETWORK : Duo.LEFT_NETWORK)),
                new KernelOptions(0, 1000, 0, 0, 0, 0, false));
    }

    private static byte[] filled(int length, int value) {
        byte[] key = new byte[length];
        java.util.Arrays.fill(key, (byte) value);
        return key;
    }

    private static SimGateway gateway(SimWorld world, String name, IpAddress address, ManualSa sa) {
        return world.gateway(name, List.of(address), settings(sa));
    }

    private static EndpointSettings settings(ManualSa sa) {
        return new EndpointSettings(0, 1, List.of(), List.of(), List.of(sa), Limits.DEFAULT);
    }

    @Test
    void trafficPassesFromTheStartAndAfterARestart(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            SimGateway left = gateway(world, "left", Duo.LEFT, sa(true, 16));
            SimGateway right = gateway(world, "right", Duo.RIGHT, sa(false, 16));
            world.startAll();
            demandTraffic(world, left, right);
            left.restart(true);
            demandTraffic(world, left, right);
            world.settle(1_000, 1_000);
            assertThat(left.endpoint().standing().manual())
                    .extracting(ChildView::state)
                    .containsExactly("installed");
            left.shutdown();
            world.await("left is empty", () -> left.endpoint().isEmpty(), 1_000);
            assertThat(left.plane().states()).isEmpty();
            assertThat(left.plane().policies()).isEmpty();
        });
    }

    /** Other keys at both ends: no packet goes out unprotected meanwhile, and what did not change is not touched. */
    @Test
    void otherKeysByReload(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            SimGateway left = gateway(world, "left", Duo.LEFT, sa(true, 16));
            SimGateway right = gateway(world, "right", Duo.RIGHT, sa(false, 16));
            world.startAll();
            demandTraffic(world, left, right);
            long requests = left.plane().requestCount();
            left.reconfigure(ApplyChanges.NOW, settings(sa(true, 16)));
            assertThat(left.plane().requestCount()).isEqualTo(requests);
            SimStream stream = world.stream(left, right, InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 200), 1)
                    .start();
            world.after(50, () -> left.reconfigure(ApplyChanges.NOW, settings(sa(true, 32))));
            world.after(60, () -> right.reconfigure(ApplyChanges.NOW, settings(sa(false, 32))));
            world.runFor(200);
            stream.stop();
            world.runFor(100);
            assertThat(stream.lostByReason()).doesNotContainKey(DropReason.IN_CLEAR);
            demandTraffic(world, left, right);
            left.reconfigure(ApplyChanges.NOW, new EndpointSettings(0, 1, List.of(), Limits.DEFAULT));
            assertThat(left.plane().states()).isEmpty();
            assertThat(left.plane().policies()).isEmpty();
        });
    }

    private static void demandTraffic(SimWorld world, SimGateway left, SimGateway right) {
        SimStream stream = world.stream(left, right, InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 100), 20)
                .start();
        world.runFor(490);
        stream.stop();
        world.runFor(100);
        assertThat(stream.lost()).isZero();
        assertThat(stream.received()).isEqualTo(stream.sent()).isPositive();
    }

    @Test
    void whatTheKernelRefusesIsTold(TestInfo test) {
        SeedRunner.of(test).run(2, world -> {
            SimGateway left = gateway(world, "left", Duo.LEFT, sa(true, 13));
            world.startAll();
            world.runFor(100);
            assertThat(left.endpoint().standing().manual())
                    .extracting(ChildView::state)
                    .containsExactly("refused");
            assertThat(left.plane().states()).isEmpty();
            assertThat(left.notices()).hasSize(1);
            left.shutdown();
            world.await("left is empty", () -> left.endpoint().isEmpty(), 1_000);
        });
    }
}
