package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * What names a state, besides its mark.
 *
 * <pre>
 * struct xfrm_usersa_id { xfrm_address_t daddr; __be32 spi; __u16 family; __u8 proto; };    24 octets
 * </pre>
 *
 * @param spi unsigned 32 bits
 * @param protocol IPPROTO_ESP (50), IPPROTO_AH (51) or IPPROTO_COMP (108)
 */
public record SaId(InetAddress destination, int spi, int protocol) {
    /** IPPROTO_ESP. */
    public static final int ESP = 50;

    static final int SIZE = 24;

    public static SaId esp(InetAddress destination, int spi) {
        return new SaId(destination, spi, ESP);
    }

    void write(MessageWriter writer) {
        writer.address(destination)
                .be32(spi)
                .u16(AddressFamily.of(destination))
                .u8(protocol)
                .u8(0);
    }

    static SaId read(MessageReader reader) throws MalformedMessageException {
        MessageReader address = reader.slice(16);
        int spi = reader.be32();
        SaId id = new SaId(address.address(reader.u16()), spi, reader.u8());
        reader.skip(1);
        return id;
    }
}
