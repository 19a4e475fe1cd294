package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * IKE SAs rest as octets while nothing is to be done for them. That nobody sees a difference is checked after every step of every
 * world; here it is that they do rest, and that everything that concerns one wakes it.
 */
final class RestSimTest {
    private static final int SEEDS = 20;
    private static final int CALLERS = 12;
    private static final Identification RIGHT_ID = Identification.fqdn("right.example");

    private static PeerConfig template(Keepalive keepalive) {
        return new PeerBuilder(Duo.TEMPLATE)
                .ids(RIGHT_ID)
                .keepalive(keepalive)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .build())
                .build();
    }

    private static void crowd(TestInfo test, Crowded scenario) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SimGateway right = world.gateway("right", Duo.RIGHT, template(Keepalive.OFF));
            List<SimGateway> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Duo.caller(world, i, RIGHT_ID));
            }
            world.startAll();
            callers.forEach(c -> c.initiate(Duo.MAP, Duo.CHILD));
            world.await("all are up", () -> right.installed().size() == CALLERS, 20_000);
            world.settle(1_000, 20_000);
            demandAllRest(right, callers);
            scenario.run(world, right, callers);
            world.settle(1_000, 60_000);
            assertThat(right.installed()).hasSize(CALLERS);
            demandAllRest(right, callers);
        });
    }

    private interface Crowded {
        void run(SimWorld world, SimGateway right, List<SimGateway> callers);
    }

    private static void demandAllRest(SimGateway right, List<SimGateway> callers) {
        assertThat(right.endpoint().resting()).isEqualTo(CALLERS);
        assertThat(callers).allMatch(caller -> caller.endpoint().resting() == 1);
    }

    @Test
    void aLookWakesNobody(TestInfo test) {
        crowd(test, (world, right, callers) -> {
            assertThat(right.snapshot()).hasSize(CALLERS);
            assertThat(right.endpoint().isUsed(Duo.RIGHT)).isTrue();
            assertThat(right.endpoint().isUsed(Duo.LEFT)).isFalse();
            assertThat(right.endpoint().isEmpty()).isFalse();
            assertThat(right.endpoint().resting()).isEqualTo(CALLERS);
        });
    }

    @Test
    void timeWakesWhoIsDue(TestInfo test) {
        crowd(test, (world, right, callers) -> {
            List<Long> before = callers.stream().map(RestSimTest::requests).toList();
            world.runFor(31_000);
            for (int i = 0; i < CALLERS; i++) {
                assertThat(requests(callers.get(i)) - before.get(i))
                        .as("liveness checks in 31 s, one each 10 s")
                        .isBetween(2L, 3L);
            }
        });
    }

    private static long requests(SimGateway gateway) {
        return gateway.endpoint().counters().get(Counter.REQUESTS_SENT);
    }

    @Test
    void whatThePeerSendsWakesIt(TestInfo test) {
        crowd(test, (world, right, callers) -> {
            callers.get(1).rekeyChild();
            callers.get(2).rekeyIke();
            callers.get(3).terminateChild();
            callers.get(4).terminateIke();
            world.runFor(5_000);
            assertThat(right.notices(Notice.ChildRekeyed.class)).hasSize(1);
            assertThat(right.notices(Notice.IkeRekeyed.class)).hasSize(1);
            assertThat(right.notices(Notice.IkeClosed.class)).hasSizeGreaterThan(1);
            assertThat(right.installed()).hasSize(CALLERS - 2);
            callers.get(3).initiate(Duo.MAP, Duo.CHILD);
            callers.get(4).initiate(Duo.MAP, Duo.CHILD);
            world.runFor(5_000);
        });
    }

    @Test
    void aPeerThatBeginsAnewTakesThePlaceOfItsOldOne(TestInfo test) {
        crowd(test, (world, right, callers) -> {
            callers.get(5).restart(true);
            callers.get(5).initiate(Duo.MAP, Duo.CHILD);
            world.runFor(5_000);
            assertThat(right.notices(Notice.ChildClosed.class)).hasSize(1);
            assertThat(right.established()).hasSize(CALLERS);
        });
    }

    @Test
    void theSameConfigurationReadAgainLetsThemRest(TestInfo test) {
        crowd(test, (world, right, callers) -> {
            right.reconfigure(ApplyChanges.NOW, template(Keepalive.OFF));
            assertThat(right.endpoint().resting()).isEqualTo(CALLERS);
            callers.forEach(SimGateway::rekeyChild);
            world.runFor(10_000);
            assertThat(right.notices(Notice.ChildRekeyed.class)).hasSize(CALLERS);
        });
    }

    @Test
    void aLateCopyOfTheFirstMessageIsNotAnswered(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            List<Consumer<SimGateway>> copies = new ArrayList<>();
            world.network().observe((source, destination, wire) -> {
                if (wire instanceof Wire.Ike ike && destination.address().equals(Duo.RIGHT)) {
                    Wire.Ike copy = new Wire.Ike(ike.datagram().clone(), ike.marker());
                    copies.add(right -> right.receive(destination, source, copy));
                }
            });
            Duo duo = Duo.plain(world).connect();
            world.settle(1_000, 20_000);
            long answers = duo.right.endpoint().counters().get(Counter.DATAGRAMS_SENT);
            copies.getFirst().accept(duo.right);
            assertThat(duo.right.endpoint().counters().get(Counter.DATAGRAMS_SENT))
                    .isEqualTo(answers);
            assertThat(duo.right.endpoint().halfOpen()).isZero();
            copies.getLast().accept(duo.right);
            assertThat(duo.right.endpoint().counters().get(Counter.DATAGRAMS_SENT))
                    .as("the last request is answered again, from what was at rest")
                    .isEqualTo(answers + 1);
        });
    }
}
