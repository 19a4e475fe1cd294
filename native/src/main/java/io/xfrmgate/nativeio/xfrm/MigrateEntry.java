package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * Moves the states and templates between two addresses to two others.
 *
 * <pre>
 * struct xfrm_user_migrate {                                              76 octets
 *     xfrm_address_t old_daddr, old_saddr, new_daddr, new_saddr;          0, 16, 32, 48
 *     __u8 proto, mode; __u16 reserved; __u32 reqid;                      64, 65, 66, 68
 *     __u16 old_family, new_family;                                       72, 74
 * };
 * </pre>
 */
public record MigrateEntry(
        InetAddress oldSource,
        InetAddress oldDestination,
        InetAddress newSource,
        InetAddress newDestination,
        int protocol,
        XfrmMode mode,
        int reqid) {
    void write(MessageWriter writer) {
        writer.address(oldDestination)
                .address(oldSource)
                .address(newDestination)
                .address(newSource);
        writer.u8(protocol).u8(mode.ordinal()).u16(0).u32(reqid);
        writer.u16(AddressFamily.of(oldDestination)).u16(AddressFamily.of(newDestination));
    }

    static MigrateEntry read(MessageReader reader) throws MalformedMessageException {
        MessageReader before = reader.slice(32);
        MessageReader after = reader.slice(32);
        int protocol = reader.u8();
        XfrmMode mode = XfrmMode.of(reader.u8());
        int reqid = reader.skip(2).u32();
        int oldFamily = reader.u16();
        int newFamily = reader.u16();
        InetAddress oldDestination = before.address(oldFamily);
        InetAddress newDestination = after.address(newFamily);
        return new MigrateEntry(
                before.address(oldFamily),
                oldDestination,
                after.address(newFamily),
                newDestination,
                protocol,
                mode,
                reqid);
    }
}
