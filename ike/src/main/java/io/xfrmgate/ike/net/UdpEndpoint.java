package io.xfrmgate.ike.net;

/**
 * An address and a UDP port.
 *
 * @param address the address
 * @param port 0 to 65535
 */
public record UdpEndpoint(IpAddress address, int port) {
    /** IKE without NAT traversal (RFC 7296 section 2). */
    public static final int IKE_PORT = 500;
    /** IKE and ESP in UDP with NAT traversal (RFC 3948). */
    public static final int NAT_T_PORT = 4500;

    public UdpEndpoint {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("no such UDP port: " + port);
        }
    }

    public UdpEndpoint withPort(int newPort) {
        return new UdpEndpoint(address, newPort);
    }

    @Override
    public String toString() {
        return address.isV6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
