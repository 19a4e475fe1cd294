package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Many callers of one gateway. */
final class ScaleSimTest {
    private static final Identification RIGHT_ID = Identification.fqdn("right.example");

    private static void callers(SimWorld world, int count, Conditions conditions) {
        PeerConfig template = new PeerBuilder(Duo.TEMPLATE)
                .ids(RIGHT_ID)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .build())
                .build();
        SimGateway right = world.gateway("right", List.of(Duo.RIGHT), List.of(template), Limits.DEFAULT);
        right.start();
        world.network().conditions(conditions);
        SplittableRandom random = world.random("times");
        List<SimGateway> callers = new ArrayList<>();
        List<SimStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IpAddress host = new IpAddress(0, 0x0A40_0000L + i * 256L + 1, false);
            IpAddress address = new IpAddress(0, 0xC612_0000L + i, false);
            SimGateway caller = world.gateway(
                    "caller" + i,
                    address,
                    new PeerBuilder(Duo.MAP)
                            .local(address)
                            .remote(Duo.RIGHT)
                            .ids(Identification.fqdn("caller" + i + ".example"), RIGHT_ID)
                            .child(new ChildBuilder(Duo.CHILD)
                                    .local(TrafficSelector.ofPrefix(host, 24))
                                    .remote(ChildBuilder.network(Duo.RIGHT_NETWORK))
                                    .build())
                            .build());
            caller.start();
            callers.add(caller);
            streams.add(world.stream(caller, right, InnerPacket.udp(host, Duo.RIGHT_HOST, 100), 100));
            redial(world, caller, random.nextInt(2_000));
        }
        world.runUntil(() -> right.endpoint().established() == count, 60_000);
        for (SimGateway caller : callers) {
            if (random.nextInt(4) == 0) {
                world.after(random.nextInt(5_000), caller::rekeyIke);
            }
            if (random.nextInt(4) == 0) {
                world.after(random.nextInt(5_000), caller::rekeyChild);
            }
        }
        world.settle(60_000, 60_000);
        assertThat(right.endpoint().established()).isEqualTo(count);
        callers.forEach(c -> world.invariants().demandOneOfEach(c, c.peers().getFirst()));
        streams.forEach(SimStream::start);
        world.runFor(290);
        streams.forEach(SimStream::stop);
        world.runFor(500);
        assertThat(streams).allSatisfy(s -> assertThat(s.lost()).isZero());
        right.shutdown();
        world.await("all are gone", right.endpoint()::isEmpty, 60_000);
        assertThat(right.plane().states()).isEmpty();
    }

    private static void redial(SimWorld world, SimGateway caller, long millis) {
        world.after(millis, () -> {
            if (caller.snapshot().isEmpty()) {
                caller.initiate(Duo.MAP, Duo.CHILD);
                redial(world, caller, 5_000);
            }
        });
    }

    @Test
    void tenCallers(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        60,
                        world -> callers(
                                world, 10, world.seed().value() % 2 == 0 ? Conditions.CLEAN : Conditions.bad(0.15)));
    }

    @Test
    void aThousandCallers(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        2,
                        world -> callers(
                                world, 1_000, world.seed().value() % 2 == 0 ? Conditions.CLEAN : Conditions.bad(0.1)));
    }
}
