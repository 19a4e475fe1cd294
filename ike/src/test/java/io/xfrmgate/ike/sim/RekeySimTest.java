package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Notice;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Rekeys on a network that loses nothing: make before break, not one packet lost, the old SA goes at once. */
final class RekeySimTest {
    private static final int SEEDS = 200;
    private static final int LONG_SEEDS = 24;

    /** What the scenario does between the start and the end of the stream. */
    private interface Story {
        void tell(Duo duo, SplittableRandom random);
    }

    private static void lossless(SimWorld world, UnaryOperator<ChildBuilder> child, Story story) {
        SplittableRandom random = world.random("story");
        int way = random.nextInt(1, 31);
        world.network().conditions(Conditions.clean(way, way));
        Duo duo = Duo.children(world, child).connect();
        world.invariants().demandPromptRekeys();
        SimStream stream = duo.stream().start();
        world.runFor(1_000);
        story.tell(duo, random);
        stream.stop();
        world.runFor(1_000);
        duo.demandNoLoss(stream);
        world.settle(1_000, 20_000);
        world.invariants().demandOneOfEach(duo.left, duo.left.peers().getFirst());
        world.invariants().demandOneOfEach(duo.right, duo.right.peers().getFirst());
        duo.demandTraffic();
        duo.close();
    }

    private static UnaryOperator<ChildBuilder> maybePfs(SimWorld world) {
        return world.seed().value() % 2 == 0
                ? child -> child
                : child -> child.proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519));
    }

    private static void at(Duo duo, SplittableRandom random, int withinMillis, Runnable action) {
        duo.world.after(random.nextInt(withinMillis), action);
    }

    @Test
    void childFromOneSide(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        SEEDS / 4,
                        world -> lossless(world, maybePfs(world), (duo, random) -> {
                            for (int i = 0; i < 4; i++) {
                                int before = duo.left
                                        .notices(Notice.ChildRekeyed.class)
                                        .size();
                                assertThat((random.nextBoolean() ? duo.left : duo.right).rekeyChild())
                                        .isTrue();
                                world.runFor(2_000);
                                assertThat(duo.left.notices(Notice.ChildRekeyed.class))
                                        .hasSize(before + 1);
                            }
                        }));
    }

    @Test
    void childFromBothSidesAtOnce(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS)
                .run(
                        SEEDS,
                        world -> lossless(world, maybePfs(world), (duo, random) -> {
                            for (int i = 0; i < 3; i++) {
                                at(duo, random, 80, duo.left::rekeyChild);
                                at(duo, random, 80, duo.right::rekeyChild);
                                world.runFor(3_000);
                            }
                            assertThat(duo.left.notices(Notice.ChildRekeyed.class))
                                    .hasSizeGreaterThanOrEqualTo(3);
                        }));
    }

    @Test
    void childFromBothSidesAtOnceOnSlowKernels(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS)
                .run(
                        SEEDS,
                        world -> lossless(world, maybePfs(world), (duo, random) -> {
                            duo.left.plane().disturb(slow(world.random("left kernel")));
                            duo.right.plane().disturb(slow(world.random("right kernel")));
                            for (int i = 0; i < 3; i++) {
                                at(duo, random, 80, duo.left::rekeyChild);
                                at(duo, random, 80, duo.right::rekeyChild);
                                world.runFor(3_000);
                            }
                        }));
    }

    private static SimulatedDataPlane.Disturbance slow(SplittableRandom delays) {
        return new SimulatedDataPlane.Disturbance() {
            @Override
            public long delayMillis(long requestNumber) {
                return delays.nextInt(40);
            }
        };
    }

    @Test
    void ikeFromBothSidesAtOnce(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.REKEY_COLLISIONS)
                .run(
                        SEEDS,
                        world -> lossless(world, child -> child, (duo, random) -> {
                            for (int i = 0; i < 3; i++) {
                                at(duo, random, 80, duo.left::rekeyIke);
                                at(duo, random, 80, duo.right::rekeyIke);
                                world.runFor(3_000);
                            }
                            assertThat(duo.left.notices(Notice.IkeRekeyed.class))
                                    .hasSizeGreaterThanOrEqualTo(3);
                            assertThat(duo.right.notices(Notice.IkeRekeyed.class))
                                    .hasSizeGreaterThanOrEqualTo(3);
                        }));
    }

    @Test
    void childAndIkeInAnyOrderFromAnySide(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        SEEDS,
                        world -> lossless(world, maybePfs(world), (duo, random) -> {
                            for (int i = 0; i < 3; i++) {
                                at(duo, random, 150, duo.left::rekeyChild);
                                at(duo, random, 150, duo.right::rekeyIke);
                                at(duo, random, 150, duo.right::rekeyChild);
                                at(duo, random, 150, duo.left::rekeyIke);
                                world.runFor(5_000);
                            }
                        }));
    }

    @Test
    void childByPackets(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        LONG_SEEDS,
                        world -> lossless(
                                world,
                                child -> child.lifetime(new ChildLifetime(0, 0, 1_000, true, 90, 5)),
                                (duo, random) -> {
                                    world.runFor(90_000);
                                    assertThat(duo.left.notices(Notice.ChildRekeyed.class))
                                            .hasSizeBetween(3, 8);
                                }));
    }

    @Test
    void childByOctets(TestInfo test) {
        SeedRunner.of(test)
                .run(
                        LONG_SEEDS,
                        world -> lossless(
                                world,
                                child -> child.lifetime(new ChildLifetime(0, 200_000, 0, true, 90, 5)),
                                (duo, random) -> {
                                    world.runFor(90_000);
                                    assertThat(duo.left.notices(Notice.ChildRekeyed.class))
                                            .hasSizeBetween(3, 8);
                                }));
    }

    @Test
    void bothByTime(TestInfo test) {
        SeedRunner.of(test).run(LONG_SEEDS, world -> {
            int way = world.random("way").nextInt(1, 31);
            world.network().conditions(Conditions.clean(way, way));
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild().lifetime(new ChildLifetime(20, 0, 0, true, 80, 10)))
                            .lifetime(new IkeLifetime(45, true, 80, 10))
                            .build(),
                    Duo.rightConfig(Duo.rightChild().lifetime(new ChildLifetime(20, 0, 0, true, 80, 10)))
                            .lifetime(new IkeLifetime(45, true, 80, 10))
                            .build());
            duo.connect();
            world.invariants().demandPromptRekeys();
            SimStream stream = duo.stream().start();
            world.runFor(150_000);
            stream.stop();
            world.runFor(1_000);
            duo.demandNoLoss(stream);
            world.settle(0, 20_000);
            assertThat(duo.left.notices(Notice.ChildRekeyed.class)).hasSizeGreaterThan(6);
            assertThat(duo.left.notices(Notice.IkeRekeyed.class)).hasSizeGreaterThan(2);
            world.invariants().demandOneOfEach(duo.left, duo.left.peers().getFirst());
        });
    }

    @Test
    void anSaWithoutRekeyEndsAtItsLimit(TestInfo test) {
        SeedRunner.of(test).run(LONG_SEEDS / 3, world -> {
            ChildLifetime hard = new ChildLifetime(30, 0, 0, false, 90, 5);
            Duo duo = Duo.children(world, child -> child.lifetime(hard)).connect();
            int first = duo.left.installed().getFirst().name().inboundSpi();
            world.runFor(29_000);
            assertThat(duo.left.installed().getFirst().name().inboundSpi()).isEqualTo(first);
            world.runFor(1_500);
            assertThat(duo.left.notices(Notice.ChildClosed.class))
                    .singleElement()
                    .satisfies(closed -> {
                        assertThat(closed.child().inboundSpi()).isEqualTo(first);
                        assertThat(closed.reason()).isEqualTo(CloseReason.EXPIRED);
                    });
            assertThat(duo.right.notices(Notice.ChildClosed.class)).hasSize(1);
            world.await("it is called for again", duo::isUp, 5_000);
            duo.demandTraffic();
        });
    }
}
