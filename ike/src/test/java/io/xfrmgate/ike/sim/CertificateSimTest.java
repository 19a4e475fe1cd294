package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.PeerCertificate;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates in IKE_AUTH, by both sides, with real keys and a PKI port that takes its time. */
class CertificateSimTest {
    private static final SimAuthority ROOT = SimAuthority.root("root", KeyKind.ECDSA_P256);
    private static final SimAuthority STRANGER = SimAuthority.root("stranger", KeyKind.ECDSA_P256);
    private static final String LEFT_NAME = "left.example";
    private static final String RIGHT_NAME = "right.example";
    private static final SimAuthority.Issued LEFT = ROOT.issue(LEFT_NAME, KeyKind.ECDSA_P256);
    private static final SimAuthority.Issued RIGHT = ROOT.issue(RIGHT_NAME, KeyKind.ECDSA_P256);
    private static final SimAuthority.Issued LEFT_RSA = ROOT.issue(LEFT_NAME, KeyKind.RSA);
    private static final SimAuthority.Issued RIGHT_RSA = ROOT.issue(RIGHT_NAME, KeyKind.RSA);

    private static PeerBuilder left(UnaryOperator<PeerBuilder> change) {
        return change.apply(
                Duo.leftConfig(Duo.leftChild()).ids(Identification.fqdn(LEFT_NAME), Identification.fqdn(RIGHT_NAME)));
    }

    private static PeerBuilder right(UnaryOperator<PeerBuilder> change) {
        return change.apply(Duo.rightConfig(Duo.rightChild()).ids(Identification.fqdn(RIGHT_NAME)));
    }

    private static Duo duo(SimWorld world, UnaryOperator<PeerBuilder> left, UnaryOperator<PeerBuilder> right) {
        return Duo.of(world, left(left).build(), right(right).build());
    }

    private static Duo duo(SimWorld world, Credential left, Credential right) {
        return duo(world, left, right, SimPki.trust(ROOT));
    }

    private static Duo duo(SimWorld world, Credential left, Credential right, TrustPolicy policy) {
        return duo(
                world, p -> p.proves(left).trusts(policy), p -> p.proves(right).trusts(policy));
    }

    /** Answers at once, soon, or after some seconds. */
    private static Duo slow(SimWorld world, Duo duo) {
        for (SimGateway gateway : List.of(duo.left, duo.right)) {
            SplittableRandom delays = world.random("pki " + gateway);
            gateway.pki().delay(() -> switch (delays.nextInt(3)) {
                case 0 -> 0;
                case 1 -> delays.nextInt(300);
                default -> delays.nextInt(4_000);
            });
        }
        return duo;
    }

    private static void standsAndEnds(Duo duo) {
        duo.connect();
        duo.settleToOne();
        duo.demandTraffic();
        duo.close();
    }

    private static List<SignatureScheme> schemes(SimGateway gateway) {
        return gateway.pki().requests().stream()
                .filter(PkiRequest.Sign.class::isInstance)
                .map(r -> ((PkiRequest.Sign) r).scheme())
                .toList();
    }

    private static List<Payload.Cert> seen(SimGateway gateway) {
        return gateway.pki().requests().stream()
                .filter(PkiRequest.ValidatePeer.class::isInstance)
                .flatMap(r -> ((PkiRequest.ValidatePeer) r).certificates().stream())
                .toList();
    }

    // ---- what works ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void everyKindOfKey(KeyKind kind, TestInfo test) {
        Credential left = SimPki.credential(ROOT.issue(LEFT_NAME, kind));
        Credential right = SimPki.credential(ROOT.issue(RIGHT_NAME, kind));
        SeedRunner.of(test).run(6, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            Duo duo = slow(world, duo(world, left, right));
            standsAndEnds(duo);
            assertThat(schemes(duo.left)).containsOnly(left.schemes().getFirst());
            assertThat(schemes(duo.right)).containsOnly(right.schemes().getFirst());
        });
    }

    @Test
    void thePeersCertificateIsKnownAfterRekeysToo(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.connect();
            assertThat(subjects(duo.left)).containsExactly("CN=" + RIGHT_NAME + ",O=Simulator");
            assertThat(subjects(duo.right)).containsExactly("CN=" + LEFT_NAME + ",O=Simulator");
            long old = duo.left.established().getFirst().ikeSa().localSpi();
            assertThat(duo.left.rekeyIke()).isTrue();
            world.await(
                    "another IKE SA alone",
                    () -> duo.left.snapshot().size() == 1
                            && duo.left.established().size() == 1
                            && duo.left.established().getFirst().ikeSa().localSpi() != old
                            && duo.right.snapshot().size() == 1,
                    60_000);
            assertThat(subjects(duo.left)).containsExactly("CN=" + RIGHT_NAME + ",O=Simulator");
            assertThat(subjects(duo.right)).containsExactly("CN=" + LEFT_NAME + ",O=Simulator");
        });
    }

    private static List<String> subjects(SimGateway gateway) {
        return gateway.established().stream()
                .flatMap(sa -> sa.certificate().stream())
                .map(PeerCertificate::subject)
                .toList();
    }

    @Test
    void pss(TestInfo test) {
        List<SignatureScheme> schemes = SignatureScheme.preferred(KeyKind.RSA, true, false);
        SeedRunner.of(test).run(6, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT_RSA, schemes), SimPki.credential(RIGHT_RSA, schemes));
            standsAndEnds(duo);
            assertThat(schemes(duo.left)).containsOnly(SignatureScheme.RSA_PSS_SHA256);
        });
    }

    @Test
    void aSecretHereAndACertificateThere(TestInfo test) {
        SeedRunner.of(test).run(30, world -> {
            Credential left = SimPki.credential(LEFT);
            Credential right = SimPki.credential(RIGHT);
            boolean leftSigns = world.random("who").nextBoolean();
            Duo duo = leftSigns
                    ? duo(world, p -> p.proves(left), p -> p.trusts(SimPki.trust(ROOT)))
                    : duo(world, p -> p.trusts(SimPki.trust(ROOT)), p -> p.proves(right));
            standsAndEnds(slow(world, duo));
            assertThat(schemes(duo.left)).hasSize(leftSigns ? 1 : 0);
            assertThat(schemes(duo.right)).hasSize(leftSigns ? 0 : 1);
        });
    }

    @Test
    void aTemplateForSecretsBesideOneForCertificates(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            PeerBuilder secrets = Duo.rightConfig(Duo.rightChild()).ids(Identification.fqdn(RIGHT_NAME));
            PeerBuilder certificates = new PeerBuilder("certificates")
                    .child(Duo.rightChild().build())
                    .ids(Identification.fqdn(RIGHT_NAME))
                    .proves(SimPki.credential(RIGHT))
                    .trusts(SimPki.trust(ROOT));
            SimGateway right = world.gateway("right", Duo.RIGHT, secrets.build(), certificates.build());
            SimGateway left = world.gateway(
                    "left",
                    Duo.LEFT,
                    left(p -> p.proves(SimPki.credential(LEFT)).trusts(SimPki.trust(ROOT)))
                            .build());
            world.startAll();
            left.initiate(Duo.MAP, Duo.CHILD);
            world.await(
                    "both stand",
                    () -> left.installed().size() == 1 && right.installed().size() == 1,
                    60_000);
            assertThat(right.established().getFirst().ikeSa().config()).isEqualTo("certificates");
        });
    }

    @Test
    void aChainOfFourCertificatesInFragments(TestInfo test) {
        SimAuthority lowest = ROOT.intermediate("first", KeyKind.RSA)
                .intermediate("second", KeyKind.RSA)
                .intermediate("third", KeyKind.RSA);
        Credential left = SimPki.credential(lowest.issue(LEFT_NAME, KeyKind.RSA));
        Credential right = SimPki.credential(lowest.issue(RIGHT_NAME, KeyKind.RSA));
        assertThat(left.chain()).hasSize(4);
        SeedRunner.of(test).demanding(Counter.FRAGMENTED_MESSAGES_SENT).run(10, world -> {
            world.network().conditions(Conditions.bad(0.1));
            FragmentationPolicy small = new FragmentationPolicy(true, 548);
            TrustPolicy policy = SimPki.trust(ROOT);
            Duo duo = duo(
                    world,
                    p -> p.proves(left).trusts(policy).fragmentation(small),
                    p -> p.proves(right).trusts(policy).fragmentation(small));
            standsAndEnds(slow(world, duo));
            assertThat(seen(duo.right)).hasSizeGreaterThanOrEqualTo(4);
        });
    }

    @Test
    void aCertificateToBeFetched(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            TrustPolicy policy = SimPki.trust(false, true, ROOT);
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT), policy);
            duo.left.pki().publish("http://pki.example/" + RIGHT_NAME, RIGHT.certificate());
            duo.right.pki().publish("http://pki.example/" + LEFT_NAME, LEFT.certificate());
            standsAndEnds(duo);
            assertThat(seen(duo.left)).extracting(Payload.Cert::encoding).containsOnly(Payload.Cert.HASH_AND_URL);
            assertThat(seen(duo.right)).extracting(Payload.Cert::encoding).containsOnly(Payload.Cert.HASH_AND_URL);
        });
    }

    @Test
    void aPeerThatDoesNotFetchIsSentTheCertificate(TestInfo test) {
        SeedRunner.of(test).run(3, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            standsAndEnds(duo);
            assertThat(seen(duo.left)).extracting(Payload.Cert::encoding).containsOnly(Payload.Cert.X509_SIGNATURE);
        });
    }

    // ---- what is refused -------------------------------------------------------------------------------------------

    private static Notice.Failed failure(SimGateway gateway, FailureReason reason) {
        return gateway.notices(Notice.Failed.class).stream()
                .filter(f -> f.reason() == reason)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError("no " + reason + " among " + gateway.notices(Notice.Failed.class)));
    }

    /** The left one calls; the right one refuses for {@code reason}, and nothing stays on either side. */
    private static String rightRefuses(SimWorld world, Duo duo, FailureReason reason) {
        slow(world, duo).left.initiate(Duo.MAP, Duo.CHILD);
        world.await(
                "the right one refuses",
                () -> !duo.right.notices(Notice.Failed.class).isEmpty(),
                60_000);
        String detail = failure(duo.right, reason).detail();
        world.await(
                "the left one hears of it",
                () -> !duo.left.notices(Notice.Failed.class).isEmpty(),
                60_000);
        failure(duo.left, FailureReason.AUTHENTICATION_FAILED);
        nothingStays(world, duo);
        return detail;
    }

    /** The left one calls, and refuses the answer for {@code reason}; nothing stays on either side. */
    private static String leftRefuses(SimWorld world, Duo duo, FailureReason reason) {
        slow(world, duo).left.initiate(Duo.MAP, Duo.CHILD);
        world.await(
                "the left one refuses",
                () -> !duo.left.notices(Notice.Failed.class).isEmpty(),
                60_000);
        String detail = failure(duo.left, reason).detail();
        nothingStays(world, duo);
        return detail;
    }

    private static void nothingStays(SimWorld world, Duo duo) {
        duo.left.shutdown();
        world.settle(20_000, 60_000);
        assertThat(duo.left.installed()).isEmpty();
        assertThat(duo.right.installed()).isEmpty();
        assertThat(duo.right.established()).isEmpty();
        duo.close();
    }

    @Test
    void hashesThatDoNotMeet(TestInfo test) {
        List<SignatureScheme> old = List.of(SignatureScheme.RSA_PKCS1_SHA1);
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT_RSA, old), SimPki.credential(RIGHT_RSA));
            assertThat(leftRefuses(world, duo, FailureReason.NO_SIGNATURE_SCHEME))
                    .contains("SHA2_256")
                    .contains("RSA_PKCS1_SHA1");
        });
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT_RSA), SimPki.credential(RIGHT_RSA, old));
            rightRefuses(world, duo, FailureReason.NO_SIGNATURE_SCHEME);
        });
    }

    @Test
    void sha1WhereItIsAllowed(TestInfo test) {
        List<SignatureScheme> old = List.of(SignatureScheme.RSA_PKCS1_SHA1);
        SeedRunner.of(test).run(3, world -> {
            Duo duo = duo(
                    world,
                    SimPki.credential(LEFT_RSA, old),
                    SimPki.credential(RIGHT_RSA, old),
                    SimPki.trust(true, false, ROOT));
            standsAndEnds(duo);
        });
    }

    @Test
    void aSignatureByAnotherKey(TestInfo test) {
        SimAuthority.Issued other = STRANGER.issue("other.example", KeyKind.ECDSA_P256);
        Credential forged =
                SimPki.credential(new SimAuthority.Issued(LEFT_NAME, KeyKind.ECDSA_P256, other.pair(), LEFT.chain()));
        SeedRunner.of(test).run(10, world -> {
            String detail = rightRefuses(
                    world, duo(world, forged, SimPki.credential(RIGHT)), FailureReason.AUTHENTICATION_FAILED);
            assertThat(detail).contains("not made with the key of").contains("CN=left.example");
        });
        Credential forgedRight =
                SimPki.credential(new SimAuthority.Issued(RIGHT_NAME, KeyKind.ECDSA_P256, other.pair(), RIGHT.chain()));
        SeedRunner.of(test)
                .run(
                        10,
                        world -> leftRefuses(
                                world,
                                duo(world, SimPki.credential(LEFT), forgedRight),
                                FailureReason.AUTHENTICATION_FAILED));
    }

    @Test
    void anAuthorityThatIsNotTrusted(TestInfo test) {
        Credential strange = SimPki.credential(STRANGER.issue(LEFT_NAME, KeyKind.ECDSA_P256));
        SeedRunner.of(test).run(10, world -> {
            Duo duo = duo(world, strange, SimPki.credential(RIGHT));
            assertThat(rightRefuses(world, duo, FailureReason.CERTIFICATE_UNTRUSTED))
                    .contains("CN=left.example");
            assertThat(failure(duo.left, FailureReason.AUTHENTICATION_FAILED).detail())
                    .contains("certificate left.example");
        });
        Credential strangeRight = SimPki.credential(STRANGER.issue(RIGHT_NAME, KeyKind.ECDSA_P256));
        SeedRunner.of(test)
                .run(
                        10,
                        world -> leftRefuses(
                                world,
                                duo(world, SimPki.credential(LEFT), strangeRight),
                                FailureReason.CERTIFICATE_UNTRUSTED));
    }

    @Test
    void aRevokedCertificate(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.right.pki().revoke(LEFT.certificate());
            rightRefuses(world, duo, FailureReason.CERTIFICATE_REVOKED);
        });
        SeedRunner.of(test).run(10, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.left.pki().revoke(RIGHT.certificate());
            leftRefuses(world, duo, FailureReason.CERTIFICATE_REVOKED);
        });
    }

    @Test
    void aCertificateOfSomebodyElse(TestInfo test) {
        Credential other = SimPki.credential(ROOT.issue("other.example", KeyKind.ECDSA_P256));
        SeedRunner.of(test).run(10, world -> {
            Duo duo = duo(world, other, SimPki.credential(RIGHT));
            assertThat(rightRefuses(world, duo, FailureReason.CERTIFICATE_IDENTITY))
                    .contains(LEFT_NAME);
        });
    }

    @Test
    void aCertificateThatIsNotThereToBeFetched(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            TrustPolicy policy = SimPki.trust(false, true, ROOT);
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT), policy);
            duo.left.pki().publish("http://pki.example/" + RIGHT_NAME, RIGHT.certificate());
            rightRefuses(world, duo, FailureReason.CERTIFICATE_NOT_FETCHED);
        });
    }

    @Test
    void aKeyThatIsLost(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.right.pki().loseKey();
            rightRefuses(world, duo, FailureReason.SIGNING_FAILED);
        });
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.left.pki().loseKey();
            leftRefuses(world, duo, FailureReason.SIGNING_FAILED);
        });
    }

    @Test
    void aSecretWhereACertificateIsWanted(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(
                    world,
                    p -> p.trusts(SimPki.trust(ROOT)),
                    p -> p.proves(SimPki.credential(RIGHT)).trusts(SimPki.trust(ROOT)));
            assertThat(rightRefuses(world, duo, FailureReason.AUTHENTICATION_FAILED))
                    .contains("method 2");
        });
        SeedRunner.of(test).run(5, world -> {
            // The right one announces no hashes, having nothing to do with signatures: hence the classic method.
            Duo duo = duo(world, p -> p.proves(SimPki.credential(LEFT)), p -> p);
            assertThat(rightRefuses(world, duo, FailureReason.AUTHENTICATION_FAILED))
                    .contains("method 9");
        });
    }

    // ---- while the port works --------------------------------------------------------------------------------------

    @Test
    void repeatedRequestsWhileThePortWorks(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.RETRANSMITS_RECEIVED).run(40, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.3)));
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            SplittableRandom delays = world.random("delays");
            duo.right.pki().delay(() -> 1_000 + delays.nextInt(4_000));
            duo.left.pki().delay(() -> delays.nextInt(3_000));
            duo.keepUp();
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void thePortIsSlowerThanTheSetUpTime(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.PKI_ANSWERS_LATE).run(20, world -> {
            boolean leftWaits = world.random("who").nextBoolean();
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            SimGateway waiting = leftWaits ? duo.left : duo.right;
            waiting.pki().delay(() -> 35_000);
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(50_000);
            assertThat(failure(waiting, FailureReason.SETUP_TIMEOUT).detail()).contains("still waiting for");
            nothingStays(world, duo);
        });
    }

    @Test
    void theOperatorEndsWhatWaits(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.PKI_ANSWERS_LATE).run(60, world -> {
            Duo duo = duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT));
            duo.left.pki().delay(() -> 900);
            duo.right.pki().delay(() -> 900);
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            SplittableRandom random = world.random("when");
            world.runFor(random.nextInt(4_000));
            SimGateway who = random.nextBoolean() ? duo.left : duo.right;
            if (random.nextBoolean()) {
                who.snapshot()
                        .forEach(s -> who.endpoint()
                                .terminate(world.clock().millis(), s.ikeSa().localSpi(), CloseReason.LOCAL, who));
            } else {
                who.restart(true);
            }
            world.settle(120_000, 60_000);
            duo.close();
        });
    }

    @Test
    void chaos(TestInfo test) {
        SeedRunner.of(test)
                .demanding(Counter.PKI_REQUESTS)
                .run(
                        40,
                        new Chaos(world -> slow(world, duo(world, SimPki.credential(LEFT), SimPki.credential(RIGHT)))));
    }
}
