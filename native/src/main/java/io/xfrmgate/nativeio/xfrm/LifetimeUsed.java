package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * What a state or policy has seen.
 *
 * <pre>
 * struct xfrm_lifetime_cur { __u64 bytes, packets, add_time, use_time; };    32 octets
 * </pre>
 *
 * @param addTime seconds since 1970
 * @param useTime first use, seconds since 1970; 0 if never used
 */
public record LifetimeUsed(long bytes, long packets, long addTime, long useTime) {
    public static final LifetimeUsed NONE = new LifetimeUsed(0, 0, 0, 0);

    void write(MessageWriter writer) {
        writer.u64(bytes).u64(packets).u64(addTime).u64(useTime);
    }

    static LifetimeUsed read(MessageReader reader) throws MalformedMessageException {
        return new LifetimeUsed(reader.u64(), reader.u64(), reader.u64(), reader.u64());
    }
}
