package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * A device that does the work of a state, or of a policy.
 *
 * <pre>
 * struct xfrm_user_offload { int ifindex; __u8 flags; };    8 octets
 * </pre>
 *
 * @param inbound XFRM_OFFLOAD_INBOUND
 * @param packet XFRM_OFFLOAD_PACKET: all of IPsec and not the cryptography only; kernels refuse it before 6.2, and those before
 *     5.18 do not look at it
 */
public record Offload(int interfaceIndex, boolean inbound, boolean packet) {
    private static final int INBOUND = 2;
    private static final int PACKET = 4;

    /** As a policy's attribute says it: its direction is the policy's. */
    public static Offload ofPolicy(int interfaceIndex) {
        return new Offload(interfaceIndex, false, true);
    }

    void write(MessageWriter writer) {
        writer.u32(interfaceIndex)
                .u8((inbound ? INBOUND : 0) | (packet ? PACKET : 0))
                .zeros(3);
    }

    static Offload read(MessageReader reader) throws MalformedMessageException {
        int index = reader.u32();
        int flags = reader.u8();
        return new Offload(index, (flags & INBOUND) != 0, (flags & PACKET) != 0);
    }
}
