package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.sim.HandshakeBenchmark;
import io.xfrmgate.ike.wire.Identification;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SaPackerTest {
    private static final IpAddress INNER = IpAddress.parse("2001:db8::7");

    private final IkeEndpoint endpoint = HandshakeBenchmark.gatewayWith(1);
    private final IkeSa sa = endpoint.registry().awake().getFirst();
    private final SaPacker packer = new SaPacker(endpoint);
    private final SaUnpacker unpacker = new SaUnpacker(endpoint);
    private final PackedStore store = new PackedStore();

    /** Every field of the IKE SA and of all that it is made of, whatever is added to them later. */
    private static void assertSame(IkeSa read, IkeSa written) {
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(IkeEndpoint.class)
                .ignoringFieldsMatchingRegexes(".*heapIndex", ".*heapDeadline", ".*restless", ".*peering")
                .isEqualTo(written);
    }

    private IkeSa packed() {
        assertThat(sa.isIdle()).isTrue();
        assertThat(packer.isPackable(sa)).isTrue();
        sa.keys().forgetProofs();
        return unpacker.unpack(store, packer.pack(sa, store));
    }

    @Test
    void readsBackAllThatAnOrdinaryOneIs() {
        assertThat(sa.children().all()).hasSize(1);
        assertSame(packed(), sa);
    }

    @Test
    void readsBackAllThatOneCanBe() {
        Identification name = new Identification(
                Identification.DER_ASN1_DN, HexFormat.of().parseHex("300d310b3009060355040613024445"));
        UdpEndpoint translated = new UdpEndpoint(IpAddress.parse("203.0.113.9"), 61_234);
        sa.channel().move(new UdpEndpoint(IpAddress.parse("2001:db8::1"), 4500), translated);
        sa.setPeerId(name);
        sa.setPeerCertificate(new PeerCertificate("CN=älteste Station", Instant.ofEpochSecond(1_900_000_000, 5)));
        sa.setNat(new NatSituation(false, true, true));
        sa.setAddresses(new InternalAddresses(
                List.of(new AddressLease("pool", INNER, name, 3)), List.of(INNER), "no IPv4 address is left"));
        sa.channel().setFragmentation(true);
        sa.originKey = -5;
        sa.localProtection().seal(new byte[200], 40, 64, new SecureRandom());
        sa.lifeline().endSession(77_777_777);
        sa.lifeline().retire(5);
        sa.timers().set(TimerKind.NAT_KEEPALIVE, 123);
        ChildSa child = sa.children().all().getFirst();
        child.seenInbound = Long.MAX_VALUE - 1;
        child.seenOutbound = 9;
        child.rekeyAt = 1_234;
        child.expireAt = 5_678;
        child.announced = !child.announced;
        assertSame(packed(), sa);
        assertThat(child.ref.path()).isNotEqualTo(sa.path());
    }

    @Test
    void leavesKeysOutOfAPicture() {
        byte[] secret = sa.keys().skD().clone();
        IkeSa picture = unpacker.picture(store, packer.pack(sa, store));
        assertThat(Views.of(picture)).isEqualTo(Views.of(sa));
        assertThat(picture.keys().skD()).isNotEqualTo(secret);
        assertThat(picture.localProtection().copyKeys().encryption()).containsOnly(0);
    }

    @Test
    void sharesWhatPeersHaveInCommon() {
        int place = packer.pack(sa, store);
        IkeSaView one = Views.of(unpacker.picture(store, place));
        IkeSaView other = Views.of(unpacker.picture(store, place));
        assertThat(one.suite()).isSameAs(other.suite());
        assertThat(one.ikeSa().local()).isSameAs(other.ikeSa().local());
        IkeSaView.ChildView oneChild = one.children().getFirst();
        IkeSaView.ChildView otherChild = other.children().getFirst();
        assertThat(oneChild.suite()).isSameAs(otherChild.suite());
        assertThat(oneChild.ref().options()).isSameAs(otherChild.ref().options());
        assertThat(oneChild.ref().localSelectors()).isSameAs(otherChild.ref().localSelectors());
    }

    @Test
    void takesHalfAKibibyte() {
        packer.pack(sa, store);
        int place = packer.pack(sa, store);
        assertThat(store.offset(place)).isLessThan(768);
    }
}
