package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A unicast route.
 *
 * <pre>
 * struct rtmsg {                                                                     12 octets
 *     u8 rtm_family, rtm_dst_len, rtm_src_len, rtm_tos;
 *     u8 rtm_table, rtm_protocol, rtm_scope, rtm_type; unsigned rtm_flags;
 * };
 * </pre>
 *
 * @param destination with {@code prefix}; the unspecified address and 0 for the default route
 * @param linkIndex 0 lets the kernel find the interface of the gateway
 * @param source preferred source address of packets
 * @param table RT_TABLE_*; {@link #MAIN}
 * @param metric 0 is the kernel's default
 */
public record Route(
        InetAddress destination,
        int prefix,
        Optional<InetAddress> gateway,
        int linkIndex,
        Optional<InetAddress> source,
        int table,
        int metric) {
    /** RT_TABLE_MAIN. */
    public static final int MAIN = 254;

    static final int SIZE = 12;
    private static final int RTPROT_STATIC = 4;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_TABLE = 15;
    private static final int AF_INET6 = 10;

    /** The body of a request for the route that packets to an address take ({@code ip route get}). */
    static void writeLookup(MessageWriter writer, InetAddress destination) {
        byte[] octets = destination.getAddress();
        writer.u8(RouteMessages.family(destination)).u8(8 * octets.length).u8(0).u8(0);
        writer.zeros(8);
        writer.attribute(RTA_DST, () -> writer.bytes(octets));
    }

    void write(MessageWriter writer) {
        int family = RouteMessages.family(destination);
        boolean onLink = gateway.isEmpty() && family != AF_INET6;
        writer.u8(family).u8(prefix).u8(0).u8(0);
        writer.u8(0).u8(RTPROT_STATIC).u8(onLink ? SCOPE_LINK : SCOPE_UNIVERSE).u8(RTN_UNICAST);
        writer.u32(0);
        if (prefix != 0) {
            writer.attribute(RTA_DST, () -> writer.bytes(destination.getAddress()));
        }
        gateway.ifPresent(g -> writer.attribute(RTA_GATEWAY, () -> writer.bytes(g.getAddress())));
        source.ifPresent(s -> writer.attribute(RTA_PREFSRC, () -> writer.bytes(s.getAddress())));
        if (linkIndex != 0) {
            writer.attributeU32(RTA_OIF, linkIndex);
        }
        if (metric != 0) {
            writer.attributeU32(RTA_PRIORITY, metric);
        }
        writer.attributeU32(RTA_TABLE, table);
    }

    static Route read(MessageReader reader) throws MalformedMessageException {
        int family = reader.u8();
        int prefix = reader.u8();
        int table = reader.skip(2).u8();
        Attributes attributes = Attributes.read(reader.skip(7));
        return new Route(
                attributes.find(RTA_DST, MessageReader::address).orElse(RouteMessages.unspecified(family)),
                prefix,
                attributes.find(RTA_GATEWAY, MessageReader::address),
                attributes.u32(RTA_OIF, 0),
                attributes.find(RTA_PREFSRC, MessageReader::address),
                attributes.u32(RTA_TABLE, table),
                attributes.u32(RTA_PRIORITY, 0));
    }
}
