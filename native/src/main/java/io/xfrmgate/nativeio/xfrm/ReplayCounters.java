package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * Sequence numbers of a state with a window of at most 32.
 *
 * <pre>
 * struct xfrm_replay_state { __u32 oseq, seq, bitmap; };    12 octets
 * </pre>
 *
 * @param outbound last number sent
 * @param inbound highest number received
 * @param bitmap of the window below {@code inbound}
 */
public record ReplayCounters(int outbound, int inbound, int bitmap) {
    void write(MessageWriter writer) {
        writer.u32(outbound).u32(inbound).u32(bitmap);
    }

    static ReplayCounters read(MessageReader reader) throws MalformedMessageException {
        return new ReplayCounters(reader.u32(), reader.u32(), reader.u32());
    }
}
