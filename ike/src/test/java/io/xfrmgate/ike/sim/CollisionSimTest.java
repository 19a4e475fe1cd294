package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.v2.Counter;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Rekeys and deletes that cross on a network that loses, repeats, reorders and delays (RFC 7296 sections 2.8.1, 2.8.2, 2.25). */
final class CollisionSimTest {
    private static final int SEEDS = 600;
    private static final int ROUNDS = 4;
    private static final int WINDOW_MILLIS = 400;

    private static Duo badNetwork(SimWorld world) {
        Duo duo = (world.seed().value() % 2 == 0
                        ? Duo.plain(world)
                        : Duo.children(world, child -> child.proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519))))
                .connect()
                .keepUp();
        SplittableRandom random = world.random("loss");
        // Every third world loses nothing, but is slow and out of order: pure crossings.
        world.network().conditions(Conditions.bad(random.nextInt(3) == 0 ? 0 : random.nextDouble(0.3)));
        return duo;
    }

    private static void cross(SimWorld world, Duo duo, List<Runnable> actions) {
        SplittableRandom random = world.random("times");
        for (int round = 0; round < ROUNDS; round++) {
            for (Runnable action : actions) {
                world.after(random.nextInt(WINDOW_MILLIS), action);
            }
            world.runFor(random.nextInt(1_000, 12_000));
        }
        duo.settleToOne();
        duo.demandTraffic();
        duo.close();
    }

    @Test
    void childRekeys(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS, Counter.RETRANSMITS_RECEIVED)
                .run(SEEDS, world -> {
                    Duo duo = badNetwork(world);
                    cross(world, duo, List.of(duo.left::rekeyChild, duo.right::rekeyChild));
                });
    }

    @Test
    void ikeRekeys(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS, Counter.RETRANSMITS_RECEIVED)
                .run(SEEDS, world -> {
                    Duo duo = badNetwork(world);
                    cross(world, duo, List.of(duo.left::rekeyIke, duo.right::rekeyIke));
                });
    }

    /** Soft limits start rekeys on both sides, and hard ones are met while a rekey is still under way. */
    @Test
    void limitsByOctetsOnBothSides(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS, Counter.RETRANSMITS_RECEIVED)
                .run(SEEDS / 4, world -> {
                    SplittableRandom random = world.random("limits");
                    ChildLifetime limits = new ChildLifetime(0, random.nextInt(20_000, 80_000), 0, true, 70, 20);
                    Duo duo = Duo.children(world, child -> child.lifetime(limits))
                            .connect()
                            .keepUp();
                    world.network().conditions(Conditions.bad(random.nextDouble(0.4)));
                    SimStream stream = duo.stream().start();
                    world.runFor(60_000);
                    stream.stop();
                    duo.settleToOne();
                    duo.demandTraffic();
                    duo.close();
                });
    }

    @Test
    void childRekeyAndIkeRekey(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS, Counter.RETRANSMITS_RECEIVED)
                .run(SEEDS, world -> {
                    Duo duo = badNetwork(world);
                    cross(
                            world,
                            duo,
                            List.of(
                                    duo.left::rekeyChild,
                                    duo.right::rekeyIke,
                                    duo.right::rekeyChild,
                                    duo.left::rekeyIke));
                });
    }

    @Test
    void childRekeyAndChildDelete(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = badNetwork(world);
            cross(world, duo, List.of(duo.left::rekeyChild, duo.right::terminateChild));
        });
    }

    @Test
    void childDeletes(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = badNetwork(world);
            cross(world, duo, List.of(duo.left::terminateChild, duo.right::terminateChild));
        });
    }

    @Test
    void ikeRekeyAndIkeDelete(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = badNetwork(world);
            cross(world, duo, List.of(duo.right::rekeyIke, duo.left::terminateIke, duo.left::rekeyChild));
        });
    }

    @Test
    void ikeDeletes(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = badNetwork(world);
            cross(world, duo, List.of(duo.right::terminateIke, duo.left::terminateIke));
        });
    }

    @Test
    void ikeRekeyAndChildDelete(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = badNetwork(world);
            cross(world, duo, List.of(duo.right::rekeyIke, duo.left::terminateChild));
        });
    }

    @Test
    void shutdownDuringRekeys(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = badNetwork(world);
            SplittableRandom random = world.random("times");
            for (Runnable action :
                    List.<Runnable>of(duo.left::rekeyChild, duo.right::rekeyIke, duo.right::rekeyChild)) {
                world.after(random.nextInt(WINDOW_MILLIS), action);
            }
            duo.letDown();
            world.after(random.nextInt(WINDOW_MILLIS), duo.left::shutdown);
            world.await("the left one is empty", duo.left.endpoint()::isEmpty, 120_000);
            assertThat(duo.left.plane().states()).isEmpty();
            assertThat(duo.left.plane().policies()).isEmpty();
            world.network().conditions(Conditions.CLEAN);
            world.await(
                    "the right one has noticed",
                    () -> duo.right.snapshot().isEmpty()
                            && duo.right.outstanding().isEmpty(),
                    120_000);
            assertThat(duo.right.plane().states()).isEmpty();
            assertThat(duo.right.plane().policies()).isEmpty();
        });
    }
}
