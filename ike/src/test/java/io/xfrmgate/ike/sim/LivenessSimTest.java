package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.ike.v2.Notice;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Peers that die, sleep, come back, or were never far away. */
final class LivenessSimTest {
    private static final int SEEDS = 150;

    private static boolean isEmpty(SimGateway gateway) {
        return gateway.snapshot().isEmpty()
                && gateway.outstanding().isEmpty()
                && gateway.plane().states().isEmpty()
                && gateway.plane().policies().isEmpty();
    }

    @Test
    void aDeadPeerIsFoundInTime(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("keepalive");
            Keepalive keepalive =
                    new Keepalive(random.nextInt(2_000, 60_000), random.nextInt(500, 5_000), random.nextInt(6));
            Duo duo = Duo.both(world, p -> p.keepalive(keepalive)).connect();
            world.runFor(random.nextInt(100_000));
            duo.right.crash();
            long limit = keepalive.intervalMillis() + (keepalive.retries() + 1L) * keepalive.timeoutMillis();
            world.await("the dead peer is found", () -> isEmpty(duo.left), limit + 100);
            assertThat(duo.left.notices(Notice.IkeClosed.class)).singleElement().satisfies(closed -> {
                assertThat(closed.reason()).isEqualTo(CloseReason.UNREACHABLE);
                assertThat(closed.detail()).isNotBlank();
            });
            assertThat(duo.left.endpoint().counters().get(Counter.LIVENESS_FAILURES))
                    .isEqualTo(1);
            for (Counter counter : Counters.BY_CONFIG) {
                assertThat(duo.left.endpoint().counters().get(counter, Duo.MAP))
                        .as(counter + " of the only map")
                        .isEqualTo(duo.left.endpoint().counters().get(counter));
                assertThat(duo.left.endpoint().counters().get(counter, "another"))
                        .isZero();
            }
        });
    }

    @Test
    void aSlowPeerIsKept(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 3, world -> {
            Duo duo = Duo.plain(world).connect();
            int way = world.random("way").nextInt(600, 2_000);
            world.network().conditions(Conditions.clean(way, way + 500));
            world.runFor(600_000);
            assertThat(duo.left.notices(Notice.IkeClosed.class)).isEmpty();
            assertThat(duo.right.notices(Notice.IkeClosed.class)).isEmpty();
            assertThat(duo.left.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .isPositive();
            duo.settleToOne();
        });
    }

    @Test
    void theCallerStartsAnew(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            for (int i = 0; i < 3; i++) {
                world.runFor(world.random("time" + i).nextInt(30_000));
                duo.left.restart((world.seed().value() + i) % 2 == 0);
                duo.connect();
                assertThat(duo.right.established())
                        .as("INITIAL_CONTACT clears the old IKE SA")
                        .hasSize(1);
                duo.demandTraffic();
            }
            duo.settleToOne();
            assertThat(duo.right.notices(Notice.IkeClosed.class))
                    .hasSize(3)
                    .allSatisfy(closed -> assertThat(closed.reason()).isEqualTo(CloseReason.REPLACED_BY_PEER));
        });
    }

    @Test
    void theCalledOneStartsAnew(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect().keepUp();
            world.runFor(world.random("time").nextInt(30_000));
            duo.right.restart(world.seed().value() % 2 == 0);
            world.runFor(30_000);
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void aShortPartitionHarmsNothing(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            SplittableRandom random = world.random("cut");
            long from = world.clock().millis() + random.nextInt(20_000);
            if (random.nextBoolean()) {
                world.network().cut(Duo.LEFT, Duo.RIGHT, from, from + random.nextInt(4_000));
            } else {
                world.network().cutOneWay(Duo.RIGHT, Duo.LEFT, from, from + random.nextInt(4_000));
            }
            world.after(random.nextInt(20_000), duo.left::rekeyChild);
            world.after(random.nextInt(20_000), duo.right::rekeyIke);
            world.runFor(60_000);
            assertThat(duo.left.notices(Notice.IkeClosed.class))
                    .allSatisfy(closed -> assertThat(closed.reason()).isIn(CloseReason.REKEYED, CloseReason.REDUNDANT));
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void aLongPartitionEndsInOneIkeSa(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect().keepUp();
            SplittableRandom random = world.random("cut");
            for (int i = 0; i < 3; i++) {
                long from = world.clock().millis() + random.nextInt(10_000);
                long until = from + random.nextInt(60_000);
                switch (random.nextInt(3)) {
                    case 0 -> world.network().cut(Duo.LEFT, Duo.RIGHT, from, until);
                    case 1 -> world.network().cutOneWay(Duo.RIGHT, Duo.LEFT, from, until);
                    default -> world.network().cutOneWay(Duo.LEFT, Duo.RIGHT, from, until);
                }
                world.after(random.nextInt(60_000), duo.left::rekeyChild);
                world.after(random.nextInt(60_000), duo.right::rekeyIke);
                world.runFor(random.nextInt(30_000, 120_000));
            }
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void aShutdownIsToldToThePeer(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.3)));
            SimGateway stopping = world.seed().value() % 2 == 0 ? duo.left : duo.right;
            SimGateway staying = stopping.equals(duo.left) ? duo.right : duo.left;
            stopping.shutdown();
            world.await("the stopping one is empty", stopping.endpoint()::isEmpty, 60_000);
            assertThat(isEmpty(stopping)).isTrue();
            world.await("the other one is empty", () -> isEmpty(staying), 60_000);
        });
    }
}
