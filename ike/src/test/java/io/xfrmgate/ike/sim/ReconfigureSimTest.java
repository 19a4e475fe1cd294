package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.ReconfigureResult;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Another configuration while everything runs. */
final class ReconfigureSimTest {
    private static final int SEEDS = 40;
    private static final int CHAOS_SEEDS = 300;
    private static final int CHANGES = 20;
    private static final int MILLIS = 60_000;
    private static final IpAddress OTHER = IpAddress.parse("203.0.113.1");
    private static final String WIDER = "10.0.0.0/14";
    private static final KernelOptions ELSEWHERE = new KernelOptions(128, 1500, 0, 0, 0, 0, false);

    /** The left gateway with a second peer, whose tunnel must never notice. */
    private static final class Trio {
        final Duo duo;
        final SimGateway other;

        private Trio(SimWorld world, PeerConfig left, PeerConfig right) {
            other = world.gateway("other", OTHER, otherSide());
            duo = Duo.of(world, left, right);
            duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, left, toOther());
            duo.left.initiate("to-other", Duo.CHILD);
            world.await("the other tunnel is up", () -> other.installed().size() == 1, 60_000);
        }

        static PeerConfig toOther() {
            return new PeerBuilder("to-other")
                    .local(Duo.LEFT)
                    .remote(OTHER)
                    .keepalive(Keepalive.OFF)
                    .child(new ChildBuilder(Duo.CHILD)
                            .networks(Duo.LEFT_NETWORK, "10.3.0.0/16")
                            .build())
                    .build();
        }

        static PeerConfig otherSide() {
            return new PeerBuilder("anybody")
                    .keepalive(Keepalive.OFF)
                    .child(new ChildBuilder(Duo.CHILD)
                            .networks("10.3.0.0/16", Duo.LEFT_NETWORK)
                            .build())
                    .build();
        }

        IkeSaView untouched() {
            return duo.left.established().stream()
                    .filter(sa -> sa.ikeSa().config().equals("to-other"))
                    .findFirst()
                    .orElseThrow();
        }

        long datagramsAtOther() {
            return other.endpoint().counters().get(Counter.DATAGRAMS_RECEIVED);
        }
    }

    private static Duo.Change wider() {
        return Duo.Change.of(
                Duo.leftConfig(new ChildBuilder(Duo.CHILD).networks(WIDER, Duo.RIGHT_NETWORK)),
                Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks(Duo.RIGHT_NETWORK, WIDER)));
    }

    private static void reconfigure(Duo duo, Duo.Change change) {
        duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, change.left());
        duo.right.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, change.right());
    }

    @Test
    void theSameAgainIsNothing(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.children(world, ChildBuilder::trap).connect();
            List<IkeSaView> before = duo.left.snapshot();
            long sent = duo.left.endpoint().counters().get(Counter.DATAGRAMS_SENT);
            ReconfigureResult result = duo.left.reconfigure(
                    ApplyChanges.NOW, Duo.leftConfig(Duo.leftChild().trap()).build());
            assertThat(result).isEqualTo(ReconfigureResult.NONE);
            assertThat(duo.left.snapshot()).isEqualTo(before);
            assertThat(duo.left.endpoint().counters().get(Counter.DATAGRAMS_SENT))
                    .isEqualTo(sent);
            duo.settleToOne();
            duo.close();
        });
    }

    @Test
    void anUnchangedTunnelNeverNotices(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Trio trio = new Trio(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    Duo.rightConfig(Duo.rightChild()).build());
            Duo duo = trio.duo.connect();
            IkeSaView before = trio.untouched();
            long datagrams = trio.datagramsAtOther();
            SplittableRandom random = world.random("changes");
            for (int i = 0; i < CHANGES; i++) {
                List<PeerConfig> variants = variants();
                PeerConfig variant = variants.get(random.nextInt(variants.size()));
                ApplyChanges when = ApplyChanges.values()[random.nextInt(2)];
                if (random.nextInt(5) == 0) {
                    duo.left.reconfigure(when, Trio.toOther());
                } else {
                    duo.left.reconfigure(when, variant, Trio.toOther());
                }
                duo.left.initiate(Duo.MAP, Duo.CHILD);
                world.runFor(random.nextInt(2_000));
            }
            assertThat(trio.untouched()).isEqualTo(before);
            assertThat(trio.datagramsAtOther()).isEqualTo(datagrams);
            assertThat(trio.other.notices(Notice.ChildClosed.class)).isEmpty();
            duo.left.reconfigure(
                    ApplyChanges.NOW, Duo.leftConfig(Duo.leftChild()).build(), Trio.toOther());
            world.settle(90_000, 60_000);
        });
    }

    @Test
    void aRemovedMapIsGone(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.children(world, ChildBuilder::trap).connect();
            ReconfigureResult result = duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION);
            assertThat(result.ikeClosed()).isEqualTo(1);
            assertThat(duo.left.plane().states()).isEmpty();
            assertThat(duo.left.plane().policies()).isEmpty();
            world.await("the peer has heard", () -> duo.right.established().isEmpty(), 10_000);
            world.runFor(90_000);
            assertThat(duo.left.notices(Notice.IkeClosed.class))
                    .extracting(Notice.IkeClosed::reason)
                    .containsExactly(CloseReason.RECONFIGURED);
            assertThat(duo.right.plane().states()).isEmpty();
            assertThat(duo.left.initiate(Duo.MAP, Duo.CHILD)).isFalse();
            world.settle(1_000, 60_000);
        });
    }

    @Test
    void aTemplateWithoutItsServiceEndsForThatReason(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            boolean elsewhere = world.seed().value() % 2 == 0;
            PeerBuilder template = Duo.rightConfig(Duo.rightChild()).local(Duo.RIGHT);
            Duo duo = Duo.of(world, Duo.leftConfig(Duo.leftChild()).build(), template.build())
                    .connect();
            ReconfigureResult result = elsewhere
                    ? duo.right.reconfigure(
                            ApplyChanges.AT_NEXT_NEGOTIATION,
                            template.local(OTHER).build())
                    : duo.right.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION);
            assertThat(result.ikeClosed()).isEqualTo(1);
            world.await("the peer has heard", () -> duo.left.established().isEmpty(), 10_000);
            assertThat(duo.right.plane().states()).isEmpty();
            world.await(
                    "it is counted",
                    () -> duo.right.endpoint().counters().get(CloseReason.SERVICE_STOPPED) == 1,
                    10_000);
            assertThat(duo.right.notices(Notice.IkeClosed.class))
                    .extracting(Notice.IkeClosed::reason)
                    .containsExactly(CloseReason.SERVICE_STOPPED);
        });
    }

    @Test
    void peersThatATemplateTakesNoMoreEndForTheChange(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            PeerBuilder template = Duo.rightConfig(Duo.rightChild()).local(Duo.RIGHT);
            Duo duo = Duo.of(world, Duo.leftConfig(Duo.leftChild()).build(), template.build())
                    .connect();
            duo.right.reconfigure(
                    ApplyChanges.AT_NEXT_NEGOTIATION,
                    template.peers(new AddressRange(IpAddress.parse("10.99.0.0"), 16))
                            .build());
            world.await(
                    "it is counted", () -> duo.right.endpoint().counters().get(CloseReason.RECONFIGURED) == 1, 10_000);
        });
    }

    @Test
    void anAddedMapWorks(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            PeerConfig map = Duo.leftConfig(Duo.leftChild().trap()).build();
            Duo duo = Duo.of(world, map, Duo.rightConfig(Duo.rightChild()).build());
            duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION);
            world.settle(1_000, 1_000);
            duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, map);
            SimStream stream = duo.stream().start();
            world.await("the first packet brings it up", duo::isUp, 10_000);
            stream.stop();
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void anotherSecretHoldsFromTheNextSetUpOn(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            List<IkeSaView> before = duo.left.snapshot();
            reconfigure(
                    duo,
                    Duo.Change.of(
                            Duo.leftConfig(Duo.leftChild()).secrets(PeerBuilder.secret("another")),
                            Duo.rightConfig(Duo.rightChild()).secrets(PeerBuilder.secret("another"))));
            assertThat(duo.left.snapshot()).isEqualTo(before);
            duo.left.rekeyIke();
            world.runFor(5_000);
            duo.demandTraffic();
            duo.left.terminateIke();
            world.runFor(5_000);
            duo.connect().settleToOne();
            duo.demandTraffic();
            assertThat(duo.right.notices(Notice.Failed.class)).isEmpty();
            duo.close();
        });
    }

    @Test
    void anotherSecretNowSetsUpAnew(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            duo.right.reconfigure(
                    ApplyChanges.AT_NEXT_NEGOTIATION,
                    Duo.rightConfig(Duo.rightChild())
                            .secrets(PeerBuilder.secret("another"))
                            .build());
            ReconfigureResult result = duo.left.reconfigure(
                    ApplyChanges.NOW,
                    Duo.leftConfig(Duo.leftChild())
                            .secrets(PeerBuilder.secret("another"))
                            .build());
            assertThat(result).isEqualTo(new ReconfigureResult(1, 0, 1, 0, 0));
            world.runFor(5_000);
            duo.settleToOne();
            duo.demandTraffic();
            assertThat(duo.left.notices(Notice.IkeEstablished.class)).hasSize(2);
            duo.close();
        });
    }

    @Test
    void otherProposalsNowRekeyWithoutLoss(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            world.network().conditions(Conditions.clean(10, 10));
            Duo duo = Duo.plain(world).connect();
            SimStream stream = duo.stream().start();
            world.runFor(500);
            Duo.Change change = Duo.Change.of(
                    Duo.leftConfig(Duo.leftChild().proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519)))
                            .proposals(PeerBuilder.ike(KeyExchangeGroup.ECP_256)),
                    Duo.rightConfig(Duo.rightChild().proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519)))
                            .proposals(PeerBuilder.ike(KeyExchangeGroup.ECP_256)));
            duo.right.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, change.right());
            ReconfigureResult result = duo.left.reconfigure(ApplyChanges.NOW, change.left());
            assertThat(result).isEqualTo(new ReconfigureResult(0, 0, 0, 2, 1));
            world.runFor(5_000);
            stream.stop();
            world.runFor(1_000);
            duo.demandNoLoss(stream);
            duo.settleToOne();
            assertThat(duo.left.notices(Notice.IkeRekeyed.class)).hasSize(1);
            assertThat(duo.left.notices(Notice.ChildRekeyed.class)).hasSize(1);
            duo.close();
        });
    }

    @Test
    void otherSelectorsSetUpThatChildAnew(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.children(world, ChildBuilder::trap).connect();
            Duo.Change change = Duo.Change.of(
                    Duo.leftConfig(new ChildBuilder(Duo.CHILD)
                            .networks(WIDER, Duo.RIGHT_NETWORK)
                            .trap()),
                    Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks(Duo.RIGHT_NETWORK, WIDER)));
            // what the template's peer has lies within what it may have: it stays
            assertThat(duo.right.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, change.right()))
                    .isEqualTo(new ReconfigureResult(0, 0, 0, 0, 1));
            assertThat(duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, change.left()))
                    .isEqualTo(new ReconfigureResult(0, 1, 1, 0, 1));
            world.runFor(2_000);
            duo.settleToOne();
            assertThat(duo.left.notices(Notice.IkeEstablished.class)).hasSize(1);
            duo.demandTraffic();
            assertThat(duo.left.installed().getFirst().name().local()).containsExactly(ChildBuilder.network(WIDER));
            duo.close();
        });
    }

    @Test
    void aNarrowerTemplateEndsWhatDoesNotFit(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world).connect();
            ReconfigureResult result = duo.right.reconfigure(
                    ApplyChanges.AT_NEXT_NEGOTIATION,
                    Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks("10.2.0.0/24", Duo.LEFT_NETWORK))
                            .build());
            assertThat(result.childClosed()).isEqualTo(1);
            assertThat(duo.right.plane().states()).isEmpty();
            world.await("the peer has heard", () -> duo.left.installed().isEmpty(), 10_000);
            duo.connect().settleToOne();
            assertThat(duo.left.installed().getFirst().name().remote())
                    .containsExactly(ChildBuilder.network("10.2.0.0/24"));
            duo.close();
        });
    }

    @Test
    void anotherAddressCallsFromThere(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            IpAddress second = IpAddress.parse("192.0.2.77");
            SimGateway left = world.gateway(
                    "left",
                    List.of(Duo.LEFT, second),
                    List.of(Duo.leftConfig(Duo.leftChild()).build()),
                    io.xfrmgate.ike.config.Limits.DEFAULT);
            SimGateway right = world.gateway(
                    "right", Duo.RIGHT, Duo.rightConfig(Duo.rightChild()).build());
            world.startAll();
            left.initiate(Duo.MAP, Duo.CHILD);
            world.await("up", () -> left.installed().size() == 1, 10_000);
            ReconfigureResult result = left.reconfigure(
                    ApplyChanges.AT_NEXT_NEGOTIATION,
                    Duo.leftConfig(Duo.leftChild()).local(second).build());
            assertThat(result).isEqualTo(new ReconfigureResult(1, 0, 1, 0, 0));
            world.settle(10_000, 60_000);
            assertThat(left.established()).hasSize(1);
            assertThat(left.established().getFirst().ikeSa().local().address()).isEqualTo(second);
            assertThat(right.established()).hasSize(1);
            assertThat(left.endpoint().isUsed(Duo.LEFT)).isFalse();
        });
    }

    @Test
    void keepalivesBeginAndEndAtOnce(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.both(world, p -> p.keepalive(Keepalive.OFF)).connect();
            PeerBuilder lively = Duo.leftConfig(Duo.leftChild()).keepalive(new Keepalive(1_000, 500, 3));
            duo.left.reconfigure(ApplyChanges.AT_NEXT_NEGOTIATION, lively.build());
            world.runFor(10_500);
            long checks = duo.left.endpoint().counters().get(Counter.LIVENESS_CHECKS);
            assertThat(checks).isBetween(4L, 11L);
            duo.left.reconfigure(
                    ApplyChanges.AT_NEXT_NEGOTIATION,
                    Duo.leftConfig(Duo.leftChild()).keepalive(Keepalive.OFF).build());
            world.runFor(60_000);
            assertThat(duo.left.endpoint().counters().get(Counter.LIVENESS_CHECKS))
                    .isEqualTo(checks);
            duo.close();
        });
    }

    /** Whatever may be asked of a map; of some the peer knows nothing. */
    private static List<PeerConfig> variants() {
        return List.of(
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.leftConfig(Duo.leftChild().trap()).build(),
                wider().left(),
                Duo.leftConfig(Duo.leftChild().options(ELSEWHERE)).build(),
                Duo.leftConfig(Duo.leftChild())
                        .secrets(PeerBuilder.secret("wrong"))
                        .build(),
                Duo.leftConfig(Duo.leftChild())
                        .proposals(PeerBuilder.ike(KeyExchangeGroup.ECP_256, KeyExchangeGroup.CURVE25519))
                        .build(),
                Duo.leftConfig(Duo.leftChild().lifetime(new ChildLifetime(5, 0, 0, true, 90, 5)))
                        .build(),
                Duo.leftConfig(Duo.leftChild().proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519)))
                        .build(),
                Duo.leftConfig(Duo.leftChild())
                        .child(new ChildBuilder("more")
                                .networks("10.5.0.0/16", Duo.RIGHT_NETWORK)
                                .trap()
                                .build())
                        .build(),
                Duo.leftConfig(Duo.leftChild()).childless().build());
    }

    private static List<PeerConfig> templates() {
        return List.of(
                Duo.rightConfig(Duo.rightChild()).build(),
                wider().right(),
                Duo.rightConfig(Duo.rightChild().options(ELSEWHERE)).build(),
                Duo.rightConfig(Duo.rightChild())
                        .secrets(PeerBuilder.secret("right"))
                        .build(),
                Duo.rightConfig(Duo.rightChild())
                        .proposals(PeerBuilder.ike(KeyExchangeGroup.CURVE25519, KeyExchangeGroup.ECP_256))
                        .build(),
                Duo.rightConfig(Duo.rightChild()
                                .proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519, KeyExchangeGroup.NONE)))
                        .build());
    }

    /**
     * Everything that an operator and the network may do at once, and any configuration after any other; in the end the two
     * sides have matching ones, and then one tunnel stands that is made of them and of nothing else.
     */
    @Test
    void anySequenceEndsInOrder(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.REKEY_COLLISIONS).run(CHAOS_SEEDS, world -> {
            SplittableRandom random = world.random("chaos");
            Duo duo = Duo.plain(world);
            world.network().conditions(Conditions.bad(random.nextDouble(0.25)));
            SplittableRandom delays = world.random("kernels");
            SimulatedDataPlane.Disturbance slow = new SimulatedDataPlane.Disturbance() {
                @Override
                public long delayMillis(long requestNumber) {
                    return delays.nextInt(10);
                }
            };
            duo.left.plane().disturb(slow);
            duo.right.plane().disturb(slow);
            duo.keepUp();
            for (int i = 0; i < CHANGES; i++) {
                ApplyChanges when = ApplyChanges.values()[random.nextInt(2)];
                PeerConfig left = variants().get(random.nextInt(variants().size()));
                PeerConfig right = templates().get(random.nextInt(templates().size()));
                List<Runnable> actions = new ArrayList<>();
                actions.add(() -> duo.left.reconfigure(when, left));
                actions.add(() -> duo.left.reconfigure(when, left));
                actions.add(() -> duo.left.reconfigure(when));
                actions.add(() -> duo.right.reconfigure(when, right));
                actions.add(() -> duo.right.reconfigure(when, right));
                actions.add(duo.left::rekeyChild);
                actions.add(duo.right::rekeyChild);
                actions.add(duo.left::rekeyIke);
                actions.add(duo.right::rekeyIke);
                actions.add(duo.right::terminateChild);
                Runnable action = actions.get(random.nextInt(actions.size()));
                // Half of them in bursts, so that they meet.
                int at = random.nextInt(MILLIS);
                world.after(random.nextBoolean() ? at : at / 10_000 * 10_000L + random.nextInt(400), action);
            }
            world.runFor(MILLIS);
            boolean trap = random.nextBoolean();
            ChildBuilder child = trap ? Duo.leftChild().trap() : Duo.leftChild();
            duo.right.reconfigure(
                    ApplyChanges.NOW, Duo.rightConfig(Duo.rightChild()).build());
            duo.left.reconfigure(ApplyChanges.NOW, Duo.leftConfig(child).build());
            world.settle(120_000, 60_000);
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }
}
