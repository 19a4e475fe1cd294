package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.Transform;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An idle IKE SA with its Child SAs as some 500 octets, which {@link SaUnpacker} reads. What an idle one can not have is not written: requests under way,
 * tasks, a handshake, fragments. Its configuration is written by name, and is the one of that name when it is read.
 */
final class SaPacker {
    /** Where in a record our SPI is, for a look without reading it all. */
    static final int LOCAL_SPI = 0;
    /** When it is due; {@link TimerTable#NEVER} if never. */
    static final int DEADLINE = 8;

    private static final int STATE = 16;
    private static final IkeSa.State[] STATES = IkeSa.State.values();

    private static final int MOST_CHILDREN = 255;

    private final IkeEndpoint endpoint;
    private final PackWriter to = new PackWriter();

    SaPacker(IkeEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Whether it can be read back: its configuration, and that of each of its Child SAs, is the one of that name. A
     * configuration that was replaced by an equal one is replaced here, too.
     */
    boolean isPackable(IkeSa sa) {
        Optional<PeerConfig> current = endpoint.directory().named(sa.config().name());
        if (current.isEmpty() || !current.get().equals(sa.config())) {
            return false;
        }
        if (sa.children().all().size() > MOST_CHILDREN) {
            return false;
        }
        sa.replaceEqualConfig(current.get());
        for (ChildSa child : sa.children().all()) {
            OptionalInt place = placeOf(child.config, sa.config());
            if (place.isEmpty()
                    || !child.config
                            .options()
                            .withPriority(child.ref.options().priority())
                            .equals(child.ref.options())) {
                return false;
            }
            child.config = sa.config().children().get(place.getAsInt());
        }
        return true;
    }

    private static OptionalInt placeOf(ChildConfig child, PeerConfig config) {
        List<ChildConfig> children = config.children();
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).equals(child)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    // ---- writing ---------------------------------------------------------------------------------------------------

    /** Writes it, and returns its place. */
    int pack(IkeSa sa, PackedStore store) {
        to.u64(sa.localSpi());
        to.u64(sa.earliestDeadline());
        to.octet(sa.state().ordinal());
        to.text(sa.config().name());
        to.flag(sa.initiator());
        to.u64(sa.remoteSpi());
        to.endpoint(sa.local());
        to.endpoint(sa.remote());
        to.u64(sa.originKey);
        identity(sa);
        to.flag(sa.nat().localBehindNat());
        to.flag(sa.nat().remoteBehindNat());
        to.flag(sa.nat().forced());
        to.flag(sa.hasKeys());
        if (sa.hasKeys()) {
            proposal(sa.proposal().orElseThrow());
            keys(sa.keys());
        }
        addresses(sa.addresses());
        sa.channel().pack(to);
        sa.timers().pack(to);
        sa.lifeline().pack(to);
        to.octet(sa.children().all().size());
        sa.children().all().forEach(child -> child(child, sa));
        int place = store.put(to.array(), to.length());
        to.wipe();
        return place;
    }

    private void identity(IkeSa sa) {
        to.u32(sa.peerIdHash());
        to.flag(sa.peerId().isPresent());
        sa.peerId().ifPresent(to::identification);
        to.flag(sa.peerCertificate().isPresent());
        sa.peerCertificate().ifPresent(certificate -> {
            to.text(certificate.subject());
            to.u64(certificate.notAfter().getEpochSecond());
            to.u32(certificate.notAfter().getNano());
        });
    }

    private void proposal(Proposal proposal) {
        to.octet(proposal.number());
        to.u64(proposal.spi());
        to.octet(proposal.transforms().size());
        for (Transform transform : proposal.transforms()) {
            to.octet(transform.type().id());
            to.u16(transform.id());
            to.u16(transform.keyBits());
        }
    }

    private void keys(IkeKeys keys) {
        to.octets(keys.skD());
        protection(keys.initiatorProtection());
        protection(keys.responderProtection());
    }

    private void protection(SkProtection protection) {
        SkKeys keys = protection.copyKeys();
        to.octets(keys.encryption());
        to.octets(keys.integrity());
        keys.destroy();
        to.flag(protection.nextIv().isPresent());
        protection.nextIv().ifPresent(to::u64);
    }

    private void addresses(InternalAddresses held) {
        to.u16(held.leases().size());
        for (AddressLease lease : held.leases()) {
            to.text(lease.pool());
            to.address(lease.address());
            to.identification(lease.peer());
            to.u32(lease.slot());
        }
        to.addresses(held.addresses());
        to.text(held.shortage());
    }

    private void child(ChildSa child, IkeSa sa) {
        to.octet(placeOf(child.config, sa.config()).orElseThrow());
        to.octet(child.suite.encryption().ordinal());
        to.u16(child.suite.keyBits());
        to.octet(child.suite.integrity().ordinal());
        to.flag(child.suite.esn());
        to.u32(child.inboundSpi());
        to.u32(child.outboundSpi());
        to.octet(child.ref.mode().ordinal());
        SaPath path = child.ref.path();
        boolean same = path.equals(sa.path());
        to.flag(same);
        if (!same) {
            to.endpoint(path.local());
            to.endpoint(path.remote());
            to.flag(path.encapsulated());
        }
        to.u32(child.ref.reqid());
        to.selectors(child.ref.localSelectors());
        to.selectors(child.ref.remoteSelectors());
        to.u32(child.ref.options().priority());
        to.u64(child.createdMillis);
        to.flag(child.createdByUs);
        to.flag(child.announced);
        to.u64(child.seenInbound);
        to.u64(child.seenOutbound);
        to.u64(child.rekeyAt);
        to.u64(child.expireAt);
    }

    static IkeSa.State state(PackedStore store, int place) {
        return STATES[store.octets(place)[store.offset(place) + STATE]];
    }
}
