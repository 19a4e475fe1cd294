package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.SaWalk;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A look at many SAs in parts, while tunnels come, go and are rekeyed, shows what a look at once shows at its end. */
final class WalkSimTest {
    private static final int CALLERS = 6;
    private static final Identification RIGHT_ID = Identification.fqdn("right.example");

    private static List<String> shown(List<IkeSaView> views) {
        return views.stream()
                .map(view -> Long.toHexString(view.ikeSa().localSpi()) + " " + view.state() + " "
                        + view.children().stream()
                                .map(child -> Integer.toHexString(child.name().inboundSpi()) + " " + child.state())
                                .sorted()
                                .toList())
                .sorted()
                .toList();
    }

    @Test
    void whatComesGoesAndMovesMeanwhileIsShownOnce(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            SimGateway right = world.gateway(
                    "right",
                    Duo.RIGHT,
                    new PeerBuilder(Duo.TEMPLATE)
                            .ids(RIGHT_ID)
                            .child(new ChildBuilder(Duo.CHILD)
                                    .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                                    .build())
                            .build());
            List<SimGateway> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Duo.caller(world, i, RIGHT_ID));
            }
            world.startAll();
            callers.subList(0, CALLERS - 1).forEach(c -> c.initiate(Duo.MAP, Duo.CHILD));
            world.await("all but one are up", () -> right.installed().size() == CALLERS - 1, 20_000);
            world.settle(1_000, 20_000);

            SaWalk walk = right.endpoint().walk();
            assertThat(walk.more(world.random("part").nextInt(CALLERS - 1))).isFalse();
            callers.get(0).rekeyIke();
            callers.get(1).terminateConfig(Duo.MAP, CloseReason.LOCAL);
            callers.getLast().initiate(Duo.MAP, Duo.CHILD);
            // while they are about it, or after
            world.runFor(world.random("moment").nextInt(400));
            while (!walk.more(1)) {
                world.runFor(10);
            }
            assertThat(shown(walk.end())).isEqualTo(shown(right.snapshot()));
            world.settle(1_000, 20_000);
            assertThat(right.installed()).hasSize(CALLERS - 1);
        });
    }
}
