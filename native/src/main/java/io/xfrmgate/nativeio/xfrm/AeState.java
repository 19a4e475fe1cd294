package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.util.Optional;

/**
 * Counters of a state, as XFRM_MSG_NEWAE carries them.
 *
 * @param replayThreshold tell after so many packets; 0 if absent
 * @param timerThreshold tell after so many tenths of a second; 0 if absent
 */
public record AeState(
        AeId id,
        Optional<ReplayCounters> replay,
        Optional<ReplayEsn> replayEsn,
        Optional<LifetimeUsed> used,
        int replayThreshold,
        int timerThreshold,
        Optional<Mark> mark) {
    void write(MessageWriter writer) {
        id.write(writer);
        replay.ifPresent(r -> writer.attribute(XfrmAttribute.REPLAY_VAL, () -> r.write(writer)));
        replayEsn.ifPresent(r -> writer.attribute(XfrmAttribute.REPLAY_ESN_VAL, () -> r.write(writer)));
        used.ifPresent(u -> writer.attribute(XfrmAttribute.LTIME_VAL, () -> u.write(writer)));
        if (replayThreshold != 0) {
            writer.attributeU32(XfrmAttribute.REPLAY_THRESH, replayThreshold);
        }
        if (timerThreshold != 0) {
            writer.attributeU32(XfrmAttribute.ETIMER_THRESH, timerThreshold);
        }
        mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
    }

    static AeState read(MessageReader reader) throws MalformedMessageException {
        AeId id = AeId.read(reader);
        Attributes attributes = Attributes.read(reader);
        return new AeState(
                id,
                attributes.find(XfrmAttribute.REPLAY_VAL, ReplayCounters::read),
                attributes.find(XfrmAttribute.REPLAY_ESN_VAL, ReplayEsn::read),
                attributes.find(XfrmAttribute.LTIME_VAL, LifetimeUsed::read),
                attributes.u32(XfrmAttribute.REPLAY_THRESH, 0),
                attributes.u32(XfrmAttribute.ETIMER_THRESH, 0),
                attributes.find(XfrmAttribute.MARK, Mark::read));
    }
}
