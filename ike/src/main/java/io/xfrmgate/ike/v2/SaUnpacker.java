package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link SaPacker} wrote. Most peers have much in common: what equals that of the one read last is one object for both, so
 * that those who look at very many IKE SAs keep less.
 */
final class SaUnpacker {
    private static final IkeSa.State[] STATES = IkeSa.State.values();
    private static final IpsecMode[] MODES = IpsecMode.values();
    private static final IntegrityAlgorithm[] INTEGRITY = IntegrityAlgorithm.values();
    private static final EncryptionAlgorithm[] ENCRYPTION = EncryptionAlgorithm.values();

    private final IkeEndpoint endpoint;
    private final Last<Keying> keying = new Last<>();

    private final Last<UdpEndpoint> localEndpoint = new Last<>();
    private final Last<ChildSuite> childSuite = new Last<>();
    private final Last<KernelOptions> options = new Last<>();
    private final Last<List<TrafficSelector>> localSelectors = new Last<>();
    private byte[] keyingOctets = {};

    private record Keying(Proposal proposal, IkeSuite suite) {}

    private static final class Last<T> {
        private Optional<T> value = Optional.empty();

        /** The last one, if this one equals it. */
        T one(T fresh) {
            if (value.isEmpty() || !value.get().equals(fresh)) {
                value = Optional.of(fresh);
            }
            return value.get();
        }
    }

    SaUnpacker(IkeEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The IKE SA as it was. */
    IkeSa unpack(PackedStore store, int place) {
        return read(store, place, true);
    }

    /** The IKE SA for a look: without keys, and of no other use. */
    IkeSa picture(PackedStore store, int place) {
        return read(store, place, false);
    }

    private IkeSa read(PackedStore store, int place, boolean withKeys) {
        PackReader from = new PackReader(store.octets(place), store.offset(place));
        long localSpi = from.u64();
        from.u64(); // the deadline, which is that of its timers
        IkeSa.State state = STATES[from.octet()];
        PeerConfig config = endpoint.directory().named(from.text()).orElseThrow();
        boolean initiator = from.flag();
        IkeSa sa = new IkeSa(
                endpoint, config, initiator, localSpi, from.u64(), localEndpoint.one(from.endpoint()), from.endpoint());
        sa.originKey = from.u64();
        identity(sa, from);
        sa.setNat(new NatSituation(from.flag(), from.flag(), from.flag()));
        if (from.flag()) {
            Keying agreed = keying(from);
            sa.setKeys(agreed.suite, agreed.proposal, keys(agreed.suite, from, withKeys));
        }
        sa.setAddresses(addresses(from));
        sa.channel().unpack(from);
        sa.timers().unpack(from);
        sa.lifeline().unpack(from);
        int count = from.octet();
        List<ChildSa> children = new ArrayList<>(Math.max(1, count));
        for (int i = 0; i < count; i++) {
            children.add(child(sa, from));
        }
        sa.restored(state, children);
        return sa;
    }

    private static void identity(IkeSa sa, PackReader from) {
        int hash = from.u32();
        if (from.flag()) {
            sa.setPeerId(from.identification(), hash);
        }
        if (from.flag()) {
            sa.setPeerCertificate(new PeerCertificate(from.text(), Instant.ofEpochSecond(from.u64(), from.u32())));
        }
    }

    private Keying keying(PackReader from) {
        if (keying.value.isPresent() && from.passes(keyingOctets)) {
            return keying.value.get();
        }
        int began = from.position();
        Proposal proposal = proposal(from);
        keyingOctets = from.since(began);
        return keying.one(new Keying(proposal, IkeSuite.of(proposal).orElseThrow()));
    }

    private static Proposal proposal(PackReader from) {
        int number = from.octet();
        long spi = from.u64();
        Transform[] transforms = new Transform[from.octet()];
        for (int i = 0; i < transforms.length; i++) {
            transforms[i] = new Transform(TransformType.of(from.octet()).orElseThrow(), from.u16(), from.u16());
        }
        return new Proposal(number, SecurityProtocol.IKE, spi, List.of(transforms));
    }

    private IkeKeys keys(IkeSuite suite, PackReader from, boolean withKeys) {
        byte[] skD = withKeys ? from.octets() : skipped(from);
        return new IkeKeys(skD, protection(suite, from, withKeys), protection(suite, from, withKeys));
    }

    private static byte[] skipped(PackReader from) {
        from.skipOctets();
        return new byte[0];
    }

    private SkProtection protection(IkeSuite suite, PackReader from, boolean withKeys) {
        byte[] encryption = withKeys ? from.octets() : zeros(suite.encryptionKeyLength(), from);
        byte[] integrity = withKeys ? from.octets() : zeros(suite.integrity().keyLength(), from);
        SkProtection protection =
                endpoint.crypto().protection(suite.encryption(), suite.integrity(), encryption, integrity);
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(integrity, (byte) 0);
        if (from.flag()) {
            protection.resumeIvs(from.u64());
        }
        return protection;
    }

    private static byte[] zeros(int length, PackReader from) {
        from.skipOctets();
        return new byte[length];
    }

    private static InternalAddresses addresses(PackReader from) {
        int count = from.u16();
        List<AddressLease> leases = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            leases.add(new AddressLease(from.text(), from.address(), from.identification(), from.u32()));
        }
        List<IpAddress> addresses = from.addresses();
        String shortage = from.text();
        return addresses.isEmpty() && leases.isEmpty() && shortage.isEmpty()
                ? InternalAddresses.NONE
                : new InternalAddresses(List.copyOf(leases), addresses, shortage);
    }

    private ChildSa child(IkeSa sa, PackReader from) {
        ChildConfig config = sa.config().children().get(from.octet());
        ChildSuite suite = childSuite.one(
                new ChildSuite(ENCRYPTION[from.octet()], from.u16(), INTEGRITY[from.octet()], from.flag()));
        int inboundSpi = from.u32();
        int outboundSpi = from.u32();
        IpsecMode mode = MODES[from.octet()];
        SaPath path = from.flag() ? sa.path() : path(from);
        int reqid = from.u32();
        List<TrafficSelector> local = localSelectors.one(from.selectors());
        List<TrafficSelector> remote = from.selectors();
        ChildSaRef ref = new ChildSaRef(
                inboundSpi,
                outboundSpi,
                mode,
                path,
                reqid,
                local,
                remote,
                options.one(config.options().withPriority(from.u32())));
        ChildSa child = new ChildSa(sa, config, suite, ref, from.u64(), from.flag());
        child.state = ChildSa.State.INSTALLED;
        child.announced = from.flag();
        child.seenInbound = from.u64();
        child.seenOutbound = from.u64();
        child.rekeyAt = from.u64();
        child.expireAt = from.u64();
        return child;
    }

    private static SaPath path(PackReader from) {
        UdpEndpoint local = from.endpoint();
        return new SaPath(local, from.endpoint(), from.flag());
    }
}
