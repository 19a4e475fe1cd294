package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * A template that calls its peers where there is traffic for them: multi-homed peers, as on the S1-MME interface. The first
 * tunnel is brought up by the peer, those to its further addresses by the packets to these.
 */
final class TrafficCallSimTest {
    private static final IpAddress MME = IpAddress.parse("192.0.2.1");
    private static final IpAddress MME_SECOND = IpAddress.parse("192.0.2.2");
    private static final IpAddress ENB = IpAddress.parse("198.51.100.1");
    private static final IpAddress ENB_SECOND = IpAddress.parse("198.51.100.2");
    private static final AddressRange ENODEBS = new AddressRange(IpAddress.parse("198.51.100.0"), 22);
    private static final Identification MME_ID = Identification.fqdn("mme.example");
    private static final Identification ENB_ID = Identification.fqdn("enb.example");
    private static final int SEEDS = 60;

    private static PeerConfig mmeTemplate(String name, IpAddress local) {
        return new PeerBuilder(name)
                .local(local)
                .peers(ENODEBS)
                .ids(MME_ID)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(TrafficSelector.ofHost(local))
                        .remote(TrafficSelector.ofPrefix(ENODEBS.network(), ENODEBS.prefix()))
                        .policy(new ChildPolicy(true, false, 4, 4, true))
                        .trap()
                        .build())
                .build();
    }

    private static SimGateway mme(SimWorld world) {
        return world.gateway(
                "mme",
                List.of(MME, MME_SECOND),
                List.of(mmeTemplate("s1", MME), mmeTemplate("s1@2", MME_SECOND)),
                Limits.DEFAULT);
    }

    /** Calls the MME from its first address, and lets itself be called at both. */
    private static SimGateway enodeB(SimWorld world) {
        PeerConfig map = new PeerBuilder("to-mme")
                .local(ENB)
                .remote(MME)
                .ids(ENB_ID)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(TrafficSelector.ofHost(ENB))
                        .remote(TrafficSelector.ofHost(MME))
                        .build())
                .build();
        PeerConfig template = new PeerBuilder("from-mme")
                .ids(ENB_ID)
                .child(new ChildBuilder(Duo.CHILD).build())
                .build();
        return world.gateway("enb", List.of(ENB, ENB_SECOND), List.of(map, template), Limits.DEFAULT);
    }

    private static boolean isUp(SimGateway mme, IpAddress local, IpAddress remote) {
        return mme.established().stream()
                .filter(sa -> sa.ikeSa().local().address().equals(local)
                        && sa.ikeSa().remote().address().equals(remote))
                .flatMap(sa -> sa.children().stream())
                .anyMatch(child -> child.state().equals("installed")
                        && child.ref().remoteSelectors().equals(List.of(TrafficSelector.ofHost(remote))));
    }

    private static void send(SimWorld world, SimGateway from, IpAddress source, IpAddress destination) {
        from.sendPacket(InnerPacket.udp(source, destination, 100), reason -> {
            if (reason == DropReason.IN_CLEAR) {
                throw world.failure("a packet from " + source + " to " + destination + " went out unprotected");
            }
        });
    }

    @Test
    void everyAddressOfTheOneToEveryAddressOfTheOther(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SimGateway mme = mme(world);
            SimGateway enb = enodeB(world);
            world.startAll();
            enb.initiate("to-mme", Duo.CHILD);
            world.await("the eNodeB's tunnel is up", () -> isUp(mme, MME, ENB), 60_000);
            for (IpAddress local : List.of(MME, MME_SECOND)) {
                for (IpAddress remote : List.of(ENB, ENB_SECOND)) {
                    send(world, mme, local, remote);
                    send(world, mme, local, remote);
                    world.await(local + " to " + remote + " is up", () -> isUp(mme, local, remote), 60_000);
                }
            }
            world.settle(5_000, 60_000);
            assertThat(mme.established()).hasSize(4);
            assertThat(mme.established().stream().filter(sa -> sa.ikeSa().initiator()))
                    .hasSize(3);
            assertThat(enb.established()).hasSize(4);
            long lost = mme.endpoint().counters().get(Counter.ACQUIRES);
            for (IpAddress local : List.of(MME, MME_SECOND)) {
                for (IpAddress remote : List.of(ENB, ENB_SECOND)) {
                    mme.sendPacket(InnerPacket.udp(local, remote, 100), reason -> {
                        throw world.failure("lost between " + local + " and " + remote + ": " + reason);
                    });
                }
            }
            world.runFor(500);
            assertThat(mme.endpoint().counters().get(Counter.ACQUIRES)).isEqualTo(lost);
        });
    }

    /** The eNodeB calls and traffic to it begins at the same moment: one IKE SA is left, or both carry traffic. */
    @Test
    void bothCallAtOnce(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SimGateway mme = mme(world);
            SimGateway enb = enodeB(world);
            world.startAll();
            world.after(world.random("calls").nextLong(60), () -> enb.initiate("to-mme", Duo.CHILD));
            world.after(world.random("traffic").nextLong(60), () -> send(world, mme, MME, ENB));
            world.runFor(1_000);
            world.settle(30_000, 60_000);
            assertThat(mme.established()).hasSizeBetween(1, 2);
            mme.sendPacket(InnerPacket.udp(MME, ENB, 100), reason -> {
                throw world.failure("lost: " + reason);
            });
            world.runFor(500);
        });
    }

    /** Packets to a thousand addresses where nobody is: so many calls and no more at once, and each host is left alone for a while. */
    @Test
    void aStormOfPacketsIsBounded(TestInfo test) {
        SeedRunner.of(test).run(4, world -> {
            SimGateway mme = mme(world);
            world.startAll();
            byte[] network = ENODEBS.network().toInetAddress().getAddress();
            for (int round = 0; round < 40; round++) {
                for (int i = 10; i < 1_000; i += 1) {
                    network[2] = (byte) (100 + i / 256);
                    network[3] = (byte) i;
                    send(world, mme, MME, IpAddress.of(network));
                }
                world.runFor(500);
                long connecting = mme.snapshot().stream()
                        .filter(sa -> sa.state().equals("connecting"))
                        .count();
                assertThat(connecting).isLessThanOrEqualTo(256);
            }
            assertThat(mme.endpoint().counters().get(Counter.ACQUIRES_LIMITED)).isPositive();
            world.runFor(60_000);
            assertThat(mme.snapshot()).isEmpty();
        });
    }

    @Test
    void theTrapsGoWithTheDaemon(TestInfo test) {
        SeedRunner.of(test).run(4, world -> {
            SimGateway mme = mme(world);
            world.startAll();
            world.runFor(100);
            assertThat(mme.plane().policies()).hasSize(2);
            mme.shutdown();
            world.await("the MME is empty", () -> mme.endpoint().isEmpty(), 10_000);
            assertThat(mme.plane().policies()).isEmpty();
        });
    }
}
