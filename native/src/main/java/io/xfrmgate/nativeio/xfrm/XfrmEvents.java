package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the messages that only the kernel sends. */
final class XfrmEvents {
    static final int ACQUIRE_SIZE = 280;
    static final int MAPPING_SIZE = 64;

    private XfrmEvents() {}

    /**
     * <pre>
     * struct xfrm_user_acquire {                                                 280 octets
     *     struct xfrm_id id; xfrm_address_t saddr; struct xfrm_selector sel;     0, 24, 40
     *     struct xfrm_userpolicy_info policy;                                    96
     *     __u32 aalgos, ealgos, calgos, seq;                                     264
     * };
     * </pre>
     */
    static XfrmMessage acquire(MessageReader reader) throws MalformedMessageException {
        MessageReader destination = reader.slice(16);
        int spi = reader.be32();
        int protocol = reader.u8();
        MessageReader source = reader.skip(3).slice(16);
        Selector selector = Selector.read(reader);
        PolicyInfo policy = PolicyInfo.read(reader);
        int sequence = reader.skip(12).u32();
        Attributes attributes = Attributes.read(reader);
        List<Template> templates = Template.readAll(attributes);
        // the structure has no family: with a tunnel of the other family only the template knows it
        int family = AddressFamily.of(
                templates.isEmpty()
                        ? selector.destination()
                        : templates.getFirst().id().destination());
        return new XfrmMessage.Acquire(
                new SaId(destination.address(family), spi, protocol),
                source.address(family),
                selector,
                Policy.read(policy, attributes),
                sequence);
    }

    /** <pre>struct xfrm_user_expire { struct xfrm_usersa_info state; __u8 hard; };    232 octets</pre> */
    static XfrmMessage expire(MessageReader reader) throws MalformedMessageException {
        SaInfo sa = SaInfo.read(reader);
        boolean hard = reader.u8() != 0;
        reader.skip(7);
        return new XfrmMessage.Expire(sa, Attributes.read(reader).find(XfrmAttribute.MARK, Mark::read), hard);
    }

    /** <pre>struct xfrm_user_polexpire { struct xfrm_userpolicy_info pol; __u8 hard; };    176 octets</pre> */
    static XfrmMessage policyExpire(MessageReader reader) throws MalformedMessageException {
        PolicyInfo policy = PolicyInfo.read(reader);
        boolean hard = reader.u8() != 0;
        reader.skip(7);
        return new XfrmMessage.PolicyExpire(Policy.read(policy, Attributes.read(reader)), hard);
    }

    /** The whole policy comes in XFRMA_POLICY if it was named by its selector, and by its index if by that. */
    static XfrmMessage policyDeleted(MessageReader reader) throws MalformedMessageException {
        PolicyId id = PolicyId.read(reader);
        Attributes attributes = Attributes.read(reader);
        Optional<PolicyInfo> info = attributes.find(XfrmAttribute.POLICY, PolicyInfo::read);
        return new XfrmMessage.PolicyDeleted(
                info.map(i -> new PolicyId(i.selector(), i.index(), i.direction()))
                        .orElse(id),
                info.isPresent() ? Optional.of(Policy.read(info.get(), attributes)) : Optional.empty());
    }

    /** <pre>struct xfrm_user_report { __u8 proto; struct xfrm_selector sel; };    60 octets</pre> */
    static XfrmMessage report(MessageReader reader) throws MalformedMessageException {
        int protocol = reader.u8();
        return new XfrmMessage.Report(protocol, Selector.read(reader.skip(3)));
    }

    static XfrmMessage migrated(MessageReader reader) throws MalformedMessageException {
        PolicyId id = PolicyId.read(reader);
        List<MigrateEntry> entries = new ArrayList<>(1);
        MessageReader moves = Attributes.read(reader)
                .find(XfrmAttribute.MIGRATE)
                .orElseThrow(() -> new MalformedMessageException("no XFRMA_MIGRATE"));
        while (moves.hasRemaining()) {
            entries.add(MigrateEntry.read(moves));
        }
        return new XfrmMessage.Migrated(id, entries);
    }

    /**
     * <pre>
     * struct xfrm_user_mapping {                                                     64 octets
     *     struct xfrm_usersa_id id; __u32 reqid;                                     0, 24
     *     xfrm_address_t old_saddr, new_saddr; __be16 old_sport, new_sport;          28, 44, 60, 62
     * };
     * </pre>
     */
    static XfrmMessage mapping(MessageReader reader) throws MalformedMessageException {
        SaId id = SaId.read(reader);
        int family = AddressFamily.of(id.destination());
        int reqid = reader.u32();
        InetAddress oldSource = reader.address(family);
        InetAddress newSource = reader.address(family);
        int oldPort = reader.be16();
        return new XfrmMessage.Mapping(id, reqid, oldSource, oldPort, newSource, reader.be16());
    }

    static XfrmMessage sadInfo(MessageReader reader) throws MalformedMessageException {
        Attributes attributes = Attributes.read(reader.skip(4));
        MessageReader hash = attributes.find(SpdAttribute.SAD_HINFO).orElse(MessageReader.of(new byte[8], 0, 8));
        return new XfrmMessage.SadInfo(attributes.u32(SpdAttribute.SAD_COUNT, 0), hash.u32(), hash.u32());
    }

    /** <pre>struct xfrmu_spdinfo { __u32 incnt, outcnt, fwdcnt, inscnt, outscnt, fwdscnt; };    24 octets</pre> */
    static XfrmMessage spdInfo(MessageReader reader) throws MalformedMessageException {
        Attributes attributes = Attributes.read(reader.skip(4));
        MessageReader counts = attributes.find(SpdAttribute.INFO).orElse(MessageReader.of(new byte[24], 0, 24));
        return new XfrmMessage.SpdInfo(
                counts.u32(),
                counts.u32(),
                counts.u32(),
                counts.u32(),
                counts.u32(),
                counts.u32(),
                attributes.find(SpdAttribute.IPV4_HTHRESH, HashThresholds::read),
                attributes.find(SpdAttribute.IPV6_HTHRESH, HashThresholds::read));
    }
}
