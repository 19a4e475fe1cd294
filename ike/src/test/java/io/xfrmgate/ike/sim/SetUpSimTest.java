package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** From nothing to traffic. */
final class SetUpSimTest {
    private static final int SEEDS = 20;
    private static final int BAD_SEEDS = 300;

    private static void demandWhole(Duo duo) {
        duo.connect();
        duo.demandTraffic();
        duo.settleToOne();
        duo.demandTraffic();
        duo.close();
    }

    @Test
    void withDefaults(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world);
            demandWhole(duo);
            assertThat(duo.left.notices(Notice.IkeEstablished.class)).hasSize(1);
            assertThat(duo.right.notices(Notice.ChildEstablished.class)).hasSize(1);
            assertThat(duo.left.notices(Notice.Failed.class)).isEmpty();
        });
    }

    @Test
    void overIpv6(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            IpAddress leftAddress = IpAddress.parse("2001:db8:1::1");
            IpAddress rightAddress = IpAddress.parse("2001:db8:2::1");
            Duo duo = Duo.of(
                    world,
                    leftAddress,
                    rightAddress,
                    new PeerBuilder(Duo.MAP)
                            .local(leftAddress)
                            .remote(rightAddress)
                            .child(Duo.leftChild().build())
                            .build(),
                    Duo.rightConfig(Duo.rightChild()).build());
            demandWhole(duo);
        });
    }

    @Test
    void withEveryKindOfIdentity(TestInfo test) {
        List<Identification> identities = List.of(
                Identification.of(Duo.LEFT),
                Identification.of(IpAddress.parse("2001:db8::7")),
                Identification.fqdn("left.example"),
                Identification.rfc822("left@example"),
                Identification.keyId(new byte[] {1, 2, 3}));
        SeedRunner.of(test).run(SEEDS, world -> {
            Identification left = identities.get((int) (world.seed().value() % identities.size()));
            Identification right = Identification.fqdn("right.example");
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).ids(left, right).build(),
                    Duo.rightConfig(Duo.rightChild())
                            .ids(right, Identification.fqdn("someone.example"), left)
                            .build());
            demandWhole(duo);
        });
    }

    @Test
    void withSeveralSelectors(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            TrafficSelector web = ChildBuilder.network("10.2.3.0/24").withProtocol(6, 443, 443);
            TrafficSelector rest = ChildBuilder.network("10.2.0.0/23");
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(new ChildBuilder(Duo.CHILD)
                                    .local(ChildBuilder.network("10.1.0.0/24"), ChildBuilder.network("10.1.1.0/24"))
                                    .remote(web, rest))
                            .build(),
                    Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks("10.2.0.0/16", "10.1.0.0/16"))
                            .build());
            demandWhole(duo);
        });
    }

    @Test
    void narrowedToWhatTheResponderHas(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo narrowed = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks("10.2.0.0/24", "10.1.0.0/24"))
                            .build());
            narrowed.connect();
            narrowed.settleToOne();
            assertThat(narrowed.left.installed().getFirst().ref().remoteSelectors())
                    .containsExactly(ChildBuilder.network("10.2.0.0/24"));
            narrowed.demandTraffic();
        });
    }

    @Test
    void inTransportMode(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            TrafficSelector left = TrafficSelector.ofHost(Duo.LEFT);
            TrafficSelector right = TrafficSelector.ofHost(Duo.RIGHT);
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(new ChildBuilder(Duo.CHILD)
                                    .mode(IpsecMode.TRANSPORT)
                                    .local(left)
                                    .remote(right))
                            .build(),
                    Duo.rightConfig(new ChildBuilder(Duo.CHILD)
                                    .mode(IpsecMode.TRANSPORT)
                                    .local(right)
                                    .remote(left))
                            .build());
            duo.connect();
            duo.settleToOne();
            assertThat(duo.left.installed().getFirst().ref().mode()).isEqualTo(IpsecMode.TRANSPORT);
            SimStream stream = world.stream(duo.left, duo.right, InnerPacket.udp(Duo.LEFT, Duo.RIGHT, 100), 20)
                    .start();
            world.runFor(1_000);
            stream.stop();
            world.runFor(1_000);
            duo.demandNoLoss(stream);
            duo.close();
        });
    }

    @Test
    void ofASecondChildSaInTheSameIkeSa(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild())
                            .child(new ChildBuilder("voice")
                                    .networks("10.11.0.0/16", "10.12.0.0/16")
                                    .build())
                            .build(),
                    Duo.rightConfig(Duo.rightChild())
                            .child(new ChildBuilder("voice")
                                    .networks("10.12.0.0/16", "10.11.0.0/16")
                                    .build())
                            .build());
            duo.connect();
            duo.left.initiate(Duo.MAP, "voice");
            duo.settleToOne();
            assertThat(duo.left.installed()).hasSize(2);
            duo.left.terminateChild();
            world.settle(5_000, 30_000);
            assertThat(duo.right.installed()).hasSize(1);
            duo.close();
        });
    }

    @Test
    void anIkeSaStaysWithoutChildSasWhereConfigured(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.both(world, PeerBuilder::childless).connect();
            duo.left.terminateChild();
            world.settle(5_000, 30_000);
            assertThat(duo.left.established()).hasSize(1);
            assertThat(duo.right.established()).hasSize(1);
            assertThat(duo.right.installed()).isEmpty();
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void withAnotherGroupThanTheFirst(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild())
                            .proposals(PeerBuilder.ike(KeyExchangeGroup.ECP_256, KeyExchangeGroup.CURVE25519))
                            .build(),
                    Duo.rightConfig(Duo.rightChild()).build());
            demandWhole(duo);
            assertThat(duo.right.endpoint().counters().get(Counter.INIT_INVALID_KE))
                    .isEqualTo(1);
        });
    }

    @Test
    void withCookies(TestInfo test) {
        SeedRunner.of(test).run(BAD_SEEDS, world -> {
            PeerConfig right = Duo.rightConfig(Duo.rightChild()).build();
            SimGateway left = world.gateway(
                    "left", Duo.LEFT, Duo.leftConfig(Duo.leftChild()).build());
            SimGateway asking =
                    world.gateway("right", List.of(Duo.RIGHT), List.of(right), new Limits(0, 100, 100, 1000));
            world.startAll();
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.25)));
            left.initiate(Duo.MAP, Duo.CHILD);
            world.settle(120_000, 60_000);
            assertThat(asking.endpoint().counters().get(Counter.INIT_ANSWERED_WITH_COOKIE))
                    .isPositive();
        });
    }

    @Test
    void withFragments(TestInfo test) {
        SeedRunner.of(test).run(BAD_SEEDS, world -> {
            SplittableRandom random = world.random("sizes");
            Identification longId = Identification.keyId(new byte[random.nextInt(600, 3_000)]);
            int maxDatagram = random.nextInt(400, 600);
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild())
                            .ids(longId)
                            .fragmentation(new FragmentationPolicy(true, maxDatagram))
                            .build(),
                    Duo.rightConfig(Duo.rightChild())
                            .ids(longId)
                            .fragmentation(new FragmentationPolicy(true, maxDatagram))
                            .build());
            world.network().conditions(Conditions.bad(random.nextDouble(0.15)).withMtu(maxDatagram + 28));
            duo.keepUp();
            world.await("both have the Child SA", duo::isUp, 200_000);
            assertThat(duo.left.endpoint().counters().get(Counter.FRAGMENTED_MESSAGES_SENT))
                    .isPositive();
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void overABadNetwork(TestInfo test) {
        SeedRunner.of(test).run(BAD_SEEDS, world -> {
            Duo duo = Duo.plain(world);
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.3)));
            duo.keepUp();
            world.await("both have the Child SA", duo::isUp, 300_000);
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void byTheFirstPacketOfABurst(TestInfo test) {
        SeedRunner.of(test).run(BAD_SEEDS / 10, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild().trap()).build(),
                    Duo.rightConfig(Duo.rightChild()).build());
            boolean bad = world.seed().value() % 2 == 0;
            if (bad) {
                world.network().conditions(Conditions.bad(0.15));
            }
            for (int port = 1; port <= 50; port++) {
                duo.left.sendPacket(
                        new InnerPacket(Duo.LEFT_HOST, Duo.RIGHT_HOST, InnerPacket.UDP, port, 2_000, 100), lost -> {});
            }
            SimStream stream = duo.stream().start();
            world.runFor(200_000);
            stream.stop();
            duo.settleToOne();
            assertThat(duo.left.notices(Notice.IkeEstablished.class).size())
                    .as("IKE SAs from one burst")
                    .isLessThanOrEqualTo(bad ? 3 : 1);
            assertThat(duo.left.endpoint().counters().get(Counter.ACQUIRES)).isPositive();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void fromBothSidesAtOnceLeavesTrafficWhole(TestInfo test) {
        SeedRunner.of(test).run(BAD_SEEDS / 3, world -> {
            PeerConfig left = Duo.leftConfig(Duo.leftChild()).build();
            PeerConfig right = new PeerBuilder("to-left")
                    .local(Duo.RIGHT)
                    .remote(Duo.LEFT)
                    .child(Duo.rightChild().build())
                    .build();
            Duo duo = Duo.of(world, left, right);
            SplittableRandom random = world.random("times");
            world.after(random.nextInt(60), () -> duo.left.initiate(Duo.MAP, Duo.CHILD));
            world.after(random.nextInt(60), () -> duo.right.initiate("to-left", Duo.CHILD));
            world.settle(60_000, 60_000);
            List<ChildView> children = duo.left.installed();
            assertThat(children).isNotEmpty();
            duo.demandTraffic();
            duo.close();
        });
    }
}
