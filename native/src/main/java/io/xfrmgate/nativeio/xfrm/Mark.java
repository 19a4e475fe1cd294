package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * Packets whose mark agrees with {@code value} in the bits of {@code mask}.
 *
 * <pre>
 * struct xfrm_mark { __u32 v, m; };    8 octets
 * </pre>
 */
public record Mark(int value, int mask) {
    void write(MessageWriter writer) {
        writer.u32(value).u32(mask);
    }

    static Mark read(MessageReader reader) throws MalformedMessageException {
        return new Mark(reader.u32(), reader.u32());
    }
}
