package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pool.AddressInterval;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EAP in IKE_AUTH (RFC 7296 section 2.16): the left one is the client, and the right one asks a server that takes its time. */
class EapSimTest {
    private static final SimAuthority ROOT = SimAuthority.root("root", KeyKind.ECDSA_P256);
    private static final SimAuthority.Issued GATEWAY = ROOT.issue("right.example", KeyKind.ECDSA_P256);
    private static final Identification RIGHT_ID = Identification.fqdn("right.example");
    private static final String USER = "alice@example.org";
    private static final String PASSWORD = "correct horse";

    private static PeerBuilder left(UnaryOperator<PeerBuilder> change) {
        return change.apply(Duo.leftConfig(Duo.leftChild())
                .ids(Identification.rfc822(USER), RIGHT_ID)
                .trusts(SimPki.trust(ROOT))
                .eapClient(USER, PASSWORD));
    }

    private static PeerBuilder right(UnaryOperator<PeerBuilder> change) {
        return change.apply(Duo.rightConfig(Duo.rightChild())
                .ids(RIGHT_ID)
                .proves(SimPki.credential(GATEWAY))
                .eap(SimEap.policy()));
    }

    private static Duo duo(SimWorld world, UnaryOperator<PeerBuilder> left, UnaryOperator<PeerBuilder> right) {
        Duo duo = Duo.of(world, left(left).build(), right(right).build());
        duo.right.eap().user(USER, PASSWORD);
        return duo;
    }

    private static Duo duo(SimWorld world) {
        return duo(world, p -> p, p -> p);
    }

    /** All ports answer at once, soon, or after some seconds. */
    private static Duo slow(SimWorld world, Duo duo) {
        SplittableRandom delays = world.random("ports");
        duo.right.eap().delay(() -> delay(delays));
        duo.right.pki().delay(() -> delay(delays));
        duo.left.pki().delay(() -> delay(delays));
        return duo;
    }

    private static long delay(SplittableRandom delays) {
        return switch (delays.nextInt(3)) {
            case 0 -> 0;
            case 1 -> delays.nextInt(300);
            default -> delays.nextInt(2_000);
        };
    }

    private static void standsAndEnds(Duo duo) {
        duo.connect();
        duo.settleToOne();
        duo.demandTraffic();
        duo.close();
    }

    private static Notice.EapAccepted accepted(Duo duo) {
        return duo.right.notices(Notice.EapAccepted.class).getFirst();
    }

    // ---- what works ------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(SimEap.Method.class)
    void everyMethod(SimEap.Method method, TestInfo test) {
        SeedRunner.of(test).run(40, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.3)));
            boolean secret = world.random("who").nextBoolean();
            Duo duo = secret ? duo(world, p -> p.trustsSecret(), p -> p.provesSecret()) : duo(world, p -> p, p -> p);
            duo.right.eap().method(method);
            slow(world, duo).keepUp();
            duo.settleToOne();
            duo.demandTraffic();
            assertThat(accepted(duo).keyed()).isEqualTo(method == SimEap.Method.MSCHAPV2);
            assertThat(accepted(duo).identity()).isEqualTo(USER);
            assertThat(duo.right.endpoint().halfOpen()).isZero();
            duo.close();
        });
    }

    @Test
    void theGatewayAsksForTheIdentity(TestInfo test) {
        EapPolicy asking = new EapPolicy("simulated", true, false, new SimEap.Rules());
        SeedRunner.of(test).run(20, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            Duo duo = slow(
                    world,
                    duo(world, p -> p.ids(Identification.keyId(new byte[] {1, 2, 3}), RIGHT_ID), p -> p.eap(asking)));
            duo.connect();
            // By EAP the peer is its EAP identity, whatever IDi says.
            assertThat(duo.right.established().getFirst().ikeSa().peer()).contains(USER);
            assertThat(accepted(duo).claimed()).isEqualTo("key-id:010203");
            assertThat(new String(duo.right.eap().requests().getFirst().eapIdentity(), StandardCharsets.UTF_8))
                    .isEqualTo(USER);
            standsAndEnds(duo);
        });
    }

    @Test
    void eapAlone(TestInfo test) {
        EapPolicy allowed = new EapPolicy("simulated", false, true, new SimEap.Rules());
        SeedRunner.of(test).run(20, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.2)));
            Duo duo = slow(world, duo(world, PeerBuilder::eapMutual, p -> p.eap(allowed)));
            standsAndEnds(duo);
            assertThat(duo.right.pki().requests()).isEmpty();
        });
        SeedRunner.of(test).run(5, world -> {
            // Where the gateway does not allow it, it proves itself all the same; a client that can not judge that is
            // content.
            Duo duo = duo(world, PeerBuilder::eapMutual, p -> p);
            standsAndEnds(duo);
            assertThat(duo.right.pki().requests()).hasSize(1);
        });
    }

    @Test
    void eapAloneWithAMethodThatMakesNoKey(TestInfo test) {
        EapPolicy allowed = new EapPolicy("simulated", false, true, new SimEap.Rules());
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, PeerBuilder::eapMutual, p -> p.eap(allowed));
            duo.right.eap().method(SimEap.Method.MD5);
            assertThat(refused(world, duo, FailureReason.EAP_REJECTED, FailureReason.EAP_REJECTED))
                    .contains("makes no key");
        });
    }

    @Test
    void aTemplateForSecretsBesideOneForEap(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            PeerBuilder secrets = Duo.rightConfig(Duo.rightChild()).ids(RIGHT_ID);
            PeerBuilder eap = new PeerBuilder("eap")
                    .child(Duo.rightChild().build())
                    .ids(RIGHT_ID)
                    .proves(SimPki.credential(GATEWAY))
                    .eap(SimEap.policy());
            boolean first = world.random("order").nextBoolean();
            SimGateway right = first
                    ? world.gateway("right", Duo.RIGHT, secrets.build(), eap.build())
                    : world.gateway("right", Duo.RIGHT, eap.build(), secrets.build());
            right.eap().user(USER, PASSWORD);
            SimGateway left = world.gateway("left", Duo.LEFT, left(p -> p).build());
            IpAddress other = IpAddress.parse("192.0.2.9");
            SimGateway plain = world.gateway(
                    "plain",
                    other,
                    Duo.leftConfig(Duo.leftChild())
                            .local(other)
                            .ids(Identification.fqdn("p"), RIGHT_ID)
                            .build());
            world.startAll();
            left.initiate(Duo.MAP, Duo.CHILD);
            plain.initiate(Duo.MAP, Duo.CHILD);
            world.await(
                    "both are up",
                    () -> left.installed().size() == 1 && plain.installed().size() == 1,
                    30_000);
            assertThat(right.established())
                    .extracting(s -> s.ikeSa().config())
                    .containsExactlyInAnyOrder("eap", Duo.TEMPLATE);
        });
    }

    // ---- what the server grants ------------------------------------------------------------------------------------

    @Test
    void aSessionEndsWhetherRekeyedOrNot(TestInfo test) {
        SeedRunner.of(test).run(10, world -> {
            Duo duo = duo(
                    world,
                    p -> p.lifetime(new IkeLifetime(0, true, 90, 5)),
                    p -> p.lifetime(new IkeLifetime(60, true, 90, 5)));
            duo.right.eap().grants(g -> new EapGrant(g.msk(), Optional.empty(), 200, List.of(), List.of()));
            duo.connect();
            world.runFor(150_000);
            assertThat(duo.right.notices(Notice.IkeRekeyed.class)).isNotEmpty();
            assertThat(duo.isUp()).isTrue();
            world.runFor(80_000);
            assertThat(duo.right.notices(Notice.IkeClosed.class)).anyMatch(c -> c.reason() == CloseReason.EXPIRED);
            assertThat(duo.right.notices(Notice.EapAccepted.class)).hasSizeGreaterThan(1);
            duo.close();
        });
    }

    private static PoolDefinition pool(String name, String first, String last) {
        return new PoolDefinition(
                name,
                "",
                List.of(new AddressInterval(IpAddress.parse(first), IpAddress.parse(last))),
                Map.of(),
                false,
                List.of(),
                0);
    }

    /** A client that asks for an address, and what it got. */
    private static Optional<IpAddress> addressOf(SimWorld world, EapGrant grant) {
        PeerBuilder template = new PeerBuilder(Duo.TEMPLATE)
                .ids(RIGHT_ID)
                .proves(SimPki.credential(GATEWAY))
                .eap(SimEap.policy())
                .configuration(new ConfigurationRole.Server(List.of("a"), List.of(), List.of()))
                .child(new ChildBuilder(Duo.CHILD)
                        .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .dynamic()
                        .build());
        SimGateway right = world.gatewayWithPools(
                "right",
                Duo.RIGHT,
                List.of(pool("a", "10.64.0.1", "10.64.0.9"), pool("b", "10.65.0.1", "10.65.0.9")),
                template.build());
        right.eap()
                .user(USER, PASSWORD)
                .grants(g -> new EapGrant(g.msk(), Optional.empty(), 0, grant.addresses(), grant.pools()));
        ChildBuilder mobile = new ChildBuilder(Duo.CHILD)
                .remote(ChildBuilder.network(Duo.RIGHT_NETWORK))
                .dynamic();
        SimGateway left = world.gateway(
                "left",
                Duo.LEFT,
                new PeerBuilder(Duo.MAP)
                        .local(Duo.LEFT)
                        .remote(Duo.RIGHT)
                        .ids(Identification.rfc822(USER), RIGHT_ID)
                        .trusts(SimPki.trust(ROOT))
                        .eapClient(USER, PASSWORD)
                        .configuration(new ConfigurationRole.Client(1, 0, List.of()))
                        .child(mobile.build())
                        .build());
        world.startAll();
        left.initiate(Duo.MAP, Duo.CHILD);
        world.await(
                "the left one is up or refused",
                () -> left.installed().size() == 1
                        || !left.notices(Notice.Failed.class).isEmpty(),
                30_000);
        return left.installed().isEmpty()
                ? Optional.empty()
                : left.established().getFirst().addresses().stream().findFirst();
    }

    @Test
    void addressesAndPoolsThatTheServerNames(TestInfo test) {
        IpAddress wanted = IpAddress.parse("10.64.0.7");
        EapGrant address = new EapGrant(Optional.empty(), Optional.empty(), 0, List.of(wanted), List.of());
        EapGrant other = new EapGrant(Optional.empty(), Optional.empty(), 0, List.of(), List.of("b"));
        EapGrant nowhere =
                new EapGrant(Optional.empty(), Optional.empty(), 0, List.of(IpAddress.parse("10.99.0.1")), List.of());
        SeedRunner.of(test)
                .run(3, world -> assertThat(addressOf(world, address)).contains(wanted));
        SeedRunner.of(test)
                .run(
                        3,
                        world -> assertThat(
                                        addressOf(world, other).orElseThrow().toString())
                                .startsWith("10.65.0."));
        SeedRunner.of(test)
                .run(3, world -> assertThat(addressOf(world, nowhere)).isEmpty());
    }

    /** Whoever has a password must not end the tunnel of another by claiming to be that one in IDi. */
    @Test
    void nobodyTakesAnothersPlace(TestInfo test) {
        PeerPolicy unique = new PeerPolicy(PeerPolicy.OverloadAction.TERMINATE, true, 0, false, true);
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(
                    world,
                    p -> p,
                    p -> p.policy(unique).eap(new EapPolicy("simulated", true, false, new SimEap.Rules())));
            duo.right.eap().user("mallory", "hers");
            IpAddress elsewhere = IpAddress.parse("192.0.2.66");
            SimGateway mallory = world.gateway(
                    "mallory",
                    elsewhere,
                    left(p -> p.local(elsewhere).eapClient("mallory", "hers")).build());
            mallory.start();
            duo.connect();
            mallory.initiate(Duo.MAP, Duo.CHILD);
            world.await("mallory is in too", () -> mallory.installed().size() == 1, 30_000);
            assertThat(duo.right.established())
                    .extracting(s -> s.ikeSa().peer().orElseThrow())
                    .containsExactlyInAnyOrder(USER, "key-id:mallory");
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

    /** The left one calls in vain, for these reasons on either side; nothing stays. What the right one says of it. */
    private static String refused(SimWorld world, Duo duo, FailureReason left, FailureReason right) {
        slow(world, duo).left.initiate(Duo.MAP, Duo.CHILD);
        world.await(
                "both have given up",
                () -> !duo.right.notices(Notice.Failed.class).isEmpty()
                        && !duo.left.notices(Notice.Failed.class).isEmpty(),
                60_000);
        failure(duo.left, left);
        String detail = failure(duo.right, right).detail();
        duo.left.shutdown();
        world.settle(20_000, 60_000);
        assertThat(duo.left.installed()).isEmpty();
        assertThat(duo.right.installed()).isEmpty();
        assertThat(duo.right.established()).isEmpty();
        assertThat(duo.right.endpoint().halfOpen()).isZero();
        duo.close();
        return detail;
    }

    @ParameterizedTest
    @EnumSource(SimEap.Method.class)
    void aWrongPassword(SimEap.Method method, TestInfo test) {
        SeedRunner.of(test).demanding(Counter.EAP_REJECTED).run(10, world -> {
            Duo duo = duo(world, p -> p.eapClient(USER, "wrong"), p -> p);
            duo.right.eap().method(method);
            assertThat(refused(world, duo, FailureReason.EAP_REJECTED, FailureReason.EAP_REJECTED))
                    .contains(USER)
                    .contains("wrong password")
                    .doesNotContain("correct horse");
        });
    }

    @Test
    void aServerThatIsDown(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world);
            duo.right.eap().down();
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.EAP_UNAVAILABLE))
                    .contains("simulated")
                    .contains("the server is down");
        });
    }

    @Test
    void aMethodWithoutEnd(TestInfo test) {
        SeedRunner.of(test).run(2, world -> {
            Duo duo = duo(world, p -> p.setupTimeout(600_000), p -> p.setupTimeout(600_000));
            duo.right.eap().endless();
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(300_000);
            assertThat(failure(duo.right, FailureReason.EAP_ROUNDS).detail()).contains("64 rounds");
            failure(duo.left, FailureReason.EAP_REJECTED);
            duo.close();
        });
    }

    @Test
    void anAuthThatIsNotOfTheMethodsKey(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world);
            duo.right.eap().grants(g -> EapGrant.of(Optional.of(new Secret(new byte[64]))));
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.AUTHENTICATION_FAILED))
                    .contains("MSK");
        });
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world);
            duo.right.eap().grants(g -> EapGrant.of(Optional.empty()));
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.AUTHENTICATION_FAILED))
                    .contains("SK_pi");
        });
    }

    /** The client says nothing of its password to a gateway that has not shown who it is. */
    @Test
    void aGatewayThatIsNotBelieved(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world);
            duo.left.pki().revoke(GATEWAY.certificate());
            refused(world, duo, FailureReason.CERTIFICATE_REVOKED, FailureReason.PEER_ERROR);
            assertThat(duo.right.eap().requests()).hasSize(1);
        });
    }

    @Test
    void anIdentityThatIsNotExpected(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = duo(world, p -> p, p -> p.ids(RIGHT_ID, Identification.rfc822("bob@example.org")));
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.IDENTITY_REFUSED))
                    .contains("bob@example.org");
            assertThat(duo.right.eap().requests()).isEmpty();
        });
        SeedRunner.of(test).run(5, world -> {
            // IDi is as expected, the EAP identity is not.
            Duo duo = duo(
                    world,
                    p -> p.eapClient("mallory", "hers"),
                    p -> p.ids(RIGHT_ID, Identification.rfc822(USER))
                            .eap(new EapPolicy("simulated", true, false, new SimEap.Rules())));
            duo.right.eap().user("mallory", "hers");
            refused(world, duo, FailureReason.EAP_REJECTED, FailureReason.IDENTITY_REFUSED);
        });
    }

    /** Two clients have nobody who judges. */
    @Test
    void whoIsCalledDoesNotProveItselfByEap(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    Duo.rightConfig(Duo.rightChild()).eapClient(USER, PASSWORD).build());
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.AUTHENTICATION_FAILED))
                    .contains("only who calls can");
        });
    }

    @Test
    void aSecretWhereEapIsWantedAndTheOtherWayRound(TestInfo test) {
        SeedRunner.of(test).run(5, world -> {
            Duo duo = Duo.of(
                    world,
                    Duo.leftConfig(Duo.leftChild()).build(),
                    right(PeerBuilder::provesSecret).build());
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.AUTHENTICATION_FAILED))
                    .contains("configured is EAP");
        });
        SeedRunner.of(test).run(5, world -> {
            Duo duo = Duo.of(
                    world,
                    left(PeerBuilder::trustsSecret).build(),
                    Duo.rightConfig(Duo.rightChild()).ids(RIGHT_ID).build());
            assertThat(refused(world, duo, FailureReason.AUTHENTICATION_FAILED, FailureReason.AUTHENTICATION_FAILED))
                    .contains("asks for EAP");
        });
    }

    // ---- while the port works --------------------------------------------------------------------------------------

    @Test
    void repeatedRequestsWhileThePortWorks(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.RETRANSMITS_RECEIVED).run(40, world -> {
            world.network().conditions(Conditions.bad(world.random("loss").nextDouble(0.3)));
            Duo duo = duo(world);
            SplittableRandom delays = world.random("delays");
            duo.right.eap().delay(() -> 1_000 + delays.nextInt(3_000));
            duo.keepUp();
            duo.settleToOne();
            duo.demandTraffic();
            // Each round was asked once, however often the peer asked.
            assertThat(duo.right.eap().requests().size())
                    .isEqualTo(duo.right.endpoint().counters().get(Counter.EAP_REQUESTS));
            duo.close();
        });
    }

    @Test
    void thePortIsSlowerThanTheSetUpTime(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.EAP_ANSWERS_LATE).run(5, world -> {
            Duo duo = duo(world);
            duo.right.eap().delay(() -> 35_000);
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(60_000);
            assertThat(failure(duo.right, FailureReason.SETUP_TIMEOUT).detail())
                    .contains("still waiting for the answer to the peer's EAP message");
            duo.left.shutdown();
            world.settle(20_000, 60_000);
            assertThat(duo.right.endpoint().halfOpen()).isZero();
            duo.close();
        });
    }

    @Test
    void theOperatorEndsWhatWaits(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.EAP_ANSWERS_LATE).run(60, world -> {
            Duo duo = duo(world);
            duo.right.eap().delay(() -> 900);
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
        SeedRunner.of(test).demanding(Counter.EAP_REQUESTS).run(30, new Chaos(world -> slow(world, duo(world))));
    }
}
