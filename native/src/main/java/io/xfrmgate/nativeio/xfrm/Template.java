package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which state a policy's packets need.
 *
 * <pre>
 * struct xfrm_user_tmpl {                                                        64 octets
 *     struct xfrm_id { xfrm_address_t daddr; __be32 spi; __u8 proto; } id;       0
 *     __u16 family; xfrm_address_t saddr; __u32 reqid;                           24, 28, 44
 *     __u8 mode, share, optional;                                                48, 49, 50
 *     __u32 aalgos, ealgos, calgos;                                              52, 56, 60
 * };
 * </pre>
 *
 * @param id with a SPI of 0 any state of this reqid
 * @param share XFRM_SHARE_*; 0 is any
 * @param optional packets may do without
 * @param integrityAlgorithms mask; -1 is all, as with the other two
 */
public record Template(
        SaId id,
        InetAddress source,
        int reqid,
        XfrmMode mode,
        int share,
        boolean optional,
        int integrityAlgorithms,
        int cipherAlgorithms,
        int compressionAlgorithms) {
    static final int SIZE = 64;

    /** ESP with any algorithm. */
    public static Template esp(InetAddress source, InetAddress destination, int reqid, XfrmMode mode) {
        return new Template(SaId.esp(destination, 0), source, reqid, mode, 0, false, -1, -1, -1);
    }

    void write(MessageWriter writer) {
        writer.address(id.destination()).be32(id.spi()).u8(id.protocol()).zeros(3);
        writer.u16(AddressFamily.of(id.destination())).zeros(2).address(source).u32(reqid);
        writer.u8(mode.ordinal()).u8(share).u8(optional ? 1 : 0).zeros(1);
        writer.u32(integrityAlgorithms).u32(cipherAlgorithms).u32(compressionAlgorithms);
    }

    static Template read(MessageReader reader) throws MalformedMessageException {
        MessageReader destination = reader.slice(16);
        int spi = reader.be32();
        int protocol = reader.u8();
        int family = reader.skip(3).u16();
        MessageReader source = reader.skip(2).slice(16);
        int reqid = reader.u32();
        XfrmMode mode = XfrmMode.of(reader.u8());
        int share = reader.u8();
        boolean optional = reader.u8() != 0;
        reader.skip(1);
        return new Template(
                new SaId(destination.address(family), spi, protocol),
                source.address(family),
                reqid,
                mode,
                share,
                optional,
                reader.u32(),
                reader.u32(),
                reader.u32());
    }

    static void writeAll(MessageWriter writer, List<Template> templates) {
        if (!templates.isEmpty()) {
            writer.attribute(XfrmAttribute.TMPL, () -> templates.forEach(t -> t.write(writer)));
        }
    }

    static List<Template> readAll(Attributes attributes) throws MalformedMessageException {
        List<Template> templates = new ArrayList<>(1);
        MessageReader reader = attributes.find(XfrmAttribute.TMPL).orElse(MessageReader.of(new byte[0], 0, 0));
        while (reader.hasRemaining()) {
            templates.add(read(reader));
        }
        return templates;
    }
}
