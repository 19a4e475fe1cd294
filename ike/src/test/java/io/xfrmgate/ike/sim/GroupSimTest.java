package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.CryptoGroup.Member;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.GroupView;
import io.xfrmgate.ike.v2.Notice;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Crypto groups: two tunnels to two peers for the same traffic, of which one takes it. */
final class GroupSimTest {
    private static final IpAddress BACKUP = IpAddress.parse("203.0.113.1");
    private static final String GROUP = "sites";
    private static final int SEEDS = 60;
    /** Until silence is noticed, and the dead peer given up: with a request under way, when that is given up. */
    private static final long DEAD_MILLIS = 40_000;
    /** The longest wait before the next try, and the try. */
    private static final long BACK_MILLIS = 90_000;

    /** The left gateway with its group, its two peers, and a stream of packets to what is behind both. */
    private static final class Trio {
        final SimWorld world;
        final EndpointSettings settings;
        final SimGateway left;
        final SimGateway right;
        final SimGateway backup;
        final Map<DropReason, Integer> lost = new EnumMap<>(DropReason.class);
        private final InnerPacket packet = InnerPacket.udp(Duo.LEFT_HOST, Duo.RIGHT_HOST, 100);
        private boolean streaming;

        Trio(SimWorld world, boolean automatic, boolean revert) {
            this.world = world;
            settings = new EndpointSettings(
                    0,
                    1,
                    List.of(map("primary", Duo.RIGHT), map("secondary", BACKUP)),
                    List.of(new CryptoGroup(GROUP, "primary", "secondary", automatic, revert)),
                    List.of(),
                    Limits.DEFAULT);
            left = world.gateway("left", List.of(Duo.LEFT), settings);
            right = world.gateway(
                    "right", Duo.RIGHT, Duo.rightConfig(Duo.rightChild()).build());
            backup = world.gateway(
                    "backup", BACKUP, Duo.rightConfig(Duo.rightChild()).build());
        }

        private static PeerConfig map(String name, IpAddress remote) {
            return new PeerBuilder(name)
                    .local(Duo.LEFT)
                    .remote(remote)
                    .keepalive(new Keepalive(2_000, 1_000, 3))
                    .child(Duo.leftChild().trap().build())
                    .build();
        }

        Trio start() {
            world.startAll();
            left.initiate("primary", Duo.CHILD);
            left.initiate("secondary", Duo.CHILD);
            return this;
        }

        Trio up() {
            start();
            world.await("both tunnels are up", () -> view().primaryUp() && view().secondaryUp(), 60_000);
            return this;
        }

        GroupView view() {
            return left.endpoint().groups().getFirst();
        }

        void stream() {
            if (!streaming) {
                streaming = true;
                beat();
            }
        }

        private void beat() {
            left.sendPacket(packet, reason -> {
                lost.merge(reason, 1, Integer::sum);
                if (reason == DropReason.IN_CLEAR) {
                    throw world.failure("a packet of the group went out unprotected");
                }
            });
            world.after(20, this::beat);
        }

        long through(SimGateway gateway) {
            return gateway.plane().espStates().stream()
                    .filter(s -> s.inbound && !s.isStale())
                    .mapToLong(s -> s.usage().packets())
                    .sum();
        }

        /** Demands that what is sent from now on all goes to this one, and answers from either come in. */
        void demandTrafficBy(SimGateway gateway, SimGateway other) {
            stream();
            world.runFor(50); // what was sent before arrives
            long before = through(gateway);
            long beforeOther = other.isUp() ? through(other) : 0;
            world.runFor(500);
            if (through(gateway) - before < 20 || other.isUp() && through(other) != beforeOther) {
                throw world.failure("the traffic does not take " + gateway + " alone, lost " + lost);
            }
        }
    }

    @Test
    void theSecondaryTakesOverAndThePrimaryComesBack(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("group");
            Trio trio = new Trio(world, true, true).up();
            trio.demandTrafficBy(trio.right, trio.backup);
            trio.right.crash();
            if (random.nextBoolean()) {
                world.after(random.nextLong(3_000), trio.left::rekeyChild);
            }
            world.await("the secondary is active", () -> trio.view().active() == Member.SECONDARY, DEAD_MILLIS);
            trio.demandTrafficBy(trio.backup, trio.right);
            world.runFor(random.nextLong(20_000));
            trio.right.restart(random.nextBoolean());
            world.await("the primary is active again", () -> trio.view().active() == Member.PRIMARY, BACK_MILLIS);
            trio.demandTrafficBy(trio.right, trio.backup);
            assertThat(trio.left.notices(Notice.GroupSwitched.class))
                    .extracting(Notice.GroupSwitched::member)
                    .containsExactly(Member.SECONDARY, Member.PRIMARY);
            world.settle(5_000, 60_000);
        });
    }

    @Test
    void thePrimaryStaysBackWhereItMayNotRevert(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, true, false).up();
            trio.right.crash();
            world.await("the secondary is active", () -> trio.view().active() == Member.SECONDARY, DEAD_MILLIS);
            trio.right.restart(true);
            world.await("the primary is up", () -> trio.view().primaryUp(), BACK_MILLIS);
            trio.demandTrafficBy(trio.backup, trio.right);
            trio.backup.crash();
            world.await("the primary takes over", () -> trio.view().active() == Member.PRIMARY, DEAD_MILLIS);
            trio.demandTrafficBy(trio.right, trio.backup);
        });
    }

    @Test
    void aPrimaryThatDoesNotComeUpIsReplaced(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, true, true);
            trio.start();
            trio.right.crash();
            trio.stream();
            world.await("the secondary is active", () -> trio.view().active() == Member.SECONDARY, 60_000);
            trio.demandTrafficBy(trio.backup, trio.right);
        });
    }

    /** The operator changes over and back while both are up: not a packet is lost. */
    @Test
    void byCommandNothingIsLost(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("group");
            boolean automatic = random.nextBoolean();
            Trio trio = new Trio(world, automatic, true).up();
            for (int i = 0; i < 3; i++) {
                trio.demandTrafficBy(trio.right, trio.backup);
                assertThat(trio.left.activate(GROUP, Member.SECONDARY)).isTrue();
                trio.demandTrafficBy(trio.backup, trio.right);
                if (random.nextBoolean()) {
                    trio.left.rekeyChild();
                    trio.backup.rekeyChild();
                    world.runFor(2_000);
                }
                assertThat(trio.view().activatedByOperator()).isTrue();
                trio.left.activate(GROUP, Member.PRIMARY);
            }
            assertThat(trio.lost).isEmpty();
            assertThat(trio.left.activate("unknown", Member.PRIMARY)).isFalse();
            world.settle(5_000, 60_000);
        });
    }

    /** Without switchover auto the traffic waits for its peer, and does not go out unprotected nor by the standby. */
    @Test
    void withoutAutoTheTrafficWaits(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, false, true).up();
            trio.demandTrafficBy(trio.right, trio.backup);
            trio.right.crash();
            world.await("the primary is down", () -> !trio.view().primaryUp(), DEAD_MILLIS);
            long before = trio.through(trio.backup);
            world.runFor(5_000);
            assertThat(trio.through(trio.backup)).isEqualTo(before);
            assertThat(trio.view().active()).isEqualTo(Member.PRIMARY);
            trio.left.activate(GROUP, Member.SECONDARY);
            trio.demandTrafficBy(trio.backup, trio.right);
        });
    }

    @Test
    void bothTakeWhatComesIn(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, true, true).up();
            InnerPacket answer = InnerPacket.udp(Duo.RIGHT_HOST, Duo.LEFT_HOST, 100);
            for (SimGateway from : List.of(trio.right, trio.backup)) {
                from.sendPacket(answer, reason -> {
                    throw world.failure("what " + from + " sends is lost: " + reason);
                });
                world.runFor(200);
            }
            assertThat(trio.through(trio.left)).isEqualTo(2);
        });
    }

    /** A reload makes two maps a group, and takes them apart again. */
    @Test
    void byReload(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, true, true).up();
            EndpointSettings whole = trio.settings;
            trio.left.activate(GROUP, Member.SECONDARY);
            EndpointSettings same =
                    new EndpointSettings(0, 1, whole.peers(), whole.groups(), List.of(), new Limits(1, 2, 3, 1000));
            trio.left.reconfigure(ApplyChanges.NOW, same);
            assertThat(trio.view().active()).isEqualTo(Member.SECONDARY);
            trio.demandTrafficBy(trio.backup, trio.right);
            trio.left.reconfigure(
                    ApplyChanges.NOW, new EndpointSettings(0, 1, whole.peers().subList(0, 1), Limits.DEFAULT));
            assertThat(trio.left.endpoint().groups()).isEmpty();
            world.runFor(1_000);
            trio.demandTrafficBy(trio.right, trio.backup);
            trio.left.reconfigure(ApplyChanges.NOW, whole);
            trio.left.initiate("secondary", Duo.CHILD);
            world.await(
                    "both tunnels are up",
                    () -> trio.view().primaryUp() && trio.view().secondaryUp(),
                    60_000);
            trio.demandTrafficBy(trio.right, trio.backup);
            trio.left.activate(GROUP, Member.SECONDARY);
            trio.demandTrafficBy(trio.backup, trio.right);
            world.settle(5_000, 60_000);
        });
    }

    @Test
    void nothingIsLeftAtTheEnd(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Trio trio = new Trio(world, true, true).up();
            trio.right.crash();
            world.await("the secondary is active", () -> trio.view().active() == Member.SECONDARY, DEAD_MILLIS);
            trio.left.shutdown();
            world.await("left is empty", () -> trio.left.endpoint().isEmpty(), 120_000);
            assertThat(trio.left.plane().states()).isEmpty();
            assertThat(trio.left.plane().policies()).isEmpty();
        });
    }
}
