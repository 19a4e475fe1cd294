package io.xfrmgate.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.kernel.PolicyTable;
import io.xfrmgate.agent.kernel.XfrmDataPlane;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Done;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Refused;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Usage;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.MoveChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.libc.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the kernel's own, beyond the contract of all data planes: algorithms, moves, marks, batches, shards. */
final class DataPlaneKernelTest {
    private final KernelHosts hosts = new KernelHosts(false);
    private final ChildSas child = ChildSas.tunnel(hosts);

    @BeforeEach
    void tablesAreEmpty() {
        assertThat(hosts.states(Side.LEFT)).isEmpty();
        assertThat(hosts.policies(Side.LEFT)).isEmpty();
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    private static Map<Long, DataPlaneAnswer> fetch(DataPlane plane) {
        Map<Long, DataPlaneAnswer> answers = new TreeMap<>();
        plane.exchange(new DataPlane.Sink() {
            @Override
            public void answer(long token, DataPlaneAnswer answer) {
                answers.put(token, answer);
            }

            @Override
            public void event(DataPlaneEvent event) {}
        });
        return answers;
    }

    private static DataPlaneAnswer ask(DataPlane plane, DataPlaneRequest request) {
        plane.submit(1, request);
        return fetch(plane).getOrDefault(1L, new Refused(0, "no answer", false));
    }

    private DataPlaneAnswer ask(Side side, DataPlaneRequest request) {
        return ask(hosts.plane(side), request);
    }

    private static InstallChild install(ChildSaSpec spec) {
        return new InstallChild(spec, Parts.BOTH, 0);
    }

    private void installBoth(ChildSas sas) {
        for (Side side : Side.values()) {
            assertThat(ask(side, install(sas.on(side)))).isEqualTo(new Done());
        }
    }

    private Usage usage(ChildSas sas, Side side) {
        return (Usage) ask(side, new DataPlaneRequest.QueryUsage(ChildSaRef.of(sas.on(side))));
    }

    static Stream<ChildSuite> suites() {
        List<ChildSuite> suites = new ArrayList<>();
        for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
            int bits = encryption.keySizes().getLast();
            suites.add(new ChildSuite(
                    encryption,
                    bits,
                    encryption.isAead() ? IntegrityAlgorithm.NONE : IntegrityAlgorithm.HMAC_SHA1_96,
                    false));
        }
        for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
            if (integrity != IntegrityAlgorithm.NONE) {
                suites.add(new ChildSuite(EncryptionAlgorithm.AES_CBC, 128, integrity, true));
            }
        }
        return suites.stream();
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everyAlgorithmOfTheCoreCarriesPackets(ChildSuite suite) {
        ChildSas sas = child.with(suite);
        installBoth(sas);
        assertThat(sas.send(Side.LEFT)).isTrue();
        assertThat(sas.send(Side.RIGHT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 33, 64, 1024, 4096})
    void everyReplayWindowCarriesPacketsWithAndWithoutExtendedNumbers(int window) {
        KernelOptions options = new KernelOptions(window, 2000, 0, 0, 0, 0, false);
        for (boolean esn : new boolean[] {false, true}) {
            if (esn && window == 0) {
                continue; // the contract has that refusal
            }
            ChildSuite suite = new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 256, IntegrityAlgorithm.NONE, esn);
            ChildSas sas = child.with(options).with(suite).withSpis(esn ? 0x1003 : 0x1001, esn ? 0x2003 : 0x2001);
            installBoth(sas);
            assertThat(sas.send(Side.LEFT)).isTrue();
            assertThat(usage(sas, Side.RIGHT).inbound().packets()).isEqualTo(1);
            for (Side side : Side.values()) {
                assertThat(ask(side, new RemoveChild(ChildSaRef.of(sas.on(side)), Parts.BOTH)))
                        .isEqualTo(new Done());
            }
        }
    }

    private SaPath path(String left, boolean encapsulated) {
        return new SaPath(
                ChildSas.endpoint(left, 4500),
                ChildSas.endpoint(hosts.outer(Side.RIGHT).toString(), 4500),
                encapsulated);
    }

    private static SaPath mirrored(SaPath path) {
        return new SaPath(path.remote(), path.local(), path.encapsulated());
    }

    private void moveBoth(ChildSas from, SaPath to) {
        assertThat(ask(Side.LEFT, new MoveChild(ChildSaRef.of(from.on(Side.LEFT)), to)))
                .isEqualTo(new Done());
        assertThat(ask(Side.RIGHT, new MoveChild(ChildSaRef.of(from.on(Side.RIGHT)), mirrored(to))))
                .isEqualTo(new Done());
    }

    static Stream<ChildSuite> movableSuites() {
        return Stream.of(
                ChildSas.GCM,
                new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, true),
                new ChildSuite(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, true));
    }

    @ParameterizedTest
    @MethodSource("movableSuites")
    void aChildSaMovesToAnotherAddressWithKeysCountersAndNumbers(ChildSuite suite) {
        ChildSas before = child.with(suite);
        ChildSas after = before.with(path(TwoNamespaces.SECOND_OUTER, false));
        installBoth(before);
        for (int i = 0; i < 3; i++) {
            assertThat(before.send(Side.LEFT)).isTrue();
            assertThat(before.send(Side.RIGHT)).isTrue();
        }
        moveBoth(before, after.leftPath());
        assertThat(hosts.states(Side.RIGHT))
                .extracting(state -> state.destination().toString())
                .containsExactlyInAnyOrder(hosts.outer(Side.RIGHT).toString(), TwoNamespaces.SECOND_OUTER);
        assertThat(hosts.policies(Side.RIGHT)).hasSize(3);
        assertThat(after.send(Side.LEFT)).isTrue();
        assertThat(after.send(Side.RIGHT)).isTrue();
        assertThat(usage(after, Side.LEFT).outbound().packets()).isEqualTo(4);
        assertThat(usage(after, Side.LEFT).inbound().packets()).isEqualTo(4);
        assertThat(usage(after, Side.RIGHT).inbound().replayDrops()).isZero();
    }

    @Test
    void aChildSaMovesIntoAndOutOfUdp() {
        ChildSas plain = child;
        ChildSas encapsulated = child.with(path(hosts.outer(Side.LEFT).toString(), true));
        installBoth(plain);
        assertThat(plain.send(Side.LEFT)).isTrue();
        moveBoth(plain, encapsulated.leftPath());
        assertThat(encapsulated.send(Side.LEFT)).isTrue();
        assertThat(encapsulated.send(Side.RIGHT)).isTrue();
        moveBoth(encapsulated, plain.leftPath());
        assertThat(plain.send(Side.LEFT)).isTrue();
        assertThat(usage(plain, Side.LEFT).outbound().packets()).isEqualTo(3);
    }

    @Test
    void aRefusedMoveLeavesTheChildSaWorking() {
        installBoth(child);
        // the same inbound SPI at the address to move to, for other traffic
        ChildSas other = child.withSpis(child.leftSpi(), 0x2009)
                .with(path(TwoNamespaces.SECOND_OUTER, false))
                .with(
                        TrafficSelector.ofHost(hosts.inner(Side.LEFT).next()),
                        TrafficSelector.ofHost(hosts.inner(Side.RIGHT).next()));
        assertThat(ask(Side.LEFT, new InstallChild(other.on(Side.LEFT), Parts.INBOUND, 0)))
                .isEqualTo(new Done());
        DataPlaneAnswer answer = ask(Side.LEFT, new MoveChild(ChildSaRef.of(child.on(Side.LEFT)), other.leftPath()));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.errno()).isEqualTo(Errno.EEXIST.number()));
        assertThat(hosts.states(Side.LEFT)).hasSize(3);
        assertThat(child.send(Side.LEFT)).isTrue();
        assertThat(child.send(Side.RIGHT)).isTrue();
    }

    @Test
    void rangesBecomePrefixesAndBlocksOfPorts() {
        TrafficSelector range = new TrafficSelector(
                17,
                0,
                0xFFFF,
                hosts.inner(Side.LEFT),
                hosts.inner(Side.LEFT).next().next());
        TrafficSelector ports = TrafficSelector.ofHost(hosts.inner(Side.RIGHT)).withProtocol(17, 40_001, 40_003);
        installBoth(child.with(range, ports));
        // .1, .2 to .3 on the left; 40001, 40002 to 40003 on the right; three directions
        assertThat(hosts.policies(Side.LEFT)).hasSize(2 * 2 * 3);
        assertThat(child.send(Side.LEFT)).isTrue();
        assertThat(usage(child, Side.LEFT).outbound().packets()).isEqualTo(1);
    }

    @Test
    void whatTheKernelCanNotSelectIsRefusedInWords() {
        TrafficSelector opaque = child.right().withProtocol(17, 0xFFFF, 0);
        assertThat(ask(Side.LEFT, install(child.with(child.left(), opaque).on(Side.LEFT))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.text()).contains("OPAQUE"));
        IpAddress low = IpAddress.parse("10.0.0.1");
        IpAddress high = IpAddress.parse("10.255.255.254");
        TrafficSelector ragged = new TrafficSelector(6, 1, 0xFFFE, low, high);
        assertThat(ask(Side.LEFT, install(child.with(ragged, ragged).on(Side.LEFT))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.text()).contains("more than 256"));
        assertThat(hosts.states(Side.LEFT)).isEmpty();
    }

    @Test
    void marksAndInterfaceIdentifiersKeepEqualSelectorsApart() {
        ChildSas marked = child.withSpis(0x1002, 0x2002).with(new KernelOptions(64, 2000, 0x2a, 0xff, 9, 0, false));
        installBoth(child);
        installBoth(marked);
        assertThat(hosts.policies(Side.LEFT)).hasSize(6);
        assertThat(child.send(Side.LEFT)).isTrue();
        assertThat(usage(child, Side.LEFT).outbound().packets()).isEqualTo(1);
        assertThat(usage(marked, Side.LEFT).outbound().packets()).isZero();
        assertThat(ask(Side.LEFT, new RemoveChild(ChildSaRef.of(marked.on(Side.LEFT)), Parts.BOTH)))
                .isEqualTo(new Done());
        assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        assertThat(hosts.states(Side.LEFT)).hasSize(2);
    }

    @Test
    void trafficFlowConfidentialityPadsPackets() {
        ChildSas padded = child.with(new KernelOptions(64, 2000, 0, 0, 0, 1000, false));
        installBoth(padded);
        long before = hosts.transmitted(Side.LEFT);
        assertThat(padded.send(Side.LEFT)).isTrue();
        assertThat(hosts.transmitted(Side.LEFT) - before).isBetween(1000L, 1200L);
        assertThat(usage(padded, Side.LEFT).outbound().bytes()).isLessThan(200);
    }

    @Test
    void oneRefusalInABatchHarmsNoOther() {
        DataPlane left = hosts.plane(Side.LEFT);
        int count = 60;
        for (int i = 0; i < count; i++) {
            TrafficSelector host = TrafficSelector.ofHost(IpAddress.parse("10.77.0." + i));
            int spi = i == 30 ? 0x3000 : 0x3000 + i; // the thirty-first has the first one's
            left.submit(
                    i,
                    install(child.withSpis(spi, 0x5000 + i)
                            .with(child.left(), host)
                            .on(Side.LEFT)));
        }
        Map<Long, DataPlaneAnswer> answers = fetch(left);
        assertThat(answers).hasSize(count);
        answers.forEach((token, answer) -> {
            if (token == 30) {
                assertThat(answer)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.spiInUse()).isTrue());
            } else {
                assertThat(answer).isEqualTo(new Done());
            }
        });
        assertThat(hosts.states(Side.LEFT)).hasSize(2 * (count - 1));
        assertThat(hosts.policies(Side.LEFT)).hasSize(3 * (count - 1));
    }

    @Test
    void aReconnectOnAnotherShardKeepsItsPoliciesWhenTheOldOneGoes() throws Exception {
        PolicyTable table = new PolicyTable();
        try (XfrmDataPlane first = hosts.openPlane(Side.LEFT, reqid -> reqid == ChildSas.REQID, table);
                XfrmDataPlane second = hosts.openPlane(Side.LEFT, reqid -> reqid != ChildSas.REQID, table)) {
            ChildSas again = child.withSpis(0x1005, 0x2005);
            assertThat(ask(Side.RIGHT, install(again.on(Side.RIGHT)))).isEqualTo(new Done());
            assertThat(ask(first, install(child.on(Side.LEFT)))).isEqualTo(new Done());
            ChildSaSpec spec = withReqid(again.on(Side.LEFT), 8);
            assertThat(ask(second, install(spec))).isEqualTo(new Done());
            assertThat(ask(first, new RemoveChild(ChildSaRef.of(child.on(Side.LEFT)), Parts.BOTH)))
                    .isEqualTo(new Done());
            assertThat(hosts.policies(Side.LEFT))
                    .extracting(policy -> policy.reqid())
                    .containsExactly(8, 8, 8);
            assertThat(again.send(Side.LEFT)).isTrue();
        }
        assertThat(hosts.policies(Side.LEFT)).isEmpty();
    }

    @Test
    void whatOthersInstalledStays() throws Exception {
        try (XfrmDataPlane other = hosts.openPlane(Side.LEFT, reqid -> false, new PolicyTable())) {
            assertThat(ask(other, install(child.on(Side.LEFT)))).isEqualTo(new Done());
            assertThat(ask(Side.LEFT, new RemoveChild(ChildSaRef.of(child.on(Side.LEFT)), Parts.BOTH)))
                    .isEqualTo(new Done());
            assertThat(hosts.states(Side.LEFT)).hasSize(2);
            assertThat(hosts.policies(Side.LEFT)).hasSize(3);
        }
        assertThat(hosts.states(Side.LEFT)).isEmpty();
    }

    private static ChildSaSpec withReqid(ChildSaSpec spec, int reqid) {
        return new ChildSaSpec(
                spec.inboundSpi(),
                spec.outboundSpi(),
                spec.suite(),
                spec.inboundKeys(),
                spec.outboundKeys(),
                spec.mode(),
                spec.path(),
                reqid,
                spec.localSelectors(),
                spec.remoteSelectors(),
                spec.options(),
                spec.lifetime());
    }

    /** A veth has no ESP of its own; of the other name there is none at all. */
    @ParameterizedTest
    @CsvSource({"wire,false", "wire,true", "nosuchcard,false", "nosuchcard,true"})
    void statesThatNoCardTakesAreTheKernels(String device, boolean packet) {
        ChildSas sas =
                child.with(KernelOptions.DEFAULT.withOffload(Optional.of(new KernelOptions.Offload(device, packet))));
        installBoth(sas);
        assertThat(sas.send(Side.LEFT)).isTrue();
        assertThat(sas.send(Side.RIGHT)).isTrue();
    }
}
