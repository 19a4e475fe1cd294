package io.xfrmgate.nativeio.udp;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.xfrmgate.nativeio.libc.Descriptor;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The options of an IKE socket, each set once, before or right after bind. */
final class SocketSetup {
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_UDP = 17;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int SO_MEMINFO = 55;

    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_FREEBIND = 15;
    private static final int IP_XFRM_POLICY = 17;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_XFRM_POLICY = 35;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int IPV6_FREEBIND = 78;
    private static final int PMTUDISC_DONT = 0;

    private static final int UDP_ENCAP = 100;
    private static final int UDP_ENCAP_ESPINUDP = 2;

    /** struct xfrm_userpolicy_info of linux/xfrm.h; a zero selector with a family matches all of it. */
    private static final int POLICY_SIZE = 168;

    private static final int POLICY_FAMILY = 40;
    private static final int POLICY_DIRECTION = 160;
    private static final int XFRM_POLICY_IN = 0;
    private static final int XFRM_POLICY_OUT = 1;

    private static final int MEMINFO_WORDS = 9;
    private static final int MEMINFO_DROPS = 8;

    private SocketSetup() {}

    /** Opens and binds. */
    static Descriptor open(UdpSocketOptions options, boolean reusePort) throws ErrnoException {
        boolean v6 = options.bind().isV6();
        Descriptor socket =
                Descriptor.socket(v6 ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET, SOCK_DGRAM, IPPROTO_UDP);
        try {
            if (reusePort) {
                socket.option("SO_REUSEPORT", SOL_SOCKET, SO_REUSEPORT, 1);
            }
            if (v6) {
                setV6(socket, options);
            } else {
                setV4(socket, options);
            }
            if (options.natTraversal()) {
                socket.option("UDP_ENCAP", IPPROTO_UDP, UDP_ENCAP, UDP_ENCAP_ESPINUDP);
            }
            setReceiveBuffer(socket, options.receiveBufferBytes());
            bind(socket, options.bind());
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    private static void setV4(Descriptor socket, UdpSocketOptions options) throws ErrnoException {
        int ip = SocketAddresses.IPPROTO_IP;
        socket.option("IP_PKTINFO", ip, SocketAddresses.IP_PKTINFO, 1);
        // A large IKE message is better fragmented by the hosts on the way than lost.
        socket.option("IP_MTU_DISCOVER", ip, IP_MTU_DISCOVER, PMTUDISC_DONT);
        if (options.freeBind()) {
            socket.option("IP_FREEBIND", ip, IP_FREEBIND, 1);
        }
        if (options.bypassPolicy()) {
            bypass(socket, "IP_XFRM_POLICY", ip, IP_XFRM_POLICY, SocketAddresses.AF_INET);
        }
    }

    private static void setV6(Descriptor socket, UdpSocketOptions options) throws ErrnoException {
        int ip = SocketAddresses.IPPROTO_IPV6;
        socket.option("IPV6_V6ONLY", ip, IPV6_V6ONLY, 1);
        socket.option("IPV6_RECVPKTINFO", ip, IPV6_RECVPKTINFO, 1);
        socket.option("IPV6_MTU_DISCOVER", ip, IPV6_MTU_DISCOVER, PMTUDISC_DONT);
        if (options.freeBind()) {
            socket.option("IPV6_FREEBIND", ip, IPV6_FREEBIND, 1);
        }
        if (options.bypassPolicy()) {
            bypass(socket, "IPV6_XFRM_POLICY", ip, IPV6_XFRM_POLICY, SocketAddresses.AF_INET6);
        }
    }

    private static void bypass(Descriptor socket, String name, int level, int option, int family)
            throws ErrnoException {
        try (Memory policy = new Memory(POLICY_SIZE)) {
            policy.clear(); // action 0 is XFRM_POLICY_ALLOW; without templates that means "in the clear"
            policy.setShort(POLICY_FAMILY, (short) family);
            policy.setByte(POLICY_DIRECTION, (byte) XFRM_POLICY_IN);
            socket.option(name + " in", level, option, policy, POLICY_SIZE);
            policy.setByte(POLICY_DIRECTION, (byte) XFRM_POLICY_OUT);
            socket.option(name + " out", level, option, policy, POLICY_SIZE);
        }
    }

    private static void setReceiveBuffer(Descriptor socket, int bytes) throws ErrnoException {
        // The kernel doubles the figure, for its own book-keeping.
        try {
            socket.option("SO_RCVBUFFORCE", SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EPERM.number()) {
                throw e;
            }
            socket.option("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF, bytes);
        }
    }

    private static void bind(Descriptor socket, UdpAddress address) throws ErrnoException {
        try (Memory memory = new Memory(SocketAddresses.SIZE_V6)) {
            memory.clear();
            int length = SocketAddresses.write(buffer(memory), 0, address);
            socket.bind(memory, length, address.toString());
        }
    }

    /** The address a socket is bound to, with the port the kernel chose if it was to. */
    static UdpAddress localAddress(Descriptor socket) throws ErrnoException {
        try (Memory memory = new Memory(SocketAddresses.SIZE_V6)) {
            memory.clear();
            socket.localAddress(memory, SocketAddresses.SIZE_V6);
            return new SocketAddresses().read(buffer(memory), 0);
        }
    }

    /** Octets of the receive queue, as the kernel counts them (with its overhead). */
    static int receiveBuffer(Descriptor socket) throws ErrnoException {
        return socket.intOption("SO_RCVBUF", SOL_SOCKET, SO_RCVBUF);
    }

    /** Datagrams the kernel dropped at this socket. */
    static long drops(Descriptor socket) throws ErrnoException {
        try (Memory words = new Memory((long) MEMINFO_WORDS * Integer.BYTES)) {
            words.clear();
            socket.readOption("SO_MEMINFO", SOL_SOCKET, SO_MEMINFO, words, MEMINFO_WORDS * Integer.BYTES);
            return words.getInt((long) MEMINFO_DROPS * Integer.BYTES) & 0xFFFF_FFFFL;
        }
    }

    /** Gives the socket's SO_REUSEPORT group its program: {@code struct sock_fprog { u16 len; sock_filter *filter; }}. */
    static void steer(Descriptor socket, List<BpfInstruction> program) throws ErrnoException {
        try (Memory filter = new Memory((long) program.size() * 8);
                Memory descriptor = new Memory(16)) {
            ByteBuffer out = buffer(filter);
            for (BpfInstruction instruction : program) {
                out.putShort((short) instruction.code());
                out.put((byte) instruction.ifTrue());
                out.put((byte) instruction.ifFalse());
                out.putInt(instruction.operand());
            }
            descriptor.clear();
            descriptor.setShort(0, (short) program.size());
            descriptor.setLong(8, Pointer.nativeValue(filter));
            socket.option("SO_ATTACH_REUSEPORT_CBPF", SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, descriptor, 16);
        }
    }

    private static ByteBuffer buffer(Memory memory) {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }
}
