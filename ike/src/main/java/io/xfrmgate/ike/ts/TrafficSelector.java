package io.xfrmgate.ike.ts;

import io.xfrmgate.ike.net.IpAddress;

/**
 * One traffic selector (RFC 7296 section 3.13.1): a range of addresses, a protocol, a range of ports.
 *
 * @param protocol IP protocol number; 0 is any
 * @param startPort first port, or ICMP type in the high and code in the low octet; with {@code endPort} 0 to 65535 is any,
 *     and 65535 to 0 is OPAQUE
 * @param endPort last port
 * @param start first address
 * @param end last address, of the same family, not below {@code start}
 */
public record TrafficSelector(int protocol, int startPort, int endPort, IpAddress start, IpAddress end) {
    public TrafficSelector {
        if (start.isV6() != end.isV6()) {
            throw new IllegalArgumentException("a selector's addresses are of one family");
        }
    }

    /** All protocols and ports of a prefix. */
    public static TrafficSelector ofPrefix(IpAddress address, int prefix) {
        return new TrafficSelector(0, 0, 0xFFFF, address.networkOf(prefix), address.lastOf(prefix));
    }

    /** All protocols and ports of one address. */
    public static TrafficSelector ofHost(IpAddress address) {
        return new TrafficSelector(0, 0, 0xFFFF, address, address);
    }

    /** Everything of a family. */
    public static TrafficSelector any(boolean v6) {
        return new TrafficSelector(0, 0, 0xFFFF, IpAddress.any(v6), IpAddress.last(v6));
    }

    public TrafficSelector withProtocol(int newProtocol, int newStartPort, int newEndPort) {
        return new TrafficSelector(newProtocol, newStartPort, newEndPort, start, end);
    }

    public boolean isV6() {
        return start.isV6();
    }

    public boolean isAnyPort() {
        return startPort == 0 && endPort == 0xFFFF;
    }

    /** Only packets whose ports can not be seen, fragments for example (RFC 7296 section 3.13.1). */
    public boolean isOpaque() {
        return startPort == 0xFFFF && endPort == 0;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(start);
        if (!start.equals(end)) {
            int prefix = prefixLength();
            text.append(prefix >= 0 ? "/" + prefix : "-" + end);
        }
        if (protocol != 0 || !isAnyPort()) {
            text.append('[').append(protocol);
            if (!isAnyPort()) {
                text.append('/').append(startPort);
                if (startPort != endPort) {
                    text.append('-').append(endPort);
                }
            }
            text.append(']');
        }
        return text.toString();
    }

    /** The prefix length if the range is exactly one prefix, else -1. */
    public int prefixLength() {
        // In a prefix the bits that differ between first and last are all at the end: 0 in the one, 1 in the other.
        long high = start.high() ^ end.high();
        long low = start.low() ^ end.low();
        int prefix = start.bits()
                - (high != 0 ? 128 - Long.numberOfLeadingZeros(high) : 64 - Long.numberOfLeadingZeros(low));
        return start.networkOf(prefix).equals(start) && start.lastOf(prefix).equals(end) ? prefix : -1;
    }
}
