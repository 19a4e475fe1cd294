package io.xfrmgate.nativeio.udp;

/**
 * How an IKE socket is made.
 *
 * @param bind local address, whose family is the socket's, and port; port 0 takes a free one
 * @param natTraversal whether this is a NAT traversal socket (port 4500): the kernel decapsulates ESP from it
 *     (UDP_ENCAP), and IKE messages have the non-ESP marker, which the socket adds and takes away
 * @param bypassPolicy whether the socket's own traffic passes the host's IPsec policies in both directions; needs
 *     CAP_NET_ADMIN
 * @param freeBind whether the address may be bound before an interface has it
 * @param receiveBufferBytes size of the receive queue; beyond the host's limit only with CAP_NET_ADMIN, else as much as
 *     the host gives
 */
public record UdpSocketOptions(
        UdpAddress bind, boolean natTraversal, boolean bypassPolicy, boolean freeBind, int receiveBufferBytes) {
    /** 4 MiB, some 5,000 messages: the host's default overflows at about 270. */
    public static final int DEFAULT_RECEIVE_BUFFER = 4 << 20;

    public UdpSocketOptions {
        if (receiveBufferBytes <= 0) {
            throw new IllegalArgumentException("a receive buffer has some octets, not " + receiveBufferBytes);
        }
    }

    /** A plain IKE socket (port 500). */
    public static UdpSocketOptions ike(UdpAddress bind) {
        return new UdpSocketOptions(bind, false, true, false, DEFAULT_RECEIVE_BUFFER);
    }

    /** A NAT traversal socket (port 4500). */
    public static UdpSocketOptions natTraversal(UdpAddress bind) {
        return new UdpSocketOptions(bind, true, true, false, DEFAULT_RECEIVE_BUFFER);
    }

    public UdpSocketOptions withBypassPolicy(boolean bypass) {
        return new UdpSocketOptions(bind, natTraversal, bypass, freeBind, receiveBufferBytes);
    }

    public UdpSocketOptions withFreeBind(boolean free) {
        return new UdpSocketOptions(bind, natTraversal, bypassPolicy, free, receiveBufferBytes);
    }

    public UdpSocketOptions withReceiveBufferBytes(int bytes) {
        return new UdpSocketOptions(bind, natTraversal, bypassPolicy, freeBind, bytes);
    }
}
