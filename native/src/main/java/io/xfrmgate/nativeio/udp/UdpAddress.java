package io.xfrmgate.nativeio.udp;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * An address and a UDP port. A link-local IPv6 address that came from the kernel carries its scope.
 *
 * @param address the address; nothing is ever resolved
 * @param port 0 to 65535
 */
public record UdpAddress(InetAddress address, int port) {
    public UdpAddress {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("no such UDP port: " + port);
        }
    }

    /** From a literal such as {@code 192.0.2.1} or {@code 2001:db8::1}. */
    public static UdpAddress of(String literal, int port) {
        return new UdpAddress(InetAddress.ofLiteral(literal), port);
    }

    boolean isV6() {
        return address instanceof Inet6Address;
    }

    @Override
    public String toString() {
        String text = address.getHostAddress();
        return isV6() ? "[" + text + "]:" + port : text + ":" + port;
    }
}
