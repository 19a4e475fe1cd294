package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.kernel.KernelAudit.Difference;
import io.xfrmgate.agent.kernel.KernelAudit.Expected;
import io.xfrmgate.agent.kernel.KernelAudit.Kind;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.PolicyInfo;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KernelAuditTest {
    private static final UdpEndpoint LOCAL = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 4500);
    private static final UdpEndpoint REMOTE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 4500);
    private static final List<TrafficSelector> OURS =
            List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.1.0.0"), 16));
    private static final List<TrafficSelector> THEIRS =
            List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.2.0.0"), 16));
    private static final ChildSaRef CHILD = child(0x11, 0x22, 7);
    private static final Trap TRAP =
            new Trap(0, IpsecMode.TUNNEL, new SaPath(LOCAL, REMOTE, false), OURS, THEIRS, KernelOptions.DEFAULT);

    private final List<Sa> states = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();

    private static ChildSaRef child(int inbound, int outbound, int reqid) {
        return new ChildSaRef(
                inbound,
                outbound,
                IpsecMode.TUNNEL,
                new SaPath(LOCAL, REMOTE, false),
                reqid,
                OURS,
                THEIRS,
                KernelOptions.DEFAULT);
    }

    private static Sa state(UdpEndpoint from, UdpEndpoint to, int spi, int reqid, XfrmMode mode) {
        SaId id = SaId.esp(to.address().toInetAddress(), spi);
        return new Sa(SaInfo.of(id, from.address().toInetAddress(), reqid, mode), new SaAttributes.Builder().build());
    }

    @BeforeEach
    void everythingInPlace() throws Exception {
        states.add(state(REMOTE, LOCAL, 0x11, 7, XfrmMode.TUNNEL));
        states.add(state(LOCAL, REMOTE, 0x22, 7, XfrmMode.TUNNEL));
        for (WantedPolicies.Entry entry : WantedPolicies.of(CHILD).entries()) {
            policies.add(policy(entry));
        }
    }

    private static Policy policy(WantedPolicies.Entry entry) {
        return new Policy(
                PolicyInfo.of(entry.key().selector(), entry.key().direction(), 2000),
                List.of(entry.template()),
                entry.key().mark(),
                entry.key().interfaceId());
    }

    private List<Difference> audit(Expected... expected) {
        return KernelAudit.compare(List.of(expected), List.of(), new KernelTables(states, policies));
    }

    private static Expected settled() {
        return new Expected("map/site", CHILD, true);
    }

    @Test
    void whatIsAlikeHasNoDifference() {
        assertThat(audit(settled())).isEmpty();
    }

    @Test
    void whatIsGoneIsMissing() {
        states.removeFirst();
        policies.removeIf(policy -> policy.info().direction() == PolicyDirection.OUT);
        assertThat(audit(settled()))
                .containsExactly(
                        new Difference(Kind.MISSING, "state 00000011 to 192.0.2.1", "map/site, in"),
                        new Difference(Kind.MISSING, "policy out 10.1.0.0/16 to 10.2.0.0/16", "of map/site"));
    }

    @Test
    void whatComesOrGoesMayBeThereOrNot() {
        Expected going = new Expected("map/site", CHILD, false);
        assertThat(audit(going)).isEmpty();
        states.clear();
        policies.clear();
        assertThat(audit(going)).isEmpty();
    }

    @Test
    void whatNobodyKnowsIsExtra() {
        assertThat(audit())
                .hasSize(5)
                .allSatisfy(difference -> assertThat(difference.kind()).isEqualTo(Kind.EXTRA));
        states.clear();
        states.add(state(LOCAL, REMOTE, 0, 7, XfrmMode.TUNNEL));
        policies.clear();
        assertThat(audit()).as("the kernel's own entry for a packet that waits").isEmpty();
    }

    @Test
    void whatIsOtherwiseIsAMismatch() {
        states.set(1, state(LOCAL, REMOTE, 0x22, 8, XfrmMode.TRANSPORT));
        assertThat(audit(settled())).singleElement().satisfies(difference -> {
            assertThat(difference.kind()).isEqualTo(Kind.MISMATCH);
            assertThat(difference.detail())
                    .contains("map/site, out")
                    .contains("reqid is 8, should be 7")
                    .contains("mode is TRANSPORT, should be TUNNEL");
        });
    }

    @Test
    void aPolicyOfAnotherIsAMismatch() throws Exception {
        policies.set(0, policy(WantedPolicies.of(child(1, 2, 9)).entries().getFirst()));
        assertThat(audit(settled())).singleElement().satisfies(difference -> {
            assertThat(difference.kind()).isEqualTo(Kind.MISMATCH);
            assertThat(difference.detail())
                    .contains("reqid 9")
                    .contains("should be")
                    .contains("reqid 7");
        });
        assertThat(audit(settled(), new Expected("other", child(1, 2, 9), false)))
                .as("one of those who want it has it as it wants")
                .isEmpty();
    }

    @Test
    void trapsAreDemandedToo() {
        assertThat(KernelAudit.compare(List.of(settled()), List.of(TRAP), new KernelTables(states, policies)))
                .as("the Child SA's policy stands for the trap")
                .isEmpty();
        assertThat(KernelAudit.compare(List.of(), List.of(TRAP), new KernelTables(List.of(), List.of())))
                .singleElement()
                .satisfies(difference -> assertThat(difference.detail()).contains("trap to 192.0.2.2"));
    }
}
