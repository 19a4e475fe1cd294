package io.xfrmgate.nativeio.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code sockaddr_in}, {@code sockaddr_in6} and packet info in native memory, and keeps the values made
 * of them: a gateway talks to the same peers all day, so most datagrams cost no allocation here.
 *
 * <pre>
 * sockaddr_in   { u16 family; be16 port; u8 address[4]; }
 * sockaddr_in6  { u16 family; be16 port; be32 flow; u8 address[16]; u32 scope; }
 * cmsghdr       { size_t len; int level; int type; }  data
 * in_pktinfo    { int ifindex; u8 spec_dst[4]; u8 addr[4]; }
 * in6_pktinfo   { u8 addr[16]; int ifindex; }
 * </pre>
 */
final class SocketAddresses {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SIZE_V4 = 16;
    static final int SIZE_V6 = 28;

    static final int IPPROTO_IP = 0;
    static final int IPPROTO_IPV6 = 41;
    static final int IP_PKTINFO = 8;
    static final int IPV6_PKTINFO = 50;

    private static final int CONTROL_HEADER = 16;
    private static final int PACKET_INFO_V4 = 12;
    private static final int PACKET_INFO_V6 = 20;
    private static final int SLOTS = 4096; // a power of two

    /** What an address was made of; compared before the address is used again. */
    private record Entry(boolean v6, long high, long low, int port, int scope, UdpAddress address) {
        boolean matches(boolean v6, long high, long low, int port, int scope) {
            return this.low == low && this.port == port && this.high == high && this.scope == scope && this.v6 == v6;
        }
    }

    private final @Nullable Entry[] entries = new Entry[SLOTS];

    /** Writes a socket address at {@code at}; returns its size. */
    static int write(ByteBuffer out, int at, UdpAddress address) {
        byte[] octets = address.address().getAddress();
        out.put(at + 2, (byte) (address.port() >>> 8));
        out.put(at + 3, (byte) address.port());
        if (address.address() instanceof Inet6Address v6) {
            out.putShort(at, (short) AF_INET6);
            out.putInt(at + 4, 0);
            out.put(at + 8, octets);
            out.putInt(at + 24, v6.getScopeId());
            return SIZE_V6;
        }
        out.putShort(at, (short) AF_INET);
        out.put(at + 4, octets);
        out.putLong(at + 8, 0);
        return SIZE_V4;
    }

    /** Reads the socket address at {@code at}. */
    UdpAddress read(ByteBuffer in, int at) {
        int port = (in.get(at + 2) & 0xFF) << 8 | (in.get(at + 3) & 0xFF);
        return switch (in.getShort(at)) {
            case AF_INET -> v4(in, at + 4, port);
            case AF_INET6 -> v6(in, at + 8, port, in.getInt(at + 24));
            default -> throw new IllegalStateException("a UDP socket gave address family " + in.getShort(at));
        };
    }

    /** Writes packet info that makes {@code from} the source; returns the size of the control messages. */
    static int writePacketInfo(ByteBuffer out, int at, InetAddress from) {
        byte[] octets = from.getAddress();
        int data = at + CONTROL_HEADER;
        if (from instanceof Inet6Address v6) {
            writeControlHeader(out, at, PACKET_INFO_V6, IPPROTO_IPV6, IPV6_PKTINFO);
            out.put(data, octets);
            out.putInt(data + 16, v6.getScopeId());
            return align(CONTROL_HEADER + PACKET_INFO_V6);
        }
        writeControlHeader(out, at, PACKET_INFO_V4, IPPROTO_IP, IP_PKTINFO);
        out.putInt(data, 0);
        out.put(data + 4, octets);
        out.putInt(data + 8, 0);
        return align(CONTROL_HEADER + PACKET_INFO_V4);
    }

    /** The address a datagram was sent to, with {@code port}; the unbound {@code fallback} if the kernel gave none. */
    UdpAddress readPacketInfo(ByteBuffer in, int at, int length, int port, UdpAddress fallback) {
        int data = findPacketInfo(in, at, length);
        if (data < 0) {
            return fallback;
        }
        if (fallback.isV6()) {
            int interfaceIndex = in.getInt(data + 16);
            boolean linkLocal = in.get(data) == (byte) 0xFE && (in.get(data + 1) & 0xC0) == 0x80;
            return v6(in, data, port, linkLocal ? interfaceIndex : 0);
        }
        return v4(in, data + 8, port);
    }

    private static int findPacketInfo(ByteBuffer in, int at, int length) {
        int offset = at;
        while (offset + CONTROL_HEADER <= at + length) {
            int size = (int) in.getLong(offset);
            if (size < CONTROL_HEADER) {
                return -1;
            }
            int level = in.getInt(offset + 8);
            int type = in.getInt(offset + 12);
            if ((level == IPPROTO_IP && type == IP_PKTINFO) || (level == IPPROTO_IPV6 && type == IPV6_PKTINFO)) {
                return offset + CONTROL_HEADER;
            }
            offset += align(size);
        }
        return -1;
    }

    private static void writeControlHeader(ByteBuffer out, int at, int dataSize, int level, int type) {
        out.putLong(at, CONTROL_HEADER + dataSize);
        out.putInt(at + 8, level);
        out.putInt(at + 12, type);
    }

    private static int align(int size) {
        return (size + 7) & ~7;
    }

    private UdpAddress v4(ByteBuffer in, int at, int port) {
        return cached(in, at, false, 0, in.getInt(at) & 0xFFFF_FFFFL, port, 0);
    }

    private UdpAddress v6(ByteBuffer in, int at, int port, int scope) {
        return cached(in, at, true, in.getLong(at), in.getLong(at + 8), port, scope);
    }

    private UdpAddress cached(ByteBuffer in, int at, boolean v6, long high, long low, int port, int scope) {
        int slot = slot(high, low, port);
        Entry known = entries[slot];
        if (known != null && known.matches(v6, high, low, port, scope)) {
            return known.address();
        }
        UdpAddress address = new UdpAddress(inetAddress(in, at, v6, scope), port);
        entries[slot] = new Entry(v6, high, low, port, scope, address);
        return address;
    }

    private static int slot(long high, long low, int port) {
        // Neighbours differ in their last octets only, wherever the byte order puts those: all 64 bits must count.
        long mixed = high * 31 + low * 0x9E37_79B9_7F4A_7C15L + port;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        mixed ^= mixed >>> 32;
        return (int) mixed & (SLOTS - 1);
    }

    private static InetAddress inetAddress(ByteBuffer in, int at, boolean v6, int scope) {
        byte[] octets = new byte[v6 ? 16 : 4];
        in.get(at, octets);
        try {
            // A mapped address (::ffff:a.b.c.d) can not come: the IPv6 sockets are IPV6_V6ONLY.
            return v6 && scope != 0 ? Inet6Address.getByAddress("", octets, scope) : InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 octets always make an address", impossible);
        }
    }
}
