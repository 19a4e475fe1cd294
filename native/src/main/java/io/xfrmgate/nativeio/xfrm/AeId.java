package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;

/**
 * Head of the messages about a state's counters.
 *
 * <pre>
 * struct xfrm_aevent_id { struct xfrm_usersa_id sa_id; xfrm_address_t saddr; __u32 flags, reqid; };    48 octets
 * </pre>
 *
 * @param flags XFRM_AE_*: what is meant, and why it is told
 */
public record AeId(SaId sa, InetAddress source, int flags, int reqid) {
    /** XFRM_AE_RTHR: the replay threshold. */
    public static final int REPLAY_THRESHOLD = 1;
    /** XFRM_AE_RVAL: the sequence numbers. */
    public static final int REPLAY = 2;
    /** XFRM_AE_LVAL: the lifetime counters. */
    public static final int LIFETIME = 4;
    /** XFRM_AE_ETHR: the timer threshold. */
    public static final int TIMER_THRESHOLD = 8;

    static final int SIZE = 48;

    void write(MessageWriter writer) {
        sa.write(writer);
        writer.address(source).u32(flags).u32(reqid);
    }

    static AeId read(MessageReader reader) throws MalformedMessageException {
        SaId sa = SaId.read(reader);
        return new AeId(sa, reader.slice(16).address(AddressFamily.of(sa.destination())), reader.u32(), reader.u32());
    }
}
