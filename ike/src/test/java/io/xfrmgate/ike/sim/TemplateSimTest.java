package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.config.PeerPolicy.OverloadAction;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.Notice;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a crypto template on the right allows its peers: selectors, the number of Child SAs, rekeys; on any network. */
final class TemplateSimTest {
    private static final int SEEDS = 100;
    private static final int GTP_C = 2123;
    private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.7");

    private static TrafficSelector udp(IpAddress address, int first, int last) {
        return TrafficSelector.ofHost(address).withProtocol(InnerPacket.UDP, first, last);
    }

    private static ChildPolicy policy(boolean remoteIsPeer, boolean paired, int maxLocal) {
        return new ChildPolicy(remoteIsPeer, paired, maxLocal, 0, true);
    }

    private static void badNetwork(SimWorld world) {
        world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.25)));
    }

    private static ChildBuilder eNodeB() {
        return new ChildBuilder(Duo.CHILD)
                .local(udp(Duo.LEFT, 0, 0xFFFF), udp(Duo.LEFT, GTP_C, GTP_C))
                .remote(udp(Duo.RIGHT, GTP_C, GTP_C), udp(Duo.RIGHT, 0, 0xFFFF));
    }

    /** {@code udp host RIGHT eq 2123 192.0.2.0 0.0.0.255} and the same with the well-known port at the other end. */
    private static ChildBuilder servingGateway() {
        TrafficSelector peers = ChildBuilder.network("192.0.2.0/24").withProtocol(InnerPacket.UDP, 0, 0xFFFF);
        return new ChildBuilder(Duo.CHILD)
                .local(udp(Duo.RIGHT, GTP_C, GTP_C), udp(Duo.RIGHT, 0, 0xFFFF))
                .remote(peers, peers.withProtocol(InnerPacket.UDP, GTP_C, GTP_C))
                .policy(policy(true, true, 4));
    }

    private static void demandPassage(SimWorld world, Duo duo, int leftPort, int rightPort) {
        InnerPacket packet = new InnerPacket(Duo.LEFT, Duo.RIGHT, InnerPacket.UDP, leftPort, rightPort, 120);
        SimStream stream = world.stream(duo.left, duo.right, packet, 50).start();
        world.runFor(490);
        stream.stop();
        world.runFor(1_000);
        duo.demandNoLoss(stream);
    }

    @Test
    void theListOfTheServingGatewayIsMadeForEachPeer(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            badNetwork(world);
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(eNodeB()).build(),
                            Duo.rightConfig(servingGateway()).build())
                    .connect();
            IkeSaView.ChildView child = duo.right.installed().getFirst();
            assertThat(child.ref().localSelectors())
                    .containsExactlyInAnyOrder(udp(Duo.RIGHT, GTP_C, GTP_C), udp(Duo.RIGHT, 0, 0xFFFF));
            assertThat(child.ref().remoteSelectors())
                    .containsExactlyInAnyOrder(udp(Duo.LEFT, GTP_C, GTP_C), udp(Duo.LEFT, 0, 0xFFFF));
            world.network().conditions(Conditions.CLEAN);
            world.runFor(2_000);
            demandPassage(world, duo, 40_000, GTP_C);
            demandPassage(world, duo, GTP_C, 40_000);
            duo.left.rekeyChild();
            world.runFor(2_000);
            duo.settleToOne();
            demandPassage(world, duo, GTP_C, GTP_C);
            duo.close();
        });
    }

    @Test
    void aPeerSpeaksForItselfAlone(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            ChildBuilder template = new ChildBuilder(Duo.CHILD).policy(policy(true, false, 4));
            ChildBuilder greedy = Duo.leftChild().networks("0.0.0.0/0", Duo.RIGHT_NETWORK);
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(greedy).build(),
                            Duo.rightConfig(template).build())
                    .connect();
            assertThat(duo.right.installed().getFirst().ref().remoteSelectors())
                    .containsExactly(TrafficSelector.ofHost(Duo.LEFT));
            duo.settleToOne();
        });
    }

    @Test
    void aPeerThatSpeaksForOthersIsRefused(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            ChildBuilder template = new ChildBuilder(Duo.CHILD).policy(policy(true, false, 4));
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    Duo.rightConfig(template).build());
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(20_000);
            assertThat(duo.right.installed()).isEmpty();
            assertThat(duo.right.notices(Notice.Failed.class))
                    .isNotEmpty()
                    .allSatisfy(f -> assertThat(f.reason()).isEqualTo(FailureReason.TS_UNACCEPTABLE));
        });
    }

    @Test
    void behindANatThePeersOwnAddressIsTaken(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            world.network().nat(Duo.LEFT, PUBLIC, 0);
            ChildBuilder template = new ChildBuilder(Duo.CHILD).policy(policy(true, false, 4));
            ChildBuilder own = new ChildBuilder(Duo.CHILD)
                    .local(TrafficSelector.ofHost(Duo.LEFT))
                    .remote(ChildBuilder.network(Duo.RIGHT_NETWORK));
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(own).build(),
                            Duo.rightConfig(template).fromAnywhere().build())
                    .connect();
            assertThat(duo.right.installed().getFirst().ref().remoteSelectors())
                    .containsExactly(TrafficSelector.ofHost(Duo.LEFT));
            world.runFor(1_000);
            duo.left.rekeyChild();
            world.runFor(2_000);
            assertThat(duo.right.notices(Notice.ChildRekeyed.class)).hasSize(1);
            duo.settleToOne();
        });
    }

    @Test
    void anAnswerNamesFourSelectorsAtMost(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            TrafficSelector[] six = IntStream.range(0, 6)
                    .mapToObj(i -> ChildBuilder.network("10.2." + i + ".0/24"))
                    .toArray(TrafficSelector[]::new);
            ChildBuilder many = new ChildBuilder(Duo.CHILD)
                    .local(TrafficSelector.ofHost(Duo.LEFT))
                    .remote(six);
            ChildBuilder template = new ChildBuilder(Duo.CHILD).policy(policy(false, false, 4));
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(many).build(),
                            Duo.rightConfig(template).build())
                    .connect();
            assertThat(duo.left.installed().getFirst().ref().remoteSelectors())
                    .as("the first ones, the packet's own before all")
                    .containsExactly(six[0], six[1], six[2], six[3]);
            duo.settleToOne();
        });
    }

    // ---- how many --------------------------------------------------------------------------------------------------

    private static PeerConfig mapOf(int children) {
        PeerBuilder map =
                new PeerBuilder(Duo.MAP).local(Duo.LEFT).remote(Duo.RIGHT).keepalive(Keepalive.OFF);
        for (int i = 0; i < children; i++) {
            map.child(new ChildBuilder("net" + i)
                    .networks("10.1." + i + ".0/24", Duo.RIGHT_NETWORK)
                    .build());
        }
        return map.build();
    }

    private static PeerBuilder anything(OverloadAction action, int most) {
        return Duo.rightConfig(new ChildBuilder(Duo.CHILD).policy(policy(false, false, 4)))
                .maxChildren(most)
                .keepalive(Keepalive.OFF)
                .policy(new PeerPolicy(action, false, 0, false, true));
    }

    private static Duo callAll(SimWorld world, OverloadAction action) {
        Duo duo = Duo.of(world, mapOf(4), anything(action, 2).build());
        IntStream.range(0, 4).forEach(i -> duo.left.initiate(Duo.MAP, "net" + i));
        return duo;
    }

    @Test
    void aboveTheLimitTheNextChildSaIsRefused(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            badNetwork(world);
            Duo duo = callAll(world, OverloadAction.TERMINATE);
            world.runFor(90_000);
            assertThat(duo.right.installed()).hasSize(2);
            assertThat(duo.right.notices(Notice.Failed.class))
                    .anySatisfy(f -> assertThat(f.reason()).isEqualTo(FailureReason.NO_ADDITIONAL_SAS));
            SplittableRandom random = world.random("story");
            world.after(random.nextInt(1_000), duo.left::rekeyChild);
            world.after(random.nextInt(1_000), duo.right::rekeyChild);
            world.settle(20_000, 60_000);
            assertThat(duo.right.installed())
                    .as("a rekey needs no further place")
                    .hasSize(2);
        });
    }

    @Test
    void aLimitThatIsIgnoredKeepsNobodyOut(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            badNetwork(world);
            Duo duo = callAll(world, OverloadAction.IGNORE);
            world.await(
                    "all four are up",
                    () -> duo.right.installed().size() == 4
                            && duo.left.installed().size() == 4,
                    60_000);
            world.settle(1_000, 60_000);
        });
    }

    @Test
    void aPayloadHasALimitOfItsOwn(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            badNetwork(world);
            PeerConfig template = anything(OverloadAction.IGNORE, 2).build();
            ChildBuilder three = new ChildBuilder(Duo.CHILD).policy(new ChildPolicy(false, false, 4, 3, true));
            Duo duo = Duo.of(world, mapOf(4), template.withChildren(List.of(three.build())));
            IntStream.range(0, 4).forEach(i -> duo.left.initiate(Duo.MAP, "net" + i));
            world.runFor(90_000);
            assertThat(duo.right.installed()).hasSize(3);
            assertThat(duo.right.notices(Notice.Failed.class))
                    .anySatisfy(f -> assertThat(f.reason()).isEqualTo(FailureReason.NO_ADDITIONAL_SAS));
            world.settle(20_000, 60_000);
        });
    }

    @Test
    void duplicatesDoNotPileUp(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            int way = world.random("way").nextInt(1, 100);
            world.network().conditions(Conditions.clean(way, way));
            PeerBuilder map = new PeerBuilder(Duo.MAP).local(Duo.LEFT).remote(Duo.RIGHT);
            List<String> names = List.of("one", "two", "three", "four", "five", "six");
            names.forEach(name -> map.child(new ChildBuilder(name)
                    .networks(Duo.LEFT_NETWORK, Duo.RIGHT_NETWORK)
                    .build()));
            Duo duo = Duo.of(
                    world, map.build(), anything(OverloadAction.IGNORE, 2).build());
            names.forEach(name -> duo.left.initiate(Duo.MAP, name));
            for (int i = 0; i < 60; i++) {
                world.runFor(1_000);
                assertThat(duo.right.installed().size()).isLessThanOrEqualTo(2);
            }
            assertThat(duo.right.endpoint().counters().closedChildren(CloseReason.DUPLICATE))
                    .as("each of the six is set up again, less and less often")
                    .isBetween(5L, 60L);
            assertThat(duo.right.established()).hasSize(1);
        });
    }

    // ---- rekeys ----------------------------------------------------------------------------------------------------

    @Test
    void aRekeyThatIsNotAllowedIsRefusedAndTheChildSaLivesOnToItsEnd(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.REKEYS_REFUSED).run(SEEDS, world -> {
            badNetwork(world);
            ChildLifetime lifetime = new ChildLifetime(60, 0, 0, true, 50, 5);
            ChildLifetime hard = new ChildLifetime(120, 0, 0, false, 90, 5);
            ChildPolicy fixed = new ChildPolicy(false, false, 0, 0, false);
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(Duo.leftChild().lifetime(lifetime)).build(),
                            Duo.rightConfig(Duo.rightChild().lifetime(hard).policy(fixed))
                                    .build())
                    .connect();
            int first = duo.left.installed().getFirst().name().inboundSpi();
            world.runFor(50_000);
            assertThat(duo.left.installed().getFirst().name().inboundSpi()).isEqualTo(first);
            assertThat(duo.right.endpoint().counters().get(Counter.REKEYS_REFUSED))
                    .as("asked now and then, not all the time")
                    .isBetween(1L, 8L);
            world.runFor(20_000);
            assertThat(duo.left.notices(Notice.ChildRekeyed.class)).isEmpty();
            assertThat(duo.left.notices(Notice.ChildClosed.class))
                    .first()
                    .satisfies(closed -> assertThat(closed.reason()).isEqualTo(CloseReason.EXPIRED));
            world.await("it is called for again", duo::isUp, 60_000);
            duo.settleToOne();
        });
    }

    @Test
    void anIkeSaThatThePeerMayNotRekeyLivesOnToItsEnd(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.REKEYS_REFUSED).run(SEEDS / 2, world -> {
            badNetwork(world);
            PeerPolicy fixed = new PeerPolicy(OverloadAction.TERMINATE, false, 0, false, false);
            Duo duo = Duo.of(
                            world,
                            Duo.leftConfig(Duo.leftChild()).build(),
                            Duo.rightConfig(Duo.rightChild()).policy(fixed).build())
                    .connect();
            long spi = duo.right.established().getFirst().ikeSa().localSpi();
            duo.left.rekeyIke();
            world.runFor(60_000);
            assertThat(duo.right.established().getFirst().ikeSa().localSpi()).isEqualTo(spi);
            duo.right.rekeyIke();
            world.runFor(60_000);
            assertThat(duo.right.established().getFirst().ikeSa().localSpi())
                    .as("we may")
                    .isNotEqualTo(spi);
            duo.settleToOne();
        });
    }

    /** The chapter: two Child SAs exist for 500 ms or less. From the first state of the new one, at both ends. */
    @Test
    void oldAndNewAreBothThereForHalfASecondAtMost(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("way");
            int way = random.nextInt(1, 125);
            world.network().conditions(Conditions.clean(way, way));
            Duo duo = Duo.plain(world).connect();
            world.runFor(1_000);
            for (int i = 0; i < 3; i++) {
                (random.nextBoolean() ? duo.left : duo.right).rekeyChild();
                for (SimGateway gateway : world.gateways()) {
                    watchOverlap(
                            world,
                            gateway,
                            gateway.installed().getFirst().name().inboundSpi());
                }
                world.runFor(3_000);
            }
            assertThat(duo.left.notices(Notice.ChildRekeyed.class)).hasSize(3);
            duo.settleToOne();
        });
    }

    private static void watchOverlap(SimWorld world, SimGateway gateway, int old) {
        List<EspState> inbound =
                gateway.plane().espStates().stream().filter(s -> s.inbound).toList();
        if (inbound.size() == 2) {
            world.after(
                    500,
                    () -> assertThat(gateway.plane().states())
                            .as("the old state is gone after 500 ms")
                            .noneMatch(s -> s.spi() == old));
        } else if (inbound.stream().anyMatch(s -> s.spi == old)) {
            world.after(1, () -> watchOverlap(world, gateway, old));
        }
    }
}
