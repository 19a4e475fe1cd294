package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.xfrmgate.agent.kernel.PolicyTable.Key;
import io.xfrmgate.agent.kernel.PolicyTable.Owner;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PolicyTableTest {
    private static final InetAddress LEFT = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("192.0.2.2");
    private static final Key KEY =
            new Key(Selector.ofPrefixes(LEFT, 32, RIGHT, 32), PolicyDirection.OUT, Optional.empty(), 0);
    private static final Owner CHILD = new Owner(7, 0x1001);
    private static final Owner OTHER = new Owner(8, 0x1002);
    private static final int HOLDER = 1;
    private static final Owner TRAP = Owner.ofTrap(7);

    private final PolicyTable table = new PolicyTable();

    private static Template template(int reqid) {
        return Template.esp(LEFT, RIGHT, reqid, XfrmMode.TUNNEL);
    }

    private Optional<PolicyTable.Claim> claim(Owner owner, int priority) {
        return table.claim(KEY, owner, priority, template(owner.reqid()), Optional.empty(), HOLDER);
    }

    private static Policy installed(Optional<XfrmRequest> settled) {
        return installed(settled.orElseThrow());
    }

    private static Policy installed(XfrmRequest request) {
        assertThat(request).isInstanceOf(XfrmRequest.UpdatePolicy.class);
        return ((XfrmRequest.UpdatePolicy) request).policy();
    }

    @Test
    void theLastToGoTakesThePolicyAway() {
        claim(CHILD, 2000);
        claim(OTHER, 2000);
        assertThat(table.settle(KEY)).isPresent();
        assertThat(table.release(KEY, CHILD)).isEmpty();
        assertThat(table.release(KEY, OTHER)).contains(new XfrmRequest.DeletePolicy(KEY.id(), Optional.empty(), 0));
        assertThat(table.release(KEY, OTHER)).isEmpty();
    }

    @Test
    void theNewerOfTwoCountsAndTheOlderComesBack() {
        claim(CHILD, 2000);
        claim(OTHER, 2000);
        assertThat(installed(table.settle(KEY)).templates()).containsExactly(template(8));
        assertThat(table.release(KEY, OTHER))
                .hasValueSatisfying(
                        request -> assertThat(installed(request).templates()).containsExactly(template(7)));
    }

    @Test
    void aTrapStandsBehindWheneverItWasMade() {
        claim(CHILD, 2000);
        claim(TRAP, 2001);
        assertThat(installed(table.settle(KEY)).info().priority()).isEqualTo(2000);
        assertThat(table.release(KEY, TRAP)).isEmpty();
        claim(TRAP, 2001);
        assertThat(table.release(KEY, CHILD))
                .hasValueSatisfying(request ->
                        assertThat(installed(request).info().priority()).isEqualTo(2001));
    }

    /** Most rekeys: another Child SA, the same reqid and endpoints. */
    @Test
    void theKernelHearsNothingOfAClaimThatChangesNothing() {
        Owner next = new Owner(7, 0x1003);
        claim(CHILD, 2000);
        assertThat(table.settle(KEY)).isPresent();
        claim(next, 2000);
        assertThat(table.settle(KEY)).isEmpty();
        assertThat(table.release(KEY, CHILD)).isEmpty();
        assertThat(table.release(KEY, next)).isPresent();
    }

    @Test
    void afterARefusalTheKernelIsToldAgain() {
        claim(CHILD, 2000);
        assertThat(table.settle(KEY)).isPresent();
        Owner next = new Owner(7, 0x1003);
        Optional<PolicyTable.Claim> none = claim(next, 2000);
        table.restore(KEY, next, none, HOLDER);
        assertThat(table.settle(KEY)).isPresent();
        assertThat(table.settle(KEY)).isEmpty();
    }

    @Test
    void prioritiesAreUnsigned() {
        claim(CHILD, -1);
        claim(OTHER, 5);
        assertThat(installed(table.settle(KEY)).info().priority()).isEqualTo(5);
    }

    @Test
    void anUndoneClaimLeavesWhatWasThere() {
        claim(CHILD, 2000);
        Optional<PolicyTable.Claim> earlier = table.claim(KEY, CHILD, 1000, template(7), Optional.empty(), HOLDER);
        table.restore(KEY, CHILD, earlier, HOLDER);
        assertThat(installed(table.settle(KEY)).info().priority()).isEqualTo(2000);
        Optional<PolicyTable.Claim> none = claim(OTHER, 1);
        assertThat(none).isEmpty();
        table.restore(KEY, OTHER, none, HOLDER);
        table.release(KEY, CHILD);
        assertThat(table.settle(KEY).orElseThrow()).isInstanceOf(XfrmRequest.DeletePolicy.class);
    }

    /** As a gateway has it for a peer with a network behind it. */
    private static Key outbound(int number) {
        InetAddress network = InetAddress.ofLiteral("10." + number / 256 + "." + number % 256 + ".0");
        return new Key(
                Selector.ofPrefixes(InetAddress.ofLiteral("172.16.0.0"), 16, network, 24),
                PolicyDirection.OUT,
                Optional.empty(),
                0);
    }

    @Test
    void manyPoliciesThatTheKernelHasToWalkThroughAreTold() {
        List<String> told = new ArrayList<>();
        PolicyTable several = new PolicyTable(line -> told.add(line.toString()));
        for (int i = 0; i < UnhashedPolicies.MANY; i++) {
            several.claim(
                    KEY, CHILD, 2000, template(7), Optional.empty(), HOLDER); // always the same one, between hosts
            several.claim(outbound(i % 500), CHILD, 2000, template(7), Optional.empty(), HOLDER);
        }
        assertThat(told).isEmpty();
        for (int i = 500; i < 2 * UnhashedPolicies.MANY - 1; i++) {
            several.claim(outbound(i), CHILD, 2000, template(7), Optional.empty(), HOLDER);
        }
        assertThat(told)
                .singleElement(STRING)
                .contains("policies-unhashed", "count=1000", "policy-hash-threshold ipv4 0 24");
        several.release(outbound(0), CHILD);
        several.claim(outbound(0), CHILD, 2000, template(7), Optional.empty(), HOLDER);
        assertThat(told).hasSize(1);
        several.claim(outbound(2 * UnhashedPolicies.MANY), CHILD, 2000, template(7), Optional.empty(), HOLDER);
        assertThat(told).hasSize(2);
    }
}
