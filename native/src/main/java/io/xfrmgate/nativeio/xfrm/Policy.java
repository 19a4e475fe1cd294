package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.util.List;
import java.util.Optional;

/**
 * A policy of the SPD: what {@code ip xfrm policy} shows.
 *
 * @param templates in the order of application; with none of them packets go through in the clear, or not at all
 * @param interfaceId XFRMA_IF_ID; 0 for none
 * @param offload a device that has the policy, too: all of IPsec ({@link Offload#packet}), or the kernel refuses it. The direction
 *     is the policy's; kernels older than 6.2 do not look at the attribute
 */
public record Policy(
        PolicyInfo info, List<Template> templates, Optional<Mark> mark, int interfaceId, Optional<Offload> offload) {
    public Policy {
        templates = List.copyOf(templates);
    }

    /** A policy that no device has. */
    public Policy(PolicyInfo info, List<Template> templates, Optional<Mark> mark, int interfaceId) {
        this(info, templates, mark, interfaceId, Optional.empty());
    }

    void write(MessageWriter writer) {
        info.write(writer);
        Template.writeAll(writer, templates);
        writeKey(writer, mark, interfaceId);
        offload.ifPresent(o -> writer.attribute(XfrmAttribute.OFFLOAD_DEV, () -> o.write(writer)));
    }

    static Policy read(MessageReader reader) throws MalformedMessageException {
        PolicyInfo info = PolicyInfo.read(reader);
        return read(info, Attributes.read(reader));
    }

    static Policy read(PolicyInfo info, Attributes attributes) throws MalformedMessageException {
        return new Policy(
                info,
                Template.readAll(attributes),
                attributes.find(XfrmAttribute.MARK, Mark::read),
                attributes.u32(XfrmAttribute.IF_ID, 0),
                attributes.find(XfrmAttribute.OFFLOAD_DEV, Offload::read));
    }

    static void writeKey(MessageWriter writer, Optional<Mark> mark, int interfaceId) {
        mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        if (interfaceId != 0) {
            writer.attributeU32(XfrmAttribute.IF_ID, interfaceId);
        }
    }
}
