package io.xfrmgate.agent.capture;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng) of raw IP packets. The headers of IP and UDP, and the non-ESP marker of port
 * 4500 (RFC 3948), are made here: the kernel took them off.
 */
public final class Pcapng {
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int LINKTYPE_RAW = 101;
    private static final short APPLICATION = 4;
    private static final short EPB_FLAGS = 2;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    private static final int OPTIONS = 12; // flags, and the end

    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int UDP = 8;
    private static final int MARKER = 4;
    private static final byte PROTOCOL_UDP = 17;
    private static final byte HOPS = 64;
    private static final int MAX_LENGTH = 0xFFFF;

    private Pcapng() {}

    /** What a file begins with. @param application that wrote it */
    public static byte[] start(String application) {
        byte[] name = application.getBytes(StandardCharsets.UTF_8);
        int section = 28 + 4 + padded(name.length) + 4;
        return ByteBuffer.allocate(section + 20)
                .putInt(SECTION_HEADER)
                .putInt(section)
                .putInt(BYTE_ORDER)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1) // the section's length is not known
                .putShort(APPLICATION)
                .putShort((short) name.length)
                .put(name)
                .put(new byte[padded(name.length) - name.length])
                .putInt(0) // no more options
                .putInt(section)
                .putInt(INTERFACE_DESCRIPTION)
                .putInt(20)
                .putShort((short) LINKTYPE_RAW)
                .putShort((short) 0)
                .putInt(0) // whole packets
                .putInt(20)
                .array();
    }

    /** A datagram as a packet. @throws IllegalArgumentException if it is longer than a packet can be */
    public static byte[] packet(Captured.Datagram captured) {
        byte[] packet = ip(captured);
        int length = blockLength(packet.length);
        return ByteBuffer.allocate(length)
                .putInt(ENHANCED_PACKET)
                .putInt(length)
                .putInt(0) // the interface
                .putLong(captured.epochMicros())
                .putInt(packet.length)
                .putInt(packet.length)
                .put(packet)
                .put(new byte[padded(packet.length) - packet.length])
                .putShort(EPB_FLAGS)
                .putShort((short) 4)
                .putInt(captured.sent() ? OUTBOUND : INBOUND)
                .putInt(0)
                .putInt(length)
                .array();
    }

    /** Octets of {@link #packet}. */
    static int packetSize(UdpEndpoint local, int datagram) {
        return blockLength((local.address().isV6() ? IPV6 : IPV4) + UDP + marker(local) + datagram);
    }

    private static int blockLength(int packet) {
        return 28 + padded(packet) + OPTIONS + 4;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static int marker(UdpEndpoint local) {
        return local.port() == UdpEndpoint.NAT_T_PORT ? MARKER : 0;
    }

    private static byte[] ip(Captured.Datagram captured) {
        UdpEndpoint source = captured.sent() ? captured.local() : captured.remote();
        UdpEndpoint destination = captured.sent() ? captured.remote() : captured.local();
        int udpLength = UDP + marker(captured.local()) + captured.octets().length;
        boolean v6 = source.address().isV6();
        int header = v6 ? IPV6 : IPV4;
        if ((v6 ? udpLength : header + udpLength) > MAX_LENGTH) {
            throw new IllegalArgumentException("a datagram of " + captured.octets().length + " octets");
        }
        ByteBuffer packet = ByteBuffer.allocate(header + udpLength);
        if (v6) {
            ipv6(packet, source.address(), destination.address(), udpLength);
        } else {
            ipv4(packet, source.address(), destination.address(), udpLength);
        }
        packet.putShort((short) source.port())
                .putShort((short) destination.port())
                .putShort((short) udpLength)
                .putShort((short) 0)
                .put(new byte[marker(captured.local())])
                .put(captured.octets());
        int sum = PROTOCOL_UDP
                + udpLength
                + sum(source.address().octets(), 0)
                + sum(destination.address().octets(), 0)
                + sum(packet.array(), header);
        int checksum = fold(sum);
        packet.putShort(header + 6, (short) (checksum == 0 ? MAX_LENGTH : checksum));
        return packet.array();
    }

    private static void ipv4(ByteBuffer packet, IpAddress source, IpAddress destination, int udpLength) {
        packet.putShort((short) 0x4500)
                .putShort((short) (IPV4 + udpLength))
                .putInt(0)
                .put(HOPS)
                .put(PROTOCOL_UDP)
                .putShort((short) 0)
                .put(source.octets())
                .put(destination.octets());
        packet.putShort(10, (short) fold(sum(packet.array(), 0)));
    }

    private static void ipv6(ByteBuffer packet, IpAddress source, IpAddress destination, int udpLength) {
        packet.putInt(0x6000_0000)
                .putShort((short) udpLength)
                .put(PROTOCOL_UDP)
                .put(HOPS)
                .put(source.octets())
                .put(destination.octets());
    }

    /** Of 16-bit words; 65535 octets of them can not overflow. */
    private static int sum(byte[] octets, int from) {
        int sum = 0;
        for (int i = from; i < octets.length; i += 2) {
            sum += (octets[i] & 0xFF) << 8 | (i + 1 < octets.length ? octets[i + 1] & 0xFF : 0);
        }
        return sum;
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded >>> 16) + (folded & 0xFFFF);
        }
        return ~folded & 0xFFFF;
    }
}
