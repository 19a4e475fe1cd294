package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * One gateway of two shards, each with an address of its own here, so that the peer's choice of one decides which shard it comes
 * to.
 */
final class ShardsSimTest {
    private static final int SEEDS = 60;
    private static final Identification PEER = Identification.fqdn("peer.example");
    private static final Identification OTHER = Identification.fqdn("other.example");
    private static final Identification GATEWAY = Identification.fqdn("gateway.example");
    private static final List<IpAddress> SHARDS =
            List.of(IpAddress.parse("198.51.100.1"), IpAddress.parse("198.51.100.2"));

    private static List<SimGateway> shards(SimWorld world, long delayMillis) {
        List<SimGateway> shards = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            PeerBuilder template = new PeerBuilder(Duo.TEMPLATE)
                    .ids(GATEWAY)
                    .child(Duo.rightChild().build());
            shards.add(world.gateway(
                    "shard" + i,
                    List.of(SHARDS.get(i)),
                    new EndpointSettings(i, 2, List.of(template.build()), Limits.DEFAULT)));
        }
        shards.getFirst().isShardWith(shards.getLast(), delayMillis);
        shards.getLast().isShardWith(shards.getFirst(), delayMillis);
        shards.forEach(SimGateway::start);
        return shards;
    }

    private static SimGateway caller(SimWorld world, String name, IpAddress from, Identification id, int shard) {
        SimGateway caller = world.gateway(
                name,
                from,
                new PeerBuilder(Duo.MAP)
                        .local(from)
                        .remote(SHARDS.get(shard))
                        .ids(id, GATEWAY)
                        .child(Duo.leftChild().build())
                        .build());
        caller.start();
        return caller;
    }

    private static void call(SimWorld world, SimGateway caller) {
        caller.initiate(Duo.MAP, Duo.CHILD);
        world.await(caller + " has its tunnel", () -> caller.installed().size() == 1, 60_000);
    }

    private static void stay(List<SimGateway> shards, int atFirst, int atSecond) {
        assertThat(shards).extracting(shard -> shard.established().size()).containsExactly(atFirst, atSecond);
    }

    /** A peer that is no more there can not answer the deletion. */
    private static CloseReason closed(SimWorld world, SimGateway gateway) {
        world.await(
                "the end of the old IKE SA",
                () -> !gateway.notices(Notice.IkeClosed.class).isEmpty(),
                120_000);
        assertThat(gateway.notices(Notice.IkeClosed.class)).hasSize(1);
        return gateway.notices(Notice.IkeClosed.class).getFirst().reason();
    }

    @Test
    void whoComesAnewToTheOtherShardLeavesNothingBehind(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            List<SimGateway> shards = shards(world, world.random("delay").nextInt(50));
            SimGateway first = caller(world, "first", Duo.LEFT, PEER, 0);
            SimGateway other = caller(world, "other", IpAddress.parse("192.0.2.3"), OTHER, 0);
            call(world, first);
            call(world, other);
            world.runFor(world.random("time").nextInt(20_000));
            first.crash();
            call(world, caller(world, "second", IpAddress.parse("192.0.2.2"), PEER, 1));
            world.await(
                    "the old one is gone", () -> shards.getFirst().established().size() == 1, 100);
            stay(shards, 1, 1);
            assertThat(shards.getFirst().established().getFirst().ikeSa().peer())
                    .contains(OTHER.toString());
            assertThat(closed(world, shards.getFirst())).isEqualTo(CloseReason.HANDOVER);
        });
    }

    @Test
    void theNewestStaysHoweverLateTheShardsHearOfIt(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            List<SimGateway> shards = shards(world, world.random("delay").nextInt(1_000, 5_000));
            List<SimGateway> places = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                places.add(caller(world, "place" + i, IpAddress.parse("192.0.2." + (10 + i)), PEER, i % 2));
            }
            for (SimGateway place : places) {
                call(world, place);
                place.crash();
            }
            world.runFor(6_000);
            stay(shards, 0, 1);
            assertThat(shards.getLast()
                            .established()
                            .getFirst()
                            .ikeSa()
                            .remote()
                            .address())
                    .isEqualTo(places.getLast().address());
        });
    }

    @Test
    void fromTheSameAddressItIsReplaced(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            List<SimGateway> shards = shards(world, 0);
            SimGateway caller = caller(world, "caller", Duo.LEFT, PEER, 0);
            call(world, caller);
            caller.restart(true);
            caller.reconfigure(
                    ApplyChanges.NOW,
                    new PeerBuilder(Duo.MAP)
                            .local(Duo.LEFT)
                            .remote(SHARDS.get(1))
                            .ids(PEER, GATEWAY)
                            .child(Duo.leftChild().build())
                            .build());
            call(world, caller);
            world.runFor(10);
            stay(shards, 0, 1);
            assertThat(closed(world, shards.getFirst())).isEqualTo(CloseReason.REPLACED_BY_PEER);
        });
    }
}
