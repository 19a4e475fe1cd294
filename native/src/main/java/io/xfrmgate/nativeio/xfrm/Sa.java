package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/** A state of the SAD: what {@code ip xfrm state} shows. */
public record Sa(SaInfo info, SaAttributes attributes) {
    void write(MessageWriter writer) {
        info.write(writer);
        attributes.write(writer);
    }

    static Sa read(MessageReader reader) throws MalformedMessageException {
        SaInfo info = SaInfo.read(reader);
        return new Sa(info, SaAttributes.read(Attributes.read(reader), info.id().destination()));
    }
}
