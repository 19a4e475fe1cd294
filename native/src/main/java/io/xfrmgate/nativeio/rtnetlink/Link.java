package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.util.Optional;

/**
 * A network interface.
 *
 * <pre>
 * struct ifinfomsg { u8 ifi_family, pad; u16 ifi_type; int ifi_index; unsigned ifi_flags, ifi_change; };    16 octets
 * </pre>
 *
 * @param flags IFF_*
 * @param kind of a virtual link, {@code xfrm} or {@code veth} for example; empty for others
 */
public record Link(int index, String name, int flags, int mtu, String kind) {
    static final int SIZE = 16;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_XFRM_LINK = 1;
    static final int IFLA_XFRM_IF_ID = 2;
    static final int IFF_UP = 1;

    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    static void head(MessageWriter writer, int index, int flags, int change) {
        writer.zeros(4).u32(index).u32(flags).u32(change);
    }

    static Link read(MessageReader reader) throws MalformedMessageException {
        int index = reader.skip(4).u32();
        int flags = reader.u32();
        Attributes attributes = Attributes.read(reader.skip(4));
        Optional<Attributes> info = attributes.find(IFLA_LINKINFO, Attributes::read);
        return new Link(
                index,
                attributes.find(IFLA_IFNAME, MessageReader::text).orElse(""),
                flags,
                attributes.u32(IFLA_MTU, 0),
                info.isPresent()
                        ? info.get().find(IFLA_INFO_KIND, MessageReader::text).orElse("")
                        : "");
    }
}
