package io.xfrmgate.ike.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.xfrmgate.ike.config.AddressAssigner.Assignment;
import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AddressRequest;
import io.xfrmgate.ike.config.AddressRequest.Wish;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AddressPoolsTest {
    private static final UdpEndpoint HERE = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 4500);
    private static final UdpEndpoint THERE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 4500);
    private static final Wish IPV4 = new Wish(false, Optional.empty());
    private static final Wish IPV6 = new Wish(true, Optional.empty());

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    static AddressInterval network(String text) {
        String[] parts = text.split("/", 2);
        return AddressInterval.ofHosts(new AddressRange(ip(parts[0]), Integer.parseInt(parts[1])));
    }

    static PoolDefinition pool(String name, String network) {
        return new PoolDefinition(name, "", List.of(network(network)), Map.of(), false, List.of(), 0);
    }

    private static PoolDefinition keeping(PoolDefinition pool, Map<Identification, List<IpAddress>> leases) {
        return new PoolDefinition(
                pool.name(), pool.group(), pool.intervals(), leases, pool.staticOnly(), pool.dns(), pool.holdMillis());
    }

    static Identification peer(String name) {
        return Identification.fqdn(name);
    }

    private static Assignment ask(AddressPools pools, long now, String peer, UdpEndpoint from, Wish... wishes) {
        List<String> names =
                pools.snapshot().stream().map(p -> p.definition().name()).toList();
        return pools.assign(new AddressRequest(now, names, peer(peer), from, false, List.of(wishes)));
    }

    private static IpAddress one(Assignment assignment) {
        assertThat(assignment.leases()).as(assignment.shortage()).hasSize(1);
        return assignment.leases().getFirst().address();
    }

    private static void release(AddressPools pools, long now, Assignment assignment) {
        assignment.leases().forEach(lease -> pools.release(now, lease));
    }

    @Test
    void networkAndBroadcastAddressesAreNotGivenOut() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/30")));
        assertThat(one(ask(pools, 0, "a", HERE, IPV4))).isEqualTo(ip("10.0.0.1"));
        assertThat(one(ask(pools, 0, "b", THERE, IPV4))).isEqualTo(ip("10.0.0.2"));
        Assignment none = ask(pools, 0, "c", THERE, IPV4);
        assertThat(none.leases()).isEmpty();
        assertThat(none.shortage()).isEqualTo("pool p has no address left for c: 2 of 2 used, 0 held");
        assertThat(pools.snapshot().getFirst().exhausted()).isEqualTo(1);
        assertThat(network("10.0.0.0/31")).isEqualTo(new AddressInterval(ip("10.0.0.0"), ip("10.0.0.1")));
        assertThat(network("2001:db8::/64"))
                .isEqualTo(new AddressInterval(ip("2001:db8::1"), ip("2001:db8::ffff:ffff:ffff:ffff")));
    }

    @Test
    void anIdentityGetsItsAddressAgainAsLongAsNobodyElseNeedsIt() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/30")));
        Assignment first = ask(pools, 0, "a", HERE, IPV4);
        release(pools, 1, first);
        assertThat(one(ask(pools, 2, "b", HERE, IPV4))).isEqualTo(ip("10.0.0.2"));
        Assignment again = ask(pools, 3, "a", THERE, IPV4);
        assertThat(again).isEqualTo(first);
        release(pools, 4, again);
        assertThat(one(ask(pools, 5, "c", HERE, IPV4))).isEqualTo(ip("10.0.0.1"));
        assertThat(ask(pools, 6, "a", HERE, IPV4).leases()).isEmpty();
    }

    @Test
    void whoHasNoOtherIkeSaGetsItsAddressThoughAnotherShardStillHoldsIt() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/29")));
        Assignment old = ask(pools, 0, "a", HERE, IPV4);
        Assignment fresh = pools.assign(new AddressRequest(1, List.of("p"), peer("a"), THERE, true, List.of(IPV4)));
        assertThat(one(fresh)).isEqualTo(one(old));
        assertThat(pools.snapshot().getFirst().used()).isEqualTo(1);
        release(pools, 2, old);
        assertThat(one(ask(pools, 3, "b", HERE, IPV4))).as("it is still in use").isNotEqualTo(one(old));
        release(pools, 4, fresh);
        assertThat(pools.snapshot().getFirst().used()).isEqualTo(1);
    }

    @Test
    void ofReturnedAddressesTheOneThatIsBackForLongestIsGivenOut() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/29")));
        List<Assignment> all = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> ask(pools, 0, "p" + i, HERE, IPV4))
                .toList();
        for (int i : new int[] {3, 1, 4}) {
            release(pools, i, all.get(i));
        }
        assertThat(one(ask(pools, 9, "x", HERE, IPV4))).isEqualTo(one(all.get(3)));
        assertThat(one(ask(pools, 9, "y", HERE, IPV4))).isEqualTo(one(all.get(1)));
        assertThat(one(ask(pools, 9, "z", HERE, IPV4))).isEqualTo(one(all.get(4)));
    }

    @Test
    void aHeldAddressWaitsForItsIdentity() {
        PoolDefinition plain = pool("p", "10.0.0.1/32");
        AddressPools pools = new AddressPools(
                List.of(new PoolDefinition("p", "", plain.intervals(), Map.of(), false, List.of(), 1_000)));
        release(pools, 10_000, ask(pools, 0, "a", HERE, IPV4));
        assertThat(ask(pools, 10_999, "b", HERE, IPV4).leases()).isEmpty();
        assertThat(pools.snapshot().getFirst().held()).isEqualTo(1);
        assertThat(one(ask(pools, 11_000, "b", HERE, IPV4))).isEqualTo(ip("10.0.0.1"));
        assertThat(pools.snapshot().getFirst().held()).isZero();
    }

    @Test
    void reauthenticationSharesTheAddressUntilBothHaveGivenItBack() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/30")));
        Assignment old = ask(pools, 0, "a", HERE, IPV4);
        Assignment reauthenticated = ask(pools, 1, "a", HERE, IPV4);
        assertThat(reauthenticated).isEqualTo(old);
        release(pools, 2, old);
        assertThat(pools.snapshot().getFirst().used()).isEqualTo(1);
        assertThat(one(ask(pools, 3, "b", THERE, IPV4))).isEqualTo(ip("10.0.0.2"));
        assertThat(ask(pools, 3, "c", THERE, IPV4).leases()).isEmpty();
        release(pools, 4, reauthenticated);
        assertThat(one(ask(pools, 5, "c", THERE, IPV4))).isEqualTo(ip("10.0.0.1"));
    }

    @Test
    void peersWithOneIdentityInTwoPlacesDoNotShareAnAddress() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/29")));
        Assignment here = ask(pools, 0, "group", HERE, IPV4);
        Assignment there = ask(pools, 0, "group", THERE, IPV4);
        assertThat(one(there)).isNotEqualTo(one(here));
        release(pools, 1, here);
        assertThat(one(ask(pools, 2, "group", THERE, IPV4)))
                .as("the one given back is the identity's")
                .isEqualTo(one(here));
    }

    @Test
    void whoMovedIsKnownAtItsNewPlace() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/29")));
        Assignment before = ask(pools, 0, "a", HERE, IPV4);
        pools.moved(before.leases().getFirst(), THERE);
        assertThat(ask(pools, 1, "a", THERE, IPV4)).isEqualTo(before);
    }

    @Test
    void severalAddressesOfBothFamilies() {
        AddressPools pools = new AddressPools(List.of(pool("four", "10.0.0.0/29"), pool("six", "2001:db8::/120")));
        Assignment assignment = ask(pools, 0, "a", HERE, IPV4, IPV4, IPV6);
        assertThat(assignment.leases())
                .extracting(AddressLease::address)
                .containsExactly(ip("10.0.0.1"), ip("10.0.0.2"), ip("2001:db8::1"));
        assertThat(ask(pools, 1, "a", HERE, IPV4, IPV4, IPV6)).isEqualTo(assignment);
    }

    @Test
    void aFamilyWithoutPoolLeavesTheOtherOne() {
        AddressPools pools = new AddressPools(List.of(pool("four", "10.0.0.0/29")));
        Assignment assignment = ask(pools, 0, "a", HERE, IPV6, IPV4);
        assertThat(one(assignment)).isEqualTo(ip("10.0.0.1"));
        assertThat(assignment.shortage()).contains("no IPv6 pool");
    }

    @Test
    void aWantedAddressIsHonouredIfItIsFree() {
        AddressPools pools = new AddressPools(List.of(pool("p", "10.0.0.0/29")));
        Wish five = new Wish(false, Optional.of(ip("10.0.0.5")));
        assertThat(one(ask(pools, 0, "a", HERE, five))).isEqualTo(ip("10.0.0.5"));
        assertThat(one(ask(pools, 0, "b", HERE, five))).isEqualTo(ip("10.0.0.1"));
        Wish outside = new Wish(false, Optional.of(ip("10.0.0.0")));
        assertThat(one(ask(pools, 0, "c", HERE, outside))).isEqualTo(ip("10.0.0.2"));
    }

    @Test
    void whatIsKeptForAnIdentityNobodyElseGets() {
        Map<Identification, List<IpAddress>> leases = Map.of(peer("a"), List.of(ip("10.0.0.1")));
        AddressPools pools = new AddressPools(List.of(keeping(pool("p", "10.0.0.0/30"), leases)));
        assertThat(one(ask(pools, 0, "b", HERE, new Wish(false, Optional.of(ip("10.0.0.1"))))))
                .isEqualTo(ip("10.0.0.2"));
        assertThat(ask(pools, 0, "c", HERE, IPV4).leases()).isEmpty();
        Assignment kept = ask(pools, 0, "a", HERE, IPV4);
        assertThat(one(kept)).isEqualTo(ip("10.0.0.1"));
        assertThat(one(ask(pools, 0, "a", THERE, IPV4))).as("from elsewhere").isEqualTo(ip("10.0.0.1"));
        release(pools, 1, kept);
        release(pools, 1, kept);
        assertThat(ask(pools, 2, "c", HERE, IPV4).leases()).isEmpty();
        assertThat(pools.snapshot().getFirst().used()).isEqualTo(1);
    }

    @Test
    void aStaticPoolServesOnlyThoseItKnows() {
        PoolDefinition plain = pool("p", "2001:db8::/64");
        IpAddress far = ip("2001:db8::a:0:0:1");
        AddressPools pools = new AddressPools(List.of(
                new PoolDefinition("p", "", plain.intervals(), Map.of(peer("a"), List.of(far)), true, List.of(), 0)));
        assertThat(one(ask(pools, 0, "a", HERE, IPV6))).isEqualTo(far);
        assertThat(ask(pools, 0, "b", HERE, IPV6).shortage()).isEqualTo("pool p keeps no address for b");
        assertThat(pools.snapshot().getFirst().size()).isEqualTo(1);
        assertThat(pools.snapshotWithLeases().getFirst().leases())
                .containsExactly(new PoolView.LeaseView(far, "a", true, true));
    }

    @Test
    void theNextPoolServesWhenOneIsFullAndEachStaysWhereItIs() {
        AddressPools pools = new AddressPools(List.of(pool("one", "10.0.0.1/32"), pool("two", "10.0.1.1/32")));
        Assignment first = ask(pools, 0, "a", HERE, IPV4);
        Assignment second = ask(pools, 0, "b", HERE, IPV4);
        assertThat(second.leases().getFirst().pool()).isEqualTo("two");
        release(pools, 1, first);
        release(pools, 1, second);
        assertThat(ask(pools, 2, "b", HERE, IPV4)).isEqualTo(second);
    }

    @Test
    void otherDefinitionsLeavePeersTheirAddresses() {
        PoolDefinition small = pool("p", "10.0.0.0/30");
        AddressPools pools = new AddressPools(List.of(small));
        Assignment a = ask(pools, 0, "a", HERE, IPV4);
        Assignment b = ask(pools, 0, "b", HERE, IPV4);
        pools.reconfigure(List.of(pool("p", "10.0.0.0/28")));
        assertThat(pools.snapshot().getFirst())
                .extracting(PoolView::size, PoolView::used)
                .containsExactly(14, 2);
        assertThat(one(ask(pools, 1, "c", HERE, IPV4))).isEqualTo(ip("10.0.0.3"));
        assertThat(ask(pools, 1, "a", HERE, IPV4)).isEqualTo(a);
        release(pools, 2, b);
        assertThat(pools.snapshot().getFirst().used()).isEqualTo(2);
        Map<Identification, List<IpAddress>> leases = Map.of(peer("d"), List.of(ip("10.0.0.1")));
        pools.reconfigure(List.of(keeping(small, leases)));
        assertThat(one(ask(pools, 3, "d", HERE, IPV4))).as("a has it still").isEqualTo(ip("10.0.0.2"));
        release(pools, 4, a);
        release(pools, 4, a);
        assertThat(one(ask(pools, 5, "d", THERE, IPV4))).isEqualTo(ip("10.0.0.1"));
    }

    @Test
    void dnsServersComeWithThePool() {
        PoolDefinition plain = pool("p", "10.0.0.0/29");
        AddressPools pools = new AddressPools(List.of(new PoolDefinition(
                "p", "", plain.intervals(), Map.of(), false, List.of(ip("9.9.9.9"), ip("2620:fe::fe")), 0)));
        assertThat(ask(pools, 0, "a", HERE, IPV4).dns()).containsExactly(ip("9.9.9.9"), ip("2620:fe::fe"));
    }

    @Test
    void impossiblePoolsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keeping(pool("p", "10.0.0.0/29"), Map.of(peer("a"), List.of(ip("10.0.0.0")))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolDefinition(
                        "p",
                        "",
                        List.of(network("10.0.0.0/29"), network("10.0.0.4/30")),
                        Map.of(),
                        false,
                        List.of(),
                        0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoolDefinition(
                        "p",
                        "",
                        List.of(network("10.0.0.0/29"), network("2001:db8::/64")),
                        Map.of(),
                        false,
                        List.of(),
                        0));
    }
}
