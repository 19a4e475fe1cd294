package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * An address of an interface.
 *
 * <pre>
 * struct ifaddrmsg { u8 ifa_family, ifa_prefixlen, ifa_flags, ifa_scope; u32 ifa_index; };    8 octets
 * </pre>
 */
public record LinkAddress(int linkIndex, InetAddress address, int prefix) {
    static final int SIZE = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    void write(MessageWriter writer) {
        byte[] octets = address.getAddress();
        writer.u8(RouteMessages.family(address)).u8(prefix).u8(0).u8(0).u32(linkIndex);
        writer.attribute(IFA_LOCAL, () -> writer.bytes(octets));
        writer.attribute(IFA_ADDRESS, () -> writer.bytes(octets));
    }

    static LinkAddress read(MessageReader reader) throws MalformedMessageException {
        int prefix = reader.skip(1).u8();
        int index = reader.skip(2).u32();
        Attributes attributes = Attributes.read(reader);
        // on a point-to-point link IFA_ADDRESS is the other end's; IPv6 has no IFA_LOCAL elsewhere
        int type = attributes.has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS;
        InetAddress address = attributes
                .find(type, MessageReader::address)
                .orElseThrow(() -> new MalformedMessageException("no IFA_ADDRESS"));
        return new LinkAddress(index, address, prefix);
    }
}
