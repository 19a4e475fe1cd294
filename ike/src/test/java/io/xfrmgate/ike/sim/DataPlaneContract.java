package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Done;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Refused;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Usage;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.ike.sim.InstalledPolicy.Direction;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every data plane does: the simulated one, and the kernel's. */
public abstract class DataPlaneContract {
    private static final int ESRCH = 3;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;
    private static final int PORT = 40_000;
    private static final int OTHER_PORT = 40_001;
    private static final int TRIES = 200;

    private final List<DataPlaneEvent> leftEvents = new ArrayList<>();
    private final List<DataPlaneEvent> rightEvents = new ArrayList<>();
    private DataPlaneFixture hosts;
    private ChildPair child;
    private long token;

    /** Two hosts with empty tables. */
    protected abstract DataPlaneFixture open();

    @BeforeEach
    final void openHosts() {
        hosts = open();
        child = ChildPair.tunnel(hosts, 0x1001, 0x2001, 7);
    }

    @AfterEach
    final void closeHosts() {
        hosts.close();
    }

    private DataPlaneAnswer ask(Side side, DataPlaneRequest request) {
        long mine = ++token;
        DataPlane plane = hosts.plane(side);
        plane.submit(mine, request);
        Map<Long, DataPlaneAnswer> answers = new HashMap<>();
        for (int tries = 0; tries < TRIES && !answers.containsKey(mine); tries++) {
            fetch(side, answers);
            if (!answers.containsKey(mine)) {
                hosts.settle();
            }
        }
        assertThat(answers).as("answers to " + request).containsKey(mine);
        return Optional.ofNullable(answers.get(mine)).orElseThrow();
    }

    private void fetch(Side side, Map<Long, DataPlaneAnswer> answers) {
        hosts.plane(side).exchange(new DataPlane.Sink() {
            @Override
            public void answer(long answered, DataPlaneAnswer answer) {
                answers.put(answered, answer);
            }

            @Override
            public void event(DataPlaneEvent event) {
                eventsOf(side).add(event);
            }
        });
    }

    private List<DataPlaneEvent> eventsOf(Side side) {
        return side == Side.LEFT ? leftEvents : rightEvents;
    }

    /** The events of a type since the last call. */
    private <T extends DataPlaneEvent> List<T> events(Side side, Class<T> type) {
        hosts.settle();
        fetch(side, new HashMap<>());
        List<T> found =
                eventsOf(side).stream().filter(type::isInstance).map(type::cast).toList();
        eventsOf(side).removeIf(type::isInstance);
        return found;
    }

    private void install(ChildPair pair, Side side, Parts parts, int replaced) {
        assertThat(ask(side, new InstallChild(pair.on(side), parts, replaced))).isEqualTo(new Done());
    }

    private void install(ChildPair pair) {
        install(pair, Side.LEFT, Parts.BOTH, 0);
        install(pair, Side.RIGHT, Parts.BOTH, 0);
    }

    private void remove(ChildPair pair, Side side, Parts parts) {
        assertThat(ask(side, new RemoveChild(ChildSaRef.of(pair.on(side)), parts)))
                .isEqualTo(new Done());
    }

    private boolean send(Side from) {
        return sendTo(from, OTHER_PORT);
    }

    private boolean sendTo(Side from, int destinationPort) {
        return hosts.udp(from, hosts.inner(from), hosts.inner(from.other()), PORT, destinationPort, 100);
    }

    private Usage usage(ChildPair pair, Side side) {
        DataPlaneAnswer answer = ask(side, new DataPlaneRequest.QueryUsage(ChildSaRef.of(pair.on(side))));
        assertThat(answer).isInstanceOf(Usage.class);
        return (Usage) answer;
    }

    private static void assertEmpty(DataPlaneFixture hosts, Side side) {
        assertThat(hosts.states(side)).isEmpty();
        assertThat(hosts.policies(side)).isEmpty();
    }

    @Test
    void carriesPacketsBothWaysAndCountsThem() {
        install(child);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
        SaUsage leftOut = usage(child, Side.LEFT).outbound();
        SaUsage rightIn = usage(child, Side.RIGHT).inbound();
        assertThat(leftOut.packets()).isEqualTo(2);
        assertThat(leftOut.bytes()).isGreaterThanOrEqualTo(200);
        assertThat(leftOut.lastUseEpochSecond()).isPositive();
        assertThat(rightIn.packets()).isEqualTo(2);
        assertThat(rightIn.replayDrops()).isZero();
        assertThat(usage(child, Side.LEFT).inbound().packets()).isEqualTo(1);
    }

    static Stream<ChildSuite> suites() {
        return Stream.of(
                new ChildSuite(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA1_96, false),
                new ChildSuite(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, true),
                new ChildSuite(EncryptionAlgorithm.AES_CTR, 128, IntegrityAlgorithm.HMAC_SHA2_512_256, false),
                new ChildSuite(EncryptionAlgorithm.AES_GCM_8, 256, IntegrityAlgorithm.NONE, false),
                new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, true),
                new ChildSuite(EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE, false),
                new ChildSuite(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA1_96, false));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void carriesPacketsWithEverySuite(ChildSuite suite) {
        install(child.with(suite));
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
    }

    @Test
    void listsTwoStatesAndThreePolicies() {
        install(child, Side.LEFT, Parts.BOTH, 0);
        assertThat(hosts.states(Side.LEFT))
                .containsExactlyInAnyOrder(
                        new InstalledState(0x1001, hosts.outer(Side.LEFT), 7),
                        new InstalledState(0x2001, hosts.outer(Side.RIGHT), 7));
        assertThat(hosts.policies(Side.LEFT))
                .containsExactlyInAnyOrder(
                        new InstalledPolicy(Direction.OUT, child.left(), child.right(), 7),
                        new InstalledPolicy(Direction.IN, child.right(), child.left(), 7),
                        new InstalledPolicy(Direction.FORWARD, child.right(), child.left(), 7));
    }

    @Test
    void refusesAnInboundSpiThatIsTakenAndInstallsNothingOfIt() {
        install(child);
        ChildPair same = new ChildPair(
                0x1001,
                0x2002,
                child.suite(),
                child.mode(),
                child.leftPath(),
                8,
                TrafficSelector.any(child.left().isV6()),
                child.right(),
                child.lifetime(),
                child.options());
        DataPlaneAnswer answer = ask(Side.LEFT, new InstallChild(same.on(Side.LEFT), Parts.BOTH, 0));
        assertThat(answer).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.errno()).isEqualTo(EEXIST);
            assertThat(refused.spiInUse()).isTrue();
            assertThat(refused.text()).isNotBlank();
        });
        assertThat(hosts.states(Side.LEFT)).hasSize(2);
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
    }

    @Test
    void leavesNoInboundStateWhereTheOutboundOneIsRefused() {
        install(child);
        ChildPair same = ChildPair.tunnel(hosts, 0x1002, 0x2001, 8);
        DataPlaneAnswer answer = ask(Side.LEFT, new InstallChild(same.on(Side.LEFT), Parts.BOTH, 0));
        assertThat(answer).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.errno()).isEqualTo(EEXIST);
            assertThat(refused.spiInUse()).isFalse();
        });
        assertThat(hosts.states(Side.LEFT)).extracting(InstalledState::spi).containsExactlyInAnyOrder(0x1001, 0x2001);
        assertThat(send(Side.LEFT)).isTrue();
    }

    @Test
    void refusesKeysOfTheWrongLength() {
        ChildSaSpec good = child.on(Side.LEFT);
        ChildSaSpec bad = new ChildSaSpec(
                good.inboundSpi(),
                good.outboundSpi(),
                good.suite(),
                good.inboundKeys(),
                new ChildKeys(new byte[13], new byte[0]),
                good.mode(),
                good.path(),
                good.reqid(),
                good.localSelectors(),
                good.remoteSelectors(),
                good.options(),
                good.lifetime());
        assertThat(ask(Side.LEFT, new InstallChild(bad, Parts.BOTH, 0)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errno()).isEqualTo(EINVAL));
        assertEmpty(hosts, Side.LEFT);
    }

    @Test
    void refusesExtendedSequenceNumbersWithoutAReplayWindow() {
        ChildPair esn = child.with(new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, true))
                .with(new KernelOptions(0, 2000, 0, 0, 0, 0, false));
        assertThat(ask(Side.LEFT, new InstallChild(esn.on(Side.LEFT), Parts.BOTH, 0)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errno()).isEqualTo(EINVAL));
        assertEmpty(hosts, Side.LEFT);
    }

    @Test
    void removesWhatIsAskedAndWhatIsGoneIsNoError() {
        install(child, Side.LEFT, Parts.BOTH, 0);
        remove(child, Side.LEFT, Parts.OUTBOUND);
        assertThat(hosts.states(Side.LEFT)).extracting(InstalledState::spi).containsExactly(0x1001);
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        remove(child, Side.LEFT, Parts.INBOUND);
        assertEmpty(hosts, Side.LEFT);
        remove(child, Side.LEFT, Parts.BOTH);
        assertEmpty(hosts, Side.LEFT);
        assertThat(ask(Side.LEFT, new DataPlaneRequest.QueryUsage(ChildSaRef.of(child.on(Side.LEFT)))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errno()).isEqualTo(ESRCH));
    }

    @Test
    void sendsOnTheNewestOfTwoStatesAndUpdatesPoliciesOfTheSameReqid() {
        install(child);
        ChildPair next = ChildPair.tunnel(hosts, 0x1002, 0x2002, 7);
        install(next);
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(usage(next, Side.LEFT).outbound().packets()).isEqualTo(1);
        assertThat(usage(next, Side.RIGHT).inbound().packets()).isEqualTo(1);
        for (Side side : Side.values()) {
            remove(child, side, Parts.BOTH);
        }
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
        assertThat(usage(next, Side.RIGHT).inbound().packets()).isEqualTo(2);
    }

    @Test
    void replacesTheOutboundStateInOneBreath() {
        install(child);
        ChildPair next = ChildPair.tunnel(hosts, 0x1002, 0x2002, 7);
        install(next, Side.RIGHT, Parts.INBOUND, 0);
        assertThat(send(Side.RIGHT)).isTrue();
        install(next, Side.LEFT, Parts.BOTH, 0x2001);
        install(next, Side.RIGHT, Parts.OUTBOUND, 0x1001);
        assertThat(hosts.states(Side.RIGHT))
                .extracting(InstalledState::spi)
                .containsExactlyInAnyOrder(0x2001, 0x2002, 0x1002);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
        assertThat(usage(next, Side.RIGHT).outbound().packets()).isEqualTo(1);
        assertThat(usage(next, Side.LEFT).outbound().packets()).isEqualTo(1);
    }

    @Test
    void thePoliciesComeWithTheInboundStateAndAreThereWithoutAnOutboundOne() {
        install(child, Side.LEFT, Parts.INBOUND, 0);
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(send(Side.LEFT)).isFalse();
        install(child, Side.RIGHT, Parts.BOTH, 0);
        install(child, Side.LEFT, Parts.OUTBOUND, 0);
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
    }

    /** As a peer may narrow at a rekey: the old one had one more selector, the rest is common. */
    @Test
    void aRekeyThatNarrowsKeepsTheCommonPoliciesWhicheverGoesFirst() {
        ChildPair next = ChildPair.tunnel(hosts, 0x1002, 0x2002, 7);
        TrafficSelector extra = child.right().withProtocol(InnerPacket.UDP, 7, 7);
        for (boolean oldGoesFirst : new boolean[] {true, false}) {
            for (Side side : Side.values()) {
                assertThat(ask(side, new InstallChild(withAlso(child.on(side), side, extra), Parts.BOTH, 0)))
                        .isEqualTo(new Done());
            }
            install(next);
            assertThat(hosts.policies(Side.LEFT)).hasSize(6);
            for (Side side : Side.values()) {
                ChildSaSpec old = withAlso(child.on(side), side, extra);
                ChildSaSpec gone = oldGoesFirst ? old : next.on(side);
                assertThat(ask(side, new RemoveChild(ChildSaRef.of(gone), Parts.BOTH)))
                        .isEqualTo(new Done());
                assertThat(hosts.policies(side)).hasSize(oldGoesFirst ? 3 : 6);
            }
            assertThat(send(Side.LEFT)).isTrue();
            assertThat(send(Side.RIGHT)).isTrue();
            for (Side side : Side.values()) {
                ChildSaSpec left = oldGoesFirst ? next.on(side) : withAlso(child.on(side), side, extra);
                assertThat(ask(side, new RemoveChild(ChildSaRef.of(left), Parts.BOTH)))
                        .isEqualTo(new Done());
                assertEmpty(hosts, side);
            }
        }
    }

    /** One more selector behind the right host. */
    private static ChildSaSpec withAlso(ChildSaSpec spec, Side side, TrafficSelector right) {
        List<TrafficSelector> local = new ArrayList<>(spec.localSelectors());
        List<TrafficSelector> remote = new ArrayList<>(spec.remoteSelectors());
        (side == Side.RIGHT ? local : remote).add(right);
        return new ChildSaSpec(
                spec.inboundSpi(),
                spec.outboundSpi(),
                spec.suite(),
                spec.inboundKeys(),
                spec.outboundKeys(),
                spec.mode(),
                spec.path(),
                spec.reqid(),
                local,
                remote,
                spec.options(),
                spec.lifetime());
    }

    @Test
    void dropsAndCountsWhatIsNotAuthentic() {
        install(child, Side.LEFT, Parts.BOTH, 0);
        ChildSaSpec right = child.on(Side.RIGHT);
        ChildSaSpec otherKeys = new ChildSaSpec(
                right.inboundSpi(),
                right.outboundSpi(),
                right.suite(),
                right.outboundKeys(),
                right.outboundKeys(),
                right.mode(),
                right.path(),
                right.reqid(),
                right.localSelectors(),
                right.remoteSelectors(),
                right.options(),
                right.lifetime());
        assertThat(ask(Side.RIGHT, new InstallChild(otherKeys, Parts.BOTH, 0))).isEqualTo(new Done());
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(usage(child, Side.RIGHT).inbound().integrityFailures()).isEqualTo(1);
    }

    @Test
    void holdsPortsAndProtocolsApart() {
        ChildPair onePort = child.with(
                child.left().withProtocol(InnerPacket.UDP, 0, 0xFFFF),
                child.right().withProtocol(InnerPacket.UDP, OTHER_PORT, OTHER_PORT));
        install(onePort);
        assertThat(sendTo(Side.LEFT, OTHER_PORT)).isTrue();
        sendTo(Side.LEFT, OTHER_PORT + 1);
        assertThat(usage(onePort, Side.LEFT).outbound().packets()).isEqualTo(1);
    }

    @Test
    void transportModeProtectsTheOuterAddresses() {
        ChildPair transport = child.transport(
                TrafficSelector.ofHost(hosts.outer(Side.LEFT)), TrafficSelector.ofHost(hosts.outer(Side.RIGHT)));
        install(transport);
        assertThat(hosts.udp(Side.LEFT, hosts.outer(Side.LEFT), hosts.outer(Side.RIGHT), PORT, OTHER_PORT, 100))
                .isTrue();
        assertThat(usage(transport, Side.RIGHT).inbound().packets()).isEqualTo(1);
    }

    @Test
    void tellsOnceOfASoftLimitAndRemovesAtTheHardOne() {
        ChildPair limited = child.with(new Lifetime(0, 0, 3, 6));
        install(child.with(Lifetime.UNLIMITED), Side.RIGHT, Parts.BOTH, 0);
        install(limited, Side.LEFT, Parts.BOTH, 0);
        for (int packet = 0; packet < 5; packet++) {
            assertThat(send(Side.LEFT)).isTrue();
        }
        assertThat(events(Side.LEFT, DataPlaneEvent.Expire.class))
                .containsExactly(new DataPlaneEvent.Expire(0x2001, hosts.outer(Side.RIGHT), 7, false));
        send(Side.LEFT);
        send(Side.LEFT);
        assertThat(events(Side.LEFT, DataPlaneEvent.Expire.class))
                .containsExactly(new DataPlaneEvent.Expire(0x2001, hosts.outer(Side.RIGHT), 7, true));
        assertThat(hosts.states(Side.LEFT)).extracting(InstalledState::spi).containsExactly(0x1001);
    }

    @Test
    void tellsOfASoftLimitByOctetsInbound() {
        install(child, Side.LEFT, Parts.BOTH, 0);
        install(child.with(new Lifetime(250, 100_000, 0, 0)), Side.RIGHT, Parts.BOTH, 0);
        for (int packet = 0; packet < 6; packet++) {
            assertThat(send(Side.LEFT)).isTrue();
        }
        assertThat(events(Side.RIGHT, DataPlaneEvent.Expire.class))
                .containsExactly(new DataPlaneEvent.Expire(0x2001, hosts.outer(Side.RIGHT), 7, false));
    }

    private Trap trap() {
        ChildSaSpec left = child.on(Side.LEFT);
        return new Trap(
                left.reqid(), left.mode(), left.path(), left.localSelectors(), left.remoteSelectors(), left.options());
    }

    @Test
    void aTrapAsksOnceAndYieldsToTheRealPolicies() {
        assertThat(ask(Side.LEFT, new DataPlaneRequest.InstallTrap(trap()))).isEqualTo(new Done());
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(events(Side.LEFT, DataPlaneEvent.Acquire.class))
                .containsExactly(new DataPlaneEvent.Acquire(
                        7,
                        child.left().withProtocol(InnerPacket.UDP, PORT, PORT),
                        child.right().withProtocol(InnerPacket.UDP, OTHER_PORT, OTHER_PORT)));
        install(child);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
        assertThat(events(Side.LEFT, DataPlaneEvent.Acquire.class)).isEmpty();
    }

    @Test
    void aTrapStandsWhenTheChildSaHasGoneAndAsksAgain() {
        assertThat(ask(Side.LEFT, new DataPlaneRequest.InstallTrap(trap()))).isEqualTo(new Done());
        install(child);
        remove(child, Side.LEFT, Parts.BOTH);
        assertThat(hosts.policies(Side.LEFT))
                .contains(new InstalledPolicy(Direction.OUT, child.left(), child.right(), 7));
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(events(Side.LEFT, DataPlaneEvent.Acquire.class)).hasSize(1);
        assertThat(ask(Side.LEFT, new DataPlaneRequest.RemoveTrap(trap()))).isEqualTo(new Done());
        assertThat(ask(Side.LEFT, new DataPlaneRequest.RemoveTrap(trap()))).isEqualTo(new Done());
        assertEmpty(hosts, Side.LEFT);
    }

    @Test
    void removingTheTrapLeavesTheRealPolicies() {
        assertThat(ask(Side.LEFT, new DataPlaneRequest.InstallTrap(trap()))).isEqualTo(new Done());
        install(child);
        assertThat(ask(Side.LEFT, new DataPlaneRequest.RemoveTrap(trap()))).isEqualTo(new Done());
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(send(Side.LEFT)).isTrue();
    }

    @Test
    void ofTwoChildSasWithTheSameSelectorsTheNewerCountsUntilItGoes() {
        install(child);
        ChildPair newer = ChildPair.tunnel(hosts, 0x1003, 0x2003, 9);
        install(newer);
        assertThat(hosts.policies(Side.LEFT)).extracting(InstalledPolicy::reqid).containsExactly(9, 9, 9);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(usage(newer, Side.LEFT).outbound().packets()).isEqualTo(1);
        for (Side side : Side.values()) {
            remove(newer, side, Parts.BOTH);
        }
        assertThat(hosts.policies(Side.LEFT)).extracting(InstalledPolicy::reqid).containsExactly(7, 7, 7);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(usage(child, Side.LEFT).outbound().packets()).isEqualTo(1);
    }

    @Test
    void removingTheOlderOfTwoChildSasWithTheSameSelectorsHarmsNothing() {
        install(child);
        ChildPair newer = ChildPair.tunnel(hosts, 0x1003, 0x2003, 9);
        install(newer);
        for (Side side : Side.values()) {
            remove(child, side, Parts.BOTH);
        }
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(send(Side.RIGHT)).isTrue();
    }

    @Test
    void ofTwoChildSasTheOneThatIsPutForwardCounts() {
        install(child);
        ChildPair newer = ChildPair.tunnel(hosts, 0x1003, 0x2003, 9);
        install(newer);
        ChildSaRef ref = ChildSaRef.of(newer.on(Side.LEFT));
        int behind = ref.options().priority() + 2;
        assertThat(ask(Side.LEFT, new DataPlaneRequest.PrioritizeChild(ref, behind)))
                .isEqualTo(new Done());
        assertThat(hosts.policies(Side.LEFT)).extracting(InstalledPolicy::reqid).containsExactly(7, 7, 7);
        assertThat(send(Side.LEFT)).isFalse(); // the right host still takes it from the newer one alone
        assertThat(usage(child, Side.LEFT).outbound().packets()).isEqualTo(1);
        assertThat(ask(
                        Side.LEFT,
                        new DataPlaneRequest.PrioritizeChild(ref, ref.options().priority() - 1)))
                .isEqualTo(new Done());
        assertThat(hosts.policies(Side.LEFT)).extracting(InstalledPolicy::reqid).containsExactly(9, 9, 9);
        assertThat(send(Side.LEFT)).isTrue();
        remove(newer, Side.LEFT, Parts.BOTH);
        assertThat(ask(Side.LEFT, new DataPlaneRequest.PrioritizeChild(ref, behind)))
                .isEqualTo(new Done());
        assertThat(hosts.policies(Side.LEFT)).extracting(InstalledPolicy::reqid).containsExactly(7, 7, 7);
    }

    /** The trap of a map stands before the Child SA of another map that is configured to come behind. */
    @Test
    void aTrapComesBeforeTheChildSaOfAMapBehind() {
        // not everything, for a kernel sends multicast listener reports of its own, which would be counted
        ChildPair behind = ChildPair.tunnel(hosts, 0x1003, 0x2003, 9)
                .with(
                        TrafficSelector.ofPrefix(child.left().start(), 16),
                        TrafficSelector.ofPrefix(child.right().start(), 16))
                .with(KernelOptions.DEFAULT.withPriority(KernelOptions.DEFAULT.priority() + 4));
        install(behind, Side.LEFT, Parts.BOTH, 0);
        assertThat(ask(Side.LEFT, new DataPlaneRequest.InstallTrap(trap()))).isEqualTo(new Done());
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(events(Side.LEFT, DataPlaneEvent.Acquire.class)).hasSize(1);
        assertThat(usage(behind, Side.LEFT).outbound().packets()).isZero();
        install(child);
        assertThat(send(Side.LEFT)).isTrue();
        remove(child, Side.LEFT, Parts.BOTH);
        assertThat(send(Side.LEFT)).isFalse();
        assertThat(usage(behind, Side.LEFT).outbound().packets()).isZero();
    }

    private SaPath encapsulated(int leftPort) {
        return new SaPath(
                new UdpEndpoint(hosts.outer(Side.LEFT), leftPort),
                new UdpEndpoint(hosts.outer(Side.RIGHT), UdpEndpoint.NAT_T_PORT),
                true);
    }

    @Test
    void tellsOfAnotherMappingAndMovesWithoutLosingCountersOrReplayState() {
        ChildPair real = child.with(encapsulated(UdpEndpoint.NAT_T_PORT));
        ChildPair before = child.with(encapsulated(14_500));
        install(real, Side.LEFT, Parts.BOTH, 0);
        install(before, Side.RIGHT, Parts.BOTH, 0);
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(events(Side.RIGHT, DataPlaneEvent.MappingChanged.class))
                .contains(new DataPlaneEvent.MappingChanged(
                        0x2001, 7, new UdpEndpoint(hosts.outer(Side.LEFT), UdpEndpoint.NAT_T_PORT)));
        ChildSaSpec moved = real.on(Side.RIGHT);
        assertThat(ask(Side.RIGHT, new DataPlaneRequest.MoveChild(ChildSaRef.of(before.on(Side.RIGHT)), moved.path())))
                .isEqualTo(new Done());
        assertThat(send(Side.RIGHT)).isTrue();
        assertThat(send(Side.LEFT)).isTrue();
        assertThat(usage(real, Side.RIGHT).inbound().packets()).isEqualTo(2);
        assertThat(usage(real, Side.RIGHT).outbound().packets()).isEqualTo(1);
        assertThat(events(Side.RIGHT, DataPlaneEvent.MappingChanged.class)).isEmpty();
        assertThat(hosts.policies(Side.RIGHT)).hasSize(3);
    }

    @Test
    void refusesToMoveWhatIsNotThere() {
        ChildSaSpec left = child.on(Side.LEFT);
        assertThat(ask(
                        Side.LEFT,
                        new DataPlaneRequest.MoveChild(ChildSaRef.of(left), encapsulated(UdpEndpoint.NAT_T_PORT))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errno()).isEqualTo(ESRCH));
        assertEmpty(hosts, Side.LEFT);
    }
}
