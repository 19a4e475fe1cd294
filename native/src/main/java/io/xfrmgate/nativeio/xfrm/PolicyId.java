package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * What names a policy, besides its mark and interface identifier: an index, or with index 0 its selector.
 *
 * <pre>
 * struct xfrm_userpolicy_id { struct xfrm_selector sel; __u32 index; __u8 dir; };    64 octets
 * </pre>
 */
public record PolicyId(Selector selector, int index, PolicyDirection direction) {
    static final int SIZE = 64;

    public static PolicyId of(Selector selector, PolicyDirection direction) {
        return new PolicyId(selector, 0, direction);
    }

    void write(MessageWriter writer) {
        selector.write(writer);
        writer.u32(index).u8(direction.ordinal()).zeros(3);
    }

    static PolicyId read(MessageReader reader) throws MalformedMessageException {
        PolicyId id = new PolicyId(Selector.read(reader), reader.u32(), PolicyDirection.of(reader.u8()));
        reader.skip(3);
        return id;
    }
}
