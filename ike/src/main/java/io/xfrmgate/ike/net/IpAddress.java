package io.xfrmgate.ike.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address in 128 bits, ordered numerically within its family; IPv4 sorts before IPv6.
 *
 * @param high upper 64 bits; 0 for IPv4
 * @param low lower 64 bits; the 32 address bits for IPv4
 * @param isV6 the family
 */
public record IpAddress(long high, long low, boolean isV6) implements Comparable<IpAddress> {

    public IpAddress {
        if (!isV6 && (high != 0 || (low >>> 32) != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /** From 4 or 16 octets in network order. */
    public static IpAddress of(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        return switch (octets.length) {
            case 4 -> new IpAddress(0, buffer.getInt() & 0xFFFF_FFFFL, false);
            case 16 -> new IpAddress(buffer.getLong(), buffer.getLong(), true);
            default -> throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length);
        };
    }

    /**
     * From a literal such as {@code 192.0.2.1} or {@code 2001:db8::1}; a host name is refused, nothing is resolved. The
     * JDK also takes {@code 10.1.2} for 10.1.0.2, scopes and brackets: here that is an error, as it is one in what people
     * write.
     */
    public static IpAddress parse(String literal) {
        boolean v6 = literal.indexOf(':') >= 0;
        boolean plain = literal.chars().noneMatch(c -> c == '%' || c == '[')
                && (v6 || literal.chars().filter(c -> c == '.').count() == 3);
        if (!plain) {
            throw new IllegalArgumentException("not an IPv4 or IPv6 address: " + literal);
        }
        return of(InetAddress.ofLiteral(literal).getAddress());
    }

    /** From the JDK's type. */
    public static IpAddress of(InetAddress address) {
        return of(address.getAddress());
    }

    /** The unspecified address of a family. */
    public static IpAddress any(boolean v6) {
        return new IpAddress(0, 0, v6);
    }

    /** The highest address of a family. */
    public static IpAddress last(boolean v6) {
        return v6 ? new IpAddress(-1, -1, true) : new IpAddress(0, 0xFFFF_FFFFL, false);
    }

    /** 4 or 16 octets in network order. */
    public byte[] octets() {
        return isV6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
    }

    /** 32 or 128. */
    public int bits() {
        return isV6 ? 128 : 32;
    }

    public boolean isAny() {
        return high == 0 && low == 0;
    }

    /** The next higher address; wraps round at the family's last. */
    public IpAddress next() {
        if (!isV6) {
            return new IpAddress(0, (low + 1) & 0xFFFF_FFFFL, false);
        }
        long nextLow = low + 1;
        return new IpAddress(nextLow == 0 ? high + 1 : high, nextLow, true);
    }

    /** Whether the first {@code prefix} bits equal those of {@code other}; false across families. */
    public boolean sharesPrefix(IpAddress other, int prefix) {
        if (isV6 != other.isV6) {
            return false;
        }
        return networkOf(prefix).equals(other.networkOf(prefix));
    }

    /** This address with all bits after {@code prefix} cleared. */
    public IpAddress networkOf(int prefix) {
        if (!isV6) {
            long mask = prefix == 0 ? 0 : (0xFFFF_FFFFL << (32 - prefix)) & 0xFFFF_FFFFL;
            return new IpAddress(0, low & mask, false);
        }
        long highMask = prefix >= 64 ? -1L : prefix == 0 ? 0 : -1L << (64 - prefix);
        long lowMask = prefix <= 64 ? 0 : prefix == 128 ? -1L : -1L << (128 - prefix);
        return new IpAddress(high & highMask, low & lowMask, true);
    }

    /** This address with all bits after {@code prefix} set. */
    public IpAddress lastOf(int prefix) {
        IpAddress network = networkOf(prefix);
        if (!isV6) {
            long rest = prefix == 0 ? 0xFFFF_FFFFL : 0xFFFF_FFFFL >>> prefix;
            return new IpAddress(0, network.low | (prefix == 32 ? 0 : rest), false);
        }
        long highRest = prefix >= 64 ? 0 : prefix == 0 ? -1L : -1L >>> prefix;
        long lowRest = prefix <= 64 ? -1L : prefix == 128 ? 0 : -1L >>> (prefix - 64);
        return new IpAddress(network.high | highRest, network.low | lowRest, true);
    }

    /** The JDK's type, without any look-up. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(octets());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 octets always make an address", impossible);
        }
    }

    @Override
    public int compareTo(IpAddress other) {
        if (isV6 != other.isV6) {
            return isV6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The usual text form. */
    @Override
    public String toString() {
        InetAddress address = toInetAddress();
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        return Ipv6Text.compress(octets());
    }
}
