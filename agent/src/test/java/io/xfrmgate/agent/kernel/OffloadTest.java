package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.LifetimeLimits;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What cards are asked for, and what becomes of what they do not take. */
final class OffloadTest {
    private static final UdpEndpoint LOCAL = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
    private static final UdpEndpoint REMOTE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500);
    private static final SaPath PATH = new SaPath(LOCAL, REMOTE, false);
    private static final Lifetime LIMITED = new Lifetime(1_000, 2_000, 0, 0);
    private static final KernelOptions PACKET = options("card0", true);
    private static final KernelOptions CRYPTO = options("card0", false);

    private final CardKernel kernel = new CardKernel();
    private final KernelMeter meter = new KernelMeter();
    private final List<DataPlaneEvent> events = new ArrayList<>();
    private final XfrmDataPlane plane = new XfrmDataPlane(kernel, reqid -> true, new PolicyTable(), meter);

    private static KernelOptions options(String device, boolean packet) {
        return KernelOptions.DEFAULT.withOffload(Optional.of(new KernelOptions.Offload(device, packet)));
    }

    private static ChildKeys keys() {
        byte[] key = new byte[20];
        Arrays.fill(key, (byte) 5); // zeros are what a kernel shows that hides keys
        return new ChildKeys(key, new byte[0]);
    }

    private static ChildSaSpec child(int number, KernelOptions options, Lifetime lifetime) {
        return new ChildSaSpec(
                0x1000 + number,
                0x2000 + number,
                new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false),
                keys(),
                keys(),
                IpsecMode.TUNNEL,
                PATH,
                7,
                List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.1.0.0"), 16)),
                List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.2.0.0"), 16)),
                options,
                lifetime);
    }

    private static ChildSaSpec child(int number, KernelOptions options) {
        return child(number, options, Lifetime.UNLIMITED);
    }

    private DataPlaneAnswer ask(DataPlaneRequest request) {
        List<DataPlaneAnswer> answers = new ArrayList<>();
        plane.submit(1, request);
        plane.exchange(new DataPlane.Sink() {
            @Override
            public void answer(long token, DataPlaneAnswer answer) {
                answers.add(answer);
            }

            @Override
            public void event(DataPlaneEvent event) {
                events.add(event);
            }
        });
        return answers.getFirst();
    }

    private void install(ChildSaSpec child, Parts parts) {
        assertThat(ask(new InstallChild(child, parts, 0))).isEqualTo(new DataPlaneAnswer.Done());
    }

    private void install(ChildSaSpec child) {
        install(child, Parts.BOTH);
    }

    private ChildSaSpec installed(int number, KernelOptions options, Lifetime lifetime) {
        ChildSaSpec child = child(number, options, lifetime);
        install(child);
        return child;
    }

    private ChildSaSpec installed(int number, KernelOptions options) {
        return installed(number, options, Lifetime.UNLIMITED);
    }

    private Sa inbound(ChildSaSpec child) {
        return Optional.ofNullable(kernel.states.get(KernelStates.inboundKey(ChildSaRef.of(child))))
                .orElseThrow();
    }

    private Sa outbound(ChildSaSpec child) {
        return Optional.ofNullable(kernel.states.get(KernelStates.outboundKey(ChildSaRef.of(child))))
                .orElseThrow();
    }

    private static Optional<Offload> card(Sa sa) {
        return sa.attributes().offload();
    }

    private Optional<Offload> card(PolicyDirection direction) {
        return kernel.policies.values().stream()
                .filter(policy -> policy.info().direction() == direction)
                .findFirst()
                .orElseThrow()
                .offload();
    }

    private static Optional<Offload> on(boolean inbound, boolean packet) {
        return Optional.of(new Offload(CardKernel.INDEX, inbound, packet));
    }

    private Map<KernelMeter.OnCard, Long> handedOver() {
        Map<KernelMeter.OnCard, Long> counts = new HashMap<>();
        meter.tellCards((card, count) -> counts.put(card, count.getAsLong()));
        return counts;
    }

    private void handedOver(String mode, long count) {
        assertThat(handedOver()).containsEntry(new KernelMeter.OnCard("card0", mode), count);
    }

    private void allIsTheKernels(ChildSaSpec child) {
        assertThat(card(inbound(child))).isEmpty();
        assertThat(card(outbound(child))).isEmpty();
        for (PolicyDirection direction : List.of(PolicyDirection.IN, PolicyDirection.OUT, PolicyDirection.FWD)) {
            assertThat(card(direction)).isEmpty();
        }
    }

    private void onlyCryptography(ChildSaSpec child) {
        assertThat(card(inbound(child))).isEqualTo(on(true, false));
        assertThat(card(outbound(child))).isEqualTo(on(false, false));
        assertThat(card(PolicyDirection.OUT)).isEmpty();
        assertThat(card(PolicyDirection.IN)).isEmpty();
    }

    private void allIsTheCards(ChildSaSpec child) {
        assertThat(card(inbound(child))).isEqualTo(on(true, true));
        assertThat(card(outbound(child))).isEqualTo(on(false, true));
        Optional<Offload> ofPolicy = Optional.of(Offload.ofPolicy(CardKernel.INDEX));
        assertThat(card(PolicyDirection.OUT)).isEqualTo(ofPolicy);
        assertThat(card(PolicyDirection.IN)).isEqualTo(ofPolicy);
        assertThat(card(PolicyDirection.FWD)).isEmpty();
    }

    @Test
    void packetOffloadTakesStatesAndThePoliciesInAndOut() {
        ChildSaSpec child = installed(1, PACKET, LIMITED);
        allIsTheCards(child);
        assertThat(inbound(child).info().limits()).isEqualTo(LifetimeLimits.ofCounts(1_000, 2_000, 0, 0));
        assertThat(meter.packetRefusals()).isZero();
        handedOver("packet", 2);
        ask(new DataPlaneRequest.RemoveChild(ChildSaRef.of(child), Parts.BOTH));
        handedOver("packet", 0);
        assertThat(kernel.states).isEmpty();
        assertThat(kernel.policies).isEmpty();
    }

    @Test
    void theCryptographyAloneLeavesPoliciesAsTheyAre() {
        ChildSaSpec child = installed(1, CRYPTO);
        onlyCryptography(child);
        handedOver("crypto", 2);
        plane.close();
        handedOver("crypto", 0);
    }

    @Test
    void aCardThatDoesNotCountGetsNoLimits() {
        kernel.countsLimits = false;
        ChildSaSpec child = installed(1, PACKET, LIMITED);
        allIsTheCards(child);
        assertThat(inbound(child).info().limits()).isEqualTo(LifetimeLimits.UNLIMITED);
        assertThat(outbound(child).info().limits()).isEqualTo(LifetimeLimits.UNLIMITED);
        assertThat(meter.packetRefusals()).isEqualTo(1);
    }

    @Test
    void aCardOfTheCryptographyAloneGetsThat() {
        kernel.takesPackets = false;
        ChildSaSpec child = installed(1, PACKET, LIMITED);
        onlyCryptography(child);
        assertThat(inbound(child).info().limits()).isEqualTo(LifetimeLimits.ofCounts(1_000, 2_000, 0, 0));
        assertThat(meter.packetRefusals()).isEqualTo(2); // with limits and without
        assertThat(meter.cryptoRefusals()).isZero();
    }

    @Test
    void aCardThatTakesStatesAndNotPoliciesGetsTheCryptography() {
        kernel.takesPolicies = false;
        ChildSaSpec child = installed(1, PACKET);
        onlyCryptography(child);
        assertThat(meter.packetRefusals()).isEqualTo(1);
    }

    @Test
    void whatNoCardTakesIsTheKernels() {
        kernel.takesPackets = false;
        kernel.takesCrypto = false;
        ChildSaSpec child = installed(1, PACKET);
        allIsTheKernels(child);
        assertThat(meter.packetRefusals()).isEqualTo(1);
        assertThat(meter.cryptoRefusals()).isEqualTo(1);
        assertThat(handedOver()).isEmpty();
    }

    @Test
    void anInterfaceWithoutEspIsFoundAndNotAskedAgain() {
        kernel.hasEsp = false;
        ChildSaSpec first = installed(1, PACKET);
        allIsTheKernels(first);
        handedOver("crypto", 0);
        kernel.asked.clear();
        install(child(2, PACKET));
        assertThat(kernel.asked)
                .filteredOn(XfrmRequest.AddSa.class::isInstance)
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(card(((XfrmRequest.AddSa) request).sa())).isEmpty());
    }

    /** Linux before 5.18 does the cryptography on the card, whatever else it was asked for. */
    @Test
    void aKernelThatDoesNotKnowPacketOffloadIsFound() {
        kernel.isOld = true;
        install(child(1, PACKET));
        assertThat(meter.packetRefusals()).isEqualTo(1);
        kernel.asked.clear();
        ChildSaSpec second = installed(2, PACKET);
        onlyCryptography(second);
        assertThat(kernel.asked).hasSize(2 + 2); // two states, and the two policies that leave the card again
    }

    /** The kernel would give packets in the clear to an interface that protects nothing. */
    @Test
    void aCardThatIsNotOnTheWayToThePeerGetsTheCryptographyAlone() {
        kernel.route = OptionalInt.of(CardKernel.INDEX + 1);
        ChildSaSpec first = installed(1, PACKET);
        onlyCryptography(first);
        assertThat(meter.packetRefusals()).isEqualTo(1);
        kernel.route = OptionalInt.of(CardKernel.INDEX);
        ChildSaSpec second = installed(2, PACKET);
        allIsTheCards(second);
        kernel.route = OptionalInt.empty();
        ChildSaSpec third = installed(3, PACKET);
        onlyCryptography(third);
    }

    @Test
    void noInterfaceOfThatName() {
        ChildSaSpec child = installed(1, options("nocard", true));
        allIsTheKernels(child);
    }

    @Test
    void paddedTunnelsAreTheKernels() {
        ChildSaSpec child = child(
                1,
                new KernelOptions(64, 2000, 0, 0, 0, 1_400, false)
                        .withOffload(Optional.of(new KernelOptions.Offload("card0", true))));
        install(child);
        allIsTheKernels(child);
    }

    /** Between the two halves of a rekey packets still go out on the old state, which only a policy on the card finds. */
    @Test
    void theOutboundPolicyStaysWhereTheOldStateIsUntilTheNewOneComes() {
        ChildSaSpec old = installed(1, PACKET);
        kernel.room = 2;
        ChildSaSpec next = child(2, PACKET);
        install(next, Parts.INBOUND);
        assertThat(card(inbound(next))).isEmpty();
        assertThat(card(PolicyDirection.IN)).isEmpty();
        assertThat(card(PolicyDirection.OUT)).contains(Offload.ofPolicy(CardKernel.INDEX));
        install(next, Parts.OUTBOUND);
        allIsTheKernels(next);
        ask(new DataPlaneRequest.RemoveChild(ChildSaRef.of(old), Parts.BOTH));
        allIsTheKernels(next);
    }

    /** And the other way round: a card that has room again takes the policy with the new outbound state. */
    @Test
    void aPolicyGoesToTheCardWithItsState() {
        kernel.room = 0;
        ChildSaSpec old = installed(1, PACKET);
        allIsTheKernels(old);
        kernel.room = 100;
        ChildSaSpec next = child(2, PACKET);
        install(next, Parts.INBOUND);
        assertThat(card(PolicyDirection.OUT)).isEmpty();
        install(next, Parts.OUTBOUND);
        allIsTheCards(next);
    }

    @Test
    void aNewPriorityLeavesThePolicyOnTheCard() {
        ChildSaSpec child = installed(1, PACKET);
        assertThat(ask(new DataPlaneRequest.PrioritizeChild(ChildSaRef.of(child), 1_500)))
                .isEqualTo(new DataPlaneAnswer.Done());
        assertThat(kernel.policies.values())
                .allSatisfy(policy -> assertThat(policy.info().priority()).isEqualTo(1_500));
        allIsTheCards(child);
    }

    /** The kernel's sequence number of such a state is not the card's: added again, it would use numbers twice. */
    @Test
    void aStateThatTheCardNumbersEndsInsteadOfMoving() {
        ChildSaSpec child = installed(1, PACKET);
        kernel.asked.clear();
        SaPath elsewhere = new SaPath(LOCAL, new UdpEndpoint(IpAddress.parse("192.0.2.9"), 500), false);
        assertThat(ask(new DataPlaneRequest.MoveChild(ChildSaRef.of(child), elsewhere)))
                .isInstanceOfSatisfying(
                        DataPlaneAnswer.Refused.class,
                        refused -> assertThat(refused.text()).contains("sequence numbers"));
        assertThat(events).containsExactly(new DataPlaneEvent.Expire(0x1001, LOCAL.address(), 7, true));
        assertThat(kernel.asked).noneMatch(XfrmRequest.AddSa.class::isInstance);
        assertThat(kernel.states).isEmpty();
    }

    /** What the kernel does itself it moves, and with it what a card only encrypts. */
    @Test
    void aStateThatTheKernelNumbersMoves() {
        ChildSaSpec child = installed(1, CRYPTO);
        SaPath elsewhere = new SaPath(LOCAL, new UdpEndpoint(IpAddress.parse("192.0.2.9"), 500), false);
        assertThat(ask(new DataPlaneRequest.MoveChild(ChildSaRef.of(child), elsewhere)))
                .isEqualTo(new DataPlaneAnswer.Done());
        assertThat(events).isEmpty();
        assertThat(kernel.states.values())
                .hasSize(2)
                .allSatisfy(sa -> assertThat(card(sa)).isPresent());
        handedOver("crypto", 2);
        plane.close();
        handedOver("crypto", 0);
    }
}
