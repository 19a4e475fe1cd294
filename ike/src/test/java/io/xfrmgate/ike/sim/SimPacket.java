package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.UdpEndpoint;

/**
 * An ESP packet on the wire. Nothing is encrypted: it carries the key it would be encrypted with, and opens only with the
 * same algorithms and the same key.
 *
 * @param source outer source; its port matters with {@code encapsulated} only
 * @param destination outer destination
 * @param encapsulated ESP in UDP (RFC 3948)
 * @param sequence of its SA, 1 for the first
 */
public record SimPacket(
        UdpEndpoint source,
        UdpEndpoint destination,
        boolean encapsulated,
        int spi,
        long sequence,
        IpsecMode mode,
        ChildSuite suite,
        ChildKeys keys,
        InnerPacket inner) {

    /** The same packet after a translator. */
    public SimPacket from(UdpEndpoint newSource) {
        return new SimPacket(newSource, destination, encapsulated, spi, sequence, mode, suite, keys, inner);
    }

    /** The same packet after a translator. */
    public SimPacket to(UdpEndpoint newDestination) {
        return new SimPacket(source, newDestination, encapsulated, spi, sequence, mode, suite, keys, inner);
    }

    /** Octets on the wire, about: outer header, ESP header, IV, check value, and UDP where encapsulated. */
    public int wireLength() {
        return inner.length() + 60 + (encapsulated ? 8 : 0);
    }
}
