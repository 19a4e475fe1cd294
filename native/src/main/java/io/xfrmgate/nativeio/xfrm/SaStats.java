package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * Packets that a state refused.
 *
 * <pre>
 * struct xfrm_stats { __u32 replay_window, replay, integrity_failed; };    12 octets
 * </pre>
 *
 * @param replayWindow older than the window
 * @param replay seen before
 */
public record SaStats(int replayWindow, int replay, int integrityFailed) {
    public static final SaStats NONE = new SaStats(0, 0, 0);

    void write(MessageWriter writer) {
        writer.u32(replayWindow).u32(replay).u32(integrityFailed);
    }

    static SaStats read(MessageReader reader) throws MalformedMessageException {
        return new SaStats(reader.u32(), reader.u32(), reader.u32());
    }
}
