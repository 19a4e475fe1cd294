package io.xfrmgate.ike.pool;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;

/**
 * Addresses that follow one another.
 *
 * @param first the lowest
 * @param last the highest, of the same family
 */
public record AddressInterval(IpAddress first, IpAddress last) {
    public AddressInterval {
        if (first.isV6() != last.isV6() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("no addresses lie between " + first + " and " + last);
        }
    }

    /** All addresses of a network. */
    public static AddressInterval of(AddressRange network) {
        return new AddressInterval(network.network(), network.network().lastOf(network.prefix()));
    }

    /**
     * The addresses of a network that hosts may have: without the network's own and the broadcast address of IPv4, without
     * the routers' anycast address of IPv6 (RFC 4291 section 2.6.1). Of /31, /32, /127 and /128 it is all.
     */
    public static AddressInterval ofHosts(AddressRange network) {
        AddressInterval all = of(network);
        int hostBits = network.network().bits() - network.prefix();
        if (hostBits < 2) {
            return all;
        }
        IpAddress end = all.last.isV6() ? all.last : new IpAddress(0, all.last.low() - 1, false);
        return new AddressInterval(all.first.next(), end);
    }

    boolean isV6() {
        return first.isV6();
    }

    public boolean contains(IpAddress address) {
        return address.isV6() == isV6() && address.compareTo(first) >= 0 && address.compareTo(last) <= 0;
    }

    boolean overlaps(AddressInterval other) {
        return contains(other.first) || other.contains(first);
    }

    /** How many there are; no more than {@code bound} are counted. */
    long size(long bound) {
        long borrow = Long.compareUnsigned(last.low(), first.low()) < 0 ? 1 : 0;
        long high = last.high() - first.high() - borrow;
        long low = last.low() - first.low();
        return high != 0 || low < 0 || low >= bound ? bound : low + 1;
    }

    /** The address that is {@code offset} behind the first. */
    IpAddress at(long offset) {
        long low = first.low() + offset;
        boolean carry = Long.compareUnsigned(low, first.low()) < 0;
        return new IpAddress(first.high() + (carry ? 1 : 0), low, isV6());
    }

    /** How far behind the first it is; no more than {@code bound}. Only for addresses within. */
    long offsetOf(IpAddress address, long bound) {
        return new AddressInterval(first, address).size(bound + 1) - 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
