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
 */
public record Policy(PolicyInfo info, List<Template> templates, Optional<Mark> mark, int interfaceId) {
    public Policy {
        templates = List.copyOf(templates);
    }

    void write(MessageWriter writer) {
        info.write(writer);
        Template.writeAll(writer, templates);
        writeKey(writer, mark, interfaceId);
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
                attributes.u32(XfrmAttribute.IF_ID, 0));
    }

    static void writeKey(MessageWriter writer, Optional<Mark> mark, int interfaceId) {
        mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        if (interfaceId != 0) {
            writer.attributeU32(XfrmAttribute.IF_ID, interfaceId);
        }
    }
}
