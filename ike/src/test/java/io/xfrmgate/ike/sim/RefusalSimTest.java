package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.v2.Explanation;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What does not fit is refused with an explanation on both sides, and what is no message harms nothing. */
final class RefusalSimTest {
    private static final int SEEDS = 60;

    private static void refused(
            TestInfo test, PeerConfig left, PeerConfig right, FailureReason onLeft, FailureReason onRight) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.of(world, left, right);
            if (world.seed().value() > SEEDS / 2) {
                world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.1)));
            }
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.settle(90_000, 60_000);
            assertThat(duo.left.installed()).isEmpty();
            assertThat(duo.right.installed()).isEmpty();
            assertThat(duo.left.plane().states()).isEmpty();
            assertThat(duo.right.plane().states()).isEmpty();
            assertThat(duo.left.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .contains(onLeft);
            assertThat(duo.right.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .contains(onRight);
            duo.left.notices(Notice.Failed.class).forEach(failed -> isExplained(failed, true));
            duo.right.notices(Notice.Failed.class).forEach(failed -> isExplained(failed, false));
        });
    }

    /** As a value too, from whichever side: who refuses compares, who is refused tells what it offered. */
    private static void isExplained(Notice.Failed failed, boolean refusedByPeer) {
        assertThat(failed.detail()).isNotBlank();
        switch (failed.reason()) {
            case NO_PROPOSAL_CHOSEN, TS_UNACCEPTABLE -> {
                if (refusedByPeer) {
                    assertThat(failed.explanation())
                            .isInstanceOfSatisfying(
                                    Explanation.PeerRefused.class,
                                    refused -> assertThat(refused.proposals()).isNotEmpty());
                } else if (failed.reason() == FailureReason.NO_PROPOSAL_CHOSEN) {
                    assertThat(failed.explanation())
                            .isInstanceOfSatisfying(
                                    Explanation.Proposals.class,
                                    proposals -> assertThat(
                                                    proposals.comparison().closest())
                                            .isPresent());
                } else {
                    assertThat(failed.explanation())
                            .isInstanceOfSatisfying(
                                    Explanation.Selectors.class,
                                    selectors -> assertThat(selectors.allowed()).isNotEqualTo(selectors.offered()));
                }
            }
            case IDENTITY_REFUSED ->
                assertThat(failed.explanation())
                        .isInstanceOfSatisfying(
                                Explanation.Identity.class,
                                identity -> assertThat(identity.expected()).isNotEmpty());
            default -> {}
        }
    }

    @Test
    void anotherSecret(TestInfo test) {
        refused(
                test,
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.rightConfig(Duo.rightChild())
                        .secrets(PeerBuilder.secret("another"))
                        .build(),
                FailureReason.AUTHENTICATION_FAILED,
                FailureReason.AUTHENTICATION_FAILED);
    }

    @Test
    void anIdentityThatIsNotExpected(TestInfo test) {
        refused(
                test,
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.rightConfig(Duo.rightChild())
                        .ids(Identification.fqdn("right.example"), Identification.fqdn("left.example"))
                        .build(),
                FailureReason.AUTHENTICATION_FAILED,
                FailureReason.IDENTITY_REFUSED);
    }

    @Test
    void noCommonIkeProposal(TestInfo test) {
        refused(
                test,
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.rightConfig(Duo.rightChild())
                        .proposals(new Proposal(
                                1,
                                SecurityProtocol.IKE,
                                0,
                                List.of(
                                        Transform.encr(EncryptionAlgorithm.AES_CBC, 256),
                                        Transform.prf(PrfAlgorithm.HMAC_SHA2_384),
                                        Transform.integ(IntegrityAlgorithm.HMAC_SHA2_384_192),
                                        Transform.ke(KeyExchangeGroup.CURVE25519))))
                        .build(),
                FailureReason.NO_PROPOSAL_CHOSEN,
                FailureReason.NO_PROPOSAL_CHOSEN);
    }

    @Test
    void noCommonEspProposal(TestInfo test) {
        refused(
                test,
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.rightConfig(Duo.rightChild()
                                .proposals(new Proposal(
                                        1,
                                        SecurityProtocol.ESP,
                                        0,
                                        List.of(
                                                Transform.encr(EncryptionAlgorithm.AES_CBC, 256),
                                                Transform.integ(IntegrityAlgorithm.HMAC_SHA1_96),
                                                Transform.esn(false)))))
                        .build(),
                FailureReason.NO_PROPOSAL_CHOSEN,
                FailureReason.NO_PROPOSAL_CHOSEN);
    }

    @Test
    void selectorsThatDoNotMeet(TestInfo test) {
        refused(
                test,
                Duo.leftConfig(Duo.leftChild()).build(),
                Duo.rightConfig(new ChildBuilder(Duo.CHILD).networks("10.7.0.0/16", "10.8.0.0/16"))
                        .build(),
                FailureReason.TS_UNACCEPTABLE,
                FailureReason.TS_UNACCEPTABLE);
    }

    @Test
    void transportModeWhereATunnelIsConfigured(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 3, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    Duo.rightConfig(Duo.rightChild().mode(IpsecMode.TRANSPORT)).build());
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.settle(90_000, 60_000);
            assertThat(duo.left.installed().size())
                    .isEqualTo(duo.right.installed().size());
            duo.left
                    .installed()
                    .forEach(c -> assertThat(c.ref().mode())
                            .isEqualTo(duo.right.installed().getFirst().ref().mode()));
        });
    }

    @Test
    void nobodyThere(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 3, world -> {
            Duo duo = Duo.plain(world);
            duo.right.crash();
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.await(
                    "the caller gives up",
                    () -> duo.left.snapshot().isEmpty()
                            && !duo.left.notices(Notice.Failed.class).isEmpty(),
                    60_000);
            assertThat(duo.left.notices(Notice.Failed.class))
                    .singleElement()
                    .satisfies(failed ->
                            assertThat(failed.reason()).isIn(FailureReason.TIMEOUT, FailureReason.SETUP_TIMEOUT));
        });
    }

    @Test
    void garbageBesideRealTraffic(TestInfo test) {
        SeedRunner.of(test).run(SEEDS * 4, world -> {
            Mutilator mutilator = new Mutilator(world, 0.5);
            Duo duo = Duo.plain(world).connect().keepUp();
            mutilator.start();
            SplittableRandom random = world.random("story");
            for (int i = 0; i < 6; i++) {
                world.after(random.nextInt(3_000), duo.left::rekeyChild);
                world.after(random.nextInt(3_000), duo.right::rekeyIke);
                world.runFor(5_000);
            }
            mutilator.stop();
            assertThat(mutilator.sent()).isPositive();
            assertThat(duo.left.notices(Notice.IkeEstablished.class))
                    .as("garbage ends no IKE SA")
                    .hasSize(1);
            duo.settleToOne();
            duo.demandTraffic();
        });
    }

    @Test
    void garbageDuringSetUp(TestInfo test) {
        SeedRunner.of(test).run(SEEDS * 4, world -> {
            Duo duo = Duo.plain(world).keepUp();
            Mutilator mutilator = new Mutilator(world, 1.0);
            mutilator.start();
            SplittableRandom random = world.random("noise");
            for (int i = 0; i < 200; i++) {
                world.after(random.nextInt(3_000), () -> {
                    byte[] noise = new byte[random.nextInt(200)];
                    random.nextBytes(noise);
                    world.inject(
                            new UdpEndpoint(Duo.LEFT, UdpEndpoint.IKE_PORT),
                            new UdpEndpoint(Duo.RIGHT, random.nextBoolean() ? 500 : 4500),
                            noise);
                });
            }
            world.await("both have the Child SA", duo::isUp, 120_000);
            mutilator.stop();
            duo.settleToOne();
            duo.demandTraffic();
        });
    }
}
