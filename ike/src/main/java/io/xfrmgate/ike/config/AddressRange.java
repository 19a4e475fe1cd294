package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;

/**
 * A network.
 *
 * @param network its first address
 * @param prefix 0 to 32 or 128
 */
public record AddressRange(IpAddress network, int prefix) {
    public AddressRange {
        if (prefix < 0 || prefix > network.bits()) {
            throw new IllegalArgumentException("no such prefix length: " + prefix);
        }
        network = network.networkOf(prefix);
    }

    public static AddressRange host(IpAddress address) {
        return new AddressRange(address, address.bits());
    }

    public boolean contains(IpAddress address) {
        return network.sharesPrefix(address, prefix);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
