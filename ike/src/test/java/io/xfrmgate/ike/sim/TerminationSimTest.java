package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.config.PeerPolicy.OverloadAction;
import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Why tunnels end: nobody uses them, their service stops, the peer is somewhere else now, nothing is in them. */
final class TerminationSimTest {
    private static final int SEEDS = 100;
    private static final IpAddress OTHER = IpAddress.parse("192.0.2.77");
    private static final Identification PEER = Identification.fqdn("enb-7.example");

    private static PeerPolicy idle(int millis) {
        return new PeerPolicy(OverloadAction.TERMINATE, false, millis, false, true);
    }

    private static void demandClosed(SimGateway gateway, CloseReason reason) {
        assertThat(gateway.notices(Notice.IkeClosed.class)).singleElement().satisfies(closed -> {
            assertThat(closed.reason()).isEqualTo(reason);
            assertThat(closed.detail()).isNotBlank();
        });
        assertThat(gateway.plane().states()).isEmpty();
    }

    // ---- idle ------------------------------------------------------------------------------------------------------

    @Test
    void anIdleTunnelEnds(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("story");
            world.network().conditions(Conditions.bad(random.nextDouble(0.2)));
            int timeout = random.nextInt(10_000, 200_000);
            Duo duo = calledOnce(world, timeout);
            int used = random.nextInt(10_000, 3 * timeout);
            long until = world.clock().millis() + used;
            boolean fromLeft = random.nextBoolean();
            oneWay(duo, fromLeft).start(world, until);
            if (random.nextBoolean()) {
                oneWay(duo, !fromLeft).start(world, until);
            }
            world.after(random.nextInt(used), duo.left::rekeyChild);
            world.after(random.nextInt(used), duo.right::rekeyIke);
            world.runFor(used);
            assertThat(duo.right.established()).as("it is in use").hasSize(1);
            world.runFor(timeout - 3_000);
            assertThat(duo.right.established()).as("not idle long enough").hasSize(1);
            world.await("it ends", () -> duo.right.established().isEmpty(), timeout / 4 + 6_000);
            world.await("the peer confirms", () -> duo.right.snapshot().isEmpty(), 60_000);
            assertThat(duo.right.endpoint().counters().get(CloseReason.IDLE)).isEqualTo(1);
            world.await("the peer hears of it", () -> duo.left.snapshot().isEmpty(), 60_000);
            assertThat(duo.right.plane().states()).isEmpty();
        });
    }

    /** A map with a trap: brought up by a packet, and by the next one again. */
    private static Duo calledOnce(SimWorld world, int timeout) {
        Duo duo = Duo.of(
                world,
                Duo.leftConfig(Duo.leftChild().trap()).keepalive(Keepalive.OFF).build(),
                Duo.rightConfig(Duo.rightChild())
                        .keepalive(Keepalive.OFF)
                        .policy(idle(timeout))
                        .build());
        InnerPacket packet = InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 90);
        duo.left.sendPacket(packet, reason -> {});
        world.await("the packet brings it up", duo::isUp, 60_000);
        return duo;
    }

    /** Every half second a packet from one side alone. */
    private static Beat oneWay(Duo duo, boolean fromLeft) {
        return fromLeft
                ? new Beat(duo.left, InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 200))
                : new Beat(duo.right, InnerPacket.udp(Duo.RIGHT_HOST, Duo.LEFT_HOST, 200));
    }

    private record Beat(SimGateway from, InnerPacket packet) {
        void start(SimWorld world, long untilMillis) {
            if (world.clock().millis() < untilMillis) {
                from.sendPacket(packet, reason -> {});
                world.after(500, () -> start(world, untilMillis));
            }
        }
    }

    @Test
    void theNextPacketBringsAnIdleTunnelBack(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Duo duo = calledOnce(world, 20_000);
            for (int i = 0; i < 3; i++) {
                world.await("it ends", () -> duo.left.snapshot().isEmpty(), 40_000);
                duo.left.sendPacket(InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 90), reason -> {});
                world.await("it is back", duo::isUp, 10_000);
            }
        });
    }

    @Test
    void whatIsToBeUpAtAllTimesIsNeverIdle(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(Duo.leftChild()).policy(idle(5_000)).build(),
                            Duo.rightConfig(Duo.rightChild()).build())
                    .connect();
            world.runFor(600_000);
            assertThat(duo.left.notices(Notice.IkeClosed.class)).isEmpty();
            duo.settleToOne();
        });
    }

    // ---- liveness by user traffic ----------------------------------------------------------------------------------

    private static Duo userActivity(SimWorld world) {
        PeerPolicy active = new PeerPolicy(OverloadAction.TERMINATE, false, 0, true, true);
        Keepalive keepalive = new Keepalive(10_000, 1_000, 3);
        return Duo.of(
                        world,
                        Duo.leftConfig(Duo.leftChild()).keepalive(Keepalive.OFF).build(),
                        Duo.rightConfig(Duo.rightChild())
                                .keepalive(keepalive)
                                .policy(active)
                                .build())
                .connect();
    }

    @Test
    void nobodyIsAskedWhileUserTrafficShowsThatItLives(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = userActivity(world);
            SplittableRandom random = world.random("story");
            SimStream stream = duo.stream().start();
            world.after(random.nextInt(60_000), duo.left::rekeyChild);
            world.after(random.nextInt(60_000), duo.right::rekeyIke);
            world.runFor(120_000);
            assertThat(duo.right.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .isZero();
            stream.stop();
            world.runFor(60_000);
            assertThat(duo.right.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .as("asked again when the user is silent")
                    .isBetween(4L, 6L);
            duo.settleToOne();
        });
    }

    @Test
    void aPeerThatDiesUnderTrafficIsFound(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            Duo duo = userActivity(world);
            SimStream stream = duo.stream().start();
            world.runFor(world.random("life").nextInt(60_000));
            duo.left.crash();
            duo.left.plane().daemonGone(true);
            world.await("the dead peer is found", () -> duo.right.snapshot().isEmpty(), 2 * 10_000 + 4 * 1_000 + 100);
            stream.stop();
            demandClosed(duo.right, CloseReason.UNREACHABLE);
        });
    }

    @Test
    void whoAsksNobodyStillAnswers(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(Duo.leftChild()).build(),
                            Duo.rightConfig(Duo.rightChild())
                                    .keepalive(Keepalive.OFF)
                                    .build())
                    .connect();
            world.runFor(120_000);
            assertThat(duo.left.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .isGreaterThan(5);
            assertThat(duo.left.endpoint().counters().get(Counter.LIVENESS_FAILURES))
                    .isZero();
            assertThat(duo.right.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .isZero();
            duo.settleToOne();
        });
    }

    // ---- elsewhere, stopped, empty ---------------------------------------------------------------------------------

    @Test
    void aPeerThatComesBackFromElsewhereHasOneTunnel(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(Duo.leftChild()).ids(PEER).build(),
                            Duo.rightConfig(Duo.rightChild()).build())
                    .connect();
            SimGateway moved = world.gateway(
                    "moved",
                    OTHER,
                    new PeerBuilder(Duo.MAP)
                            .local(OTHER)
                            .remote(Duo.RIGHT)
                            .ids(PEER)
                            .child(Duo.leftChild().build())
                            .build());
            world.runFor(world.random("when").nextInt(30_000));
            duo.left.crash();
            moved.start();
            moved.initiate(Duo.MAP, Duo.CHILD);
            world.await("it is there", () -> moved.installed().size() == 1, 60_000);
            assertThat(duo.right.installed()).hasSize(1);
            assertThat(duo.right.established().getFirst().ikeSa().remote().address())
                    .isEqualTo(OTHER);
            world.await("the old one is given up", () -> duo.right.snapshot().size() == 1, 60_000);
            demandReason(duo.right, CloseReason.HANDOVER);
            SimStream stream = world.stream(moved, duo.right, InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 200), 50);
            world.network().conditions(Conditions.CLEAN);
            world.runFor(2_000);
            stream.start();
            world.runFor(1_000);
            stream.stop();
            world.runFor(1_000);
            duo.demandNoLoss(stream);
        });
    }

    private static void demandReason(SimGateway gateway, CloseReason reason) {
        assertThat(gateway.notices(Notice.IkeClosed.class))
                .singleElement()
                .satisfies(closed -> assertThat(closed.reason()).isEqualTo(reason));
        assertThat(gateway.endpoint().counters().get(reason)).isEqualTo(1);
        assertThat(gateway.endpoint().counters().closedChildren(reason)).isEqualTo(1);
    }

    @Test
    void aServiceThatStopsEndsAllThatIsItsOwn(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            // Shorter than a closed IKE SA remembers that it has answered.
            Duo duo = Duo.both(world, p -> p.retransmit(new RetransmitPolicy(500, 1.5, 2_000, 4)));
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(world.random("when").nextInt(300));
            int halfOpen = duo.right.snapshot().size();
            assertThat(duo.right.terminateConfig("another one", CloseReason.SERVICE_STOPPED))
                    .isZero();
            assertThat(duo.right.terminateConfig(Duo.TEMPLATE, CloseReason.SERVICE_STOPPED))
                    .isEqualTo(halfOpen);
            assertThat(duo.right.plane().states()).isEmpty();
            world.await("the peer calls again", duo::isUp, 120_000);
            assertThat(duo.right.terminateConfig(Duo.TEMPLATE, CloseReason.SERVICE_STOPPED))
                    .isPositive();
            world.await(
                    "the peer confirms",
                    () -> duo.right.endpoint().counters().get(CloseReason.SERVICE_STOPPED) > 0,
                    60_000);
            world.await("the peer calls again", duo::isUp, 120_000);
            duo.settleToOne();
        });
    }

    @Test
    void anEmptyIkeSaEndsUnlessItMayBeEmpty(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            boolean mayBeEmpty = world.seed().value() % 2 == 0;
            PeerBuilder left = Duo.leftConfig(Duo.leftChild()).childless();
            PeerBuilder right = Duo.rightConfig(Duo.rightChild()).setupTimeout(16_000);
            Duo duo = Duo.of(world, left.build(), (mayBeEmpty ? right.childless() : right).build())
                    .connect();
            duo.left.terminateChild();
            world.runFor(15_000);
            assertThat(duo.right.established()).hasSize(1);
            world.runFor(5_000);
            if (mayBeEmpty) {
                assertThat(duo.right.established()).hasSize(1);
            } else {
                demandClosed(duo.right, CloseReason.EMPTY);
                assertThat(duo.left.snapshot()).isEmpty();
            }
        });
    }
}
