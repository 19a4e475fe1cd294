package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.NatPolicy;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A caller behind a translator (RFC 7296 section 2.23). */
final class NatSimTest {
    private static final int SEEDS = 100;
    private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.5");
    private static final IpAddress OTHER_PUBLIC = IpAddress.parse("203.0.113.77");

    @Test
    void espTravelsInUdp(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            world.network().nat(Duo.LEFT, PUBLIC, 0);
            Duo duo = Duo.plain(world).connect();
            assertThat(duo.left.installed().getFirst().ref().path().encapsulated())
                    .isTrue();
            assertThat(duo.left.notices(Notice.IkeEstablished.class).getFirst().nat())
                    .isTrue();
            duo.demandTraffic();
            duo.left.rekeyChild();
            world.runFor(2_000);
            duo.right.rekeyIke();
            world.runFor(2_000);
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void encapsulationCanBeForced(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 5, world -> {
            Duo duo = Duo.both(world, p -> p.nat(new NatPolicy(true, 20_000))).connect();
            assertThat(duo.left.installed().getFirst().ref().path().encapsulated())
                    .isTrue();
            assertThat(duo.right.installed().getFirst().ref().path().encapsulated())
                    .isTrue();
            duo.demandTraffic();
            duo.settleToOne();
        });
    }

    @Test
    void keepalivesKeepTheMapping(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 5, world -> {
            world.network().nat(Duo.LEFT, PUBLIC, 30_000);
            Duo duo = Duo.both(world, p -> p.keepalive(io.xfrmgate.ike.config.Keepalive.OFF))
                    .connect();
            world.runFor(600_000);
            SimStream probe =
                    world.stream(duo.right, duo.left, InnerPacket.udp(Duo.RIGHT_HOST, Duo.LEFT_HOST, 90), 1_000_000);
            probe.start();
            world.runFor(1_000);
            probe.stop();
            assertThat(probe.lost()).isZero();
            assertThat(duo.right.notices(Notice.PeerMoved.class)).isEmpty();
        });
    }

    @Test
    void aNewMappingIsFollowed(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 2, world -> {
            NatBox box = world.network().nat(Duo.LEFT, PUBLIC, 0);
            Duo duo = Duo.both(world, PeerBuilder::fromAnywhere).connect().keepUp();
            SimStream stream = duo.stream().start();
            for (int i = 0; i < 4; i++) {
                boolean otherAddress = (world.seed().value() + i) % 3 == 0;
                int round = i;
                world.after(world.random("when" + i).nextInt(2_000), () -> {
                    if (otherAddress) {
                        box.rebind(round % 2 == 0 ? OTHER_PUBLIC : PUBLIC);
                    } else {
                        box.rebind();
                    }
                });
                world.after(world.random("rekey" + i).nextInt(4_000), duo.left::rekeyChild);
                world.after(world.random("rekey back" + i).nextInt(4_000), duo.right::rekeyIke);
                world.runFor(25_000);
                duo.demandTraffic();
            }
            stream.stop();
            assertThat(duo.right.notices(Notice.PeerMoved.class)).isNotEmpty();
            assertThat(duo.left.notices(Notice.IkeEstablished.class))
                    .as("nobody had to call again")
                    .hasSize(1);
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void aNewMappingIsFollowedWithoutTraffic(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            NatBox box = world.network().nat(Duo.LEFT, PUBLIC, 0);
            Duo duo = Duo.both(world, PeerBuilder::fromAnywhere).connect().keepUp();
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            for (int i = 0; i < 3; i++) {
                world.runFor(world.random("when" + i).nextInt(30_000));
                box.rebind();
            }
            duo.settleToOne();
            duo.demandTraffic();
        });
    }
}
