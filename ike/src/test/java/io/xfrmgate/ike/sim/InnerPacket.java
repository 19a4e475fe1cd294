package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;

/**
 * A packet of user traffic, before it is protected and after.
 *
 * @param protocol IP protocol number
 * @param sourcePort 0 where the protocol has none
 * @param destinationPort likewise
 * @param length octets of the whole IP packet
 */
public record InnerPacket(
        IpAddress source, IpAddress destination, int protocol, int sourcePort, int destinationPort, int length) {
    /** UDP's protocol number. */
    public static final int UDP = 17;

    /** A UDP packet between two ports that no selector names. */
    public static InnerPacket udp(IpAddress source, IpAddress destination, int length) {
        return new InnerPacket(source, destination, UDP, 40_000, 40_001, length);
    }

    /** Whether both ends match. */
    boolean matches(TrafficSelector from, TrafficSelector to) {
        return matchesEnd(from, source, sourcePort) && matchesEnd(to, destination, destinationPort);
    }

    private boolean matchesEnd(TrafficSelector selector, IpAddress address, int port) {
        return selector.isV6() == address.isV6()
                && selector.start().compareTo(address) <= 0
                && selector.end().compareTo(address) >= 0
                && (selector.protocol() == 0 || selector.protocol() == protocol)
                && (selector.isAnyPort() || (selector.startPort() <= port && port <= selector.endPort()));
    }
}
