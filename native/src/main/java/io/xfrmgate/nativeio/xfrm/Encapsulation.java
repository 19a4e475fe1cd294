package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * ESP in UDP (RFC 3948).
 *
 * <pre>
 * struct xfrm_encap_tmpl { __u16 encap_type; __be16 encap_sport, encap_dport; xfrm_address_t encap_oa; };    24 octets
 * </pre>
 *
 * @param type {@link #ESP_IN_UDP}
 * @param sourcePort of the state's own direction
 * @param original the peer's own address behind its NAT; the kernel does not look at it
 */
public record Encapsulation(int type, int sourcePort, int destinationPort, InetAddress original) {
    /** UDP_ENCAP_ESPINUDP. */
    public static final int ESP_IN_UDP = 2;

    void write(MessageWriter writer) {
        writer.u16(type).be16(sourcePort).be16(destinationPort).zeros(2).address(original);
    }

    /** The structure does not say the family of {@code encap_oa}; it is read as that of the state. */
    static Encapsulation read(MessageReader reader, int family) throws MalformedMessageException {
        int type = reader.u16();
        int sourcePort = reader.be16();
        int destinationPort = reader.be16();
        return new Encapsulation(
                type, sourcePort, destinationPort, reader.skip(2).address(family));
    }
}
