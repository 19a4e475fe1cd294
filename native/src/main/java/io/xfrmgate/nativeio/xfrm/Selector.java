package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * Which packets a policy or a state is for.
 *
 * <pre>
 * struct xfrm_selector {                       56 octets
 *     xfrm_address_t daddr, saddr;             0, 16
 *     __be16 dport, dport_mask;                32, 34
 *     __be16 sport, sport_mask;                36, 38
 *     __u16 family;                            40
 *     __u8 prefixlen_d, prefixlen_s, proto;    42, 43, 44
 *     int ifindex;                             48
 *     __kernel_uid32_t user;                   52
 * };
 * </pre>
 *
 * @param isUnspecified AF_UNSPEC: a state's selector that says nothing
 * @param protocol IP protocol; 0 is any
 * @param sourcePort with ICMP and IPv6 Mobility the message type
 * @param destinationPort with ICMP the code
 * @param interfaceIndex 0 is any
 */
public record Selector(
        boolean isUnspecified,
        InetAddress destination,
        int destinationPrefix,
        InetAddress source,
        int sourcePrefix,
        int protocol,
        PortMatch sourcePort,
        PortMatch destinationPort,
        int interfaceIndex,
        int user) {
    static final int SIZE = 56;

    /** Matches everything; the kernel puts the state's own family in, unless the state says AF_UNSPEC. */
    public static final Selector UNSPECIFIED = new Selector(
            true,
            InetAddress.ofLiteral("0.0.0.0"),
            0,
            InetAddress.ofLiteral("0.0.0.0"),
            0,
            0,
            PortMatch.ANY,
            PortMatch.ANY,
            0,
            0);

    /** All protocols between two prefixes. */
    public static Selector ofPrefixes(
            InetAddress source, int sourcePrefix, InetAddress destination, int destinationPrefix) {
        return new Selector(
                false, destination, destinationPrefix, source, sourcePrefix, 0, PortMatch.ANY, PortMatch.ANY, 0, 0);
    }

    void write(MessageWriter writer) {
        writer.address(destination).address(source);
        writer.be16(destinationPort.value()).be16(destinationPort.mask());
        writer.be16(sourcePort.value()).be16(sourcePort.mask());
        writer.u16(isUnspecified ? AddressFamily.UNSPEC : AddressFamily.of(destination));
        writer.u8(destinationPrefix).u8(sourcePrefix).u8(protocol).zeros(3);
        writer.u32(interfaceIndex).u32(user);
    }

    static Selector read(MessageReader reader) throws MalformedMessageException {
        MessageReader addresses = reader.slice(32);
        PortMatch destinationPort = new PortMatch(reader.be16(), reader.be16());
        PortMatch sourcePort = new PortMatch(reader.be16(), reader.be16());
        int family = reader.u16();
        int destinationPrefix = reader.u8();
        int sourcePrefix = reader.u8();
        int protocol = reader.u8();
        reader.skip(3);
        return new Selector(
                family == AddressFamily.UNSPEC,
                addresses.address(family),
                destinationPrefix,
                addresses.address(family),
                sourcePrefix,
                protocol,
                sourcePort,
                destinationPort,
                reader.u32(),
                reader.u32());
    }
}
