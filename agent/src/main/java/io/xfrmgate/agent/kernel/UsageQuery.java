package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaStats;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.List;
import java.util.Optional;

/** Reads the counters of both states; a state that is not there has counted nothing, unless neither is there. */
record UsageQuery(List<XfrmRequest> requests) implements Operation {
    private static final SaUsage NONE = new SaUsage(0, 0, 0, 0, 0);

    static UsageQuery of(ChildSaRef child) {
        return new UsageQuery(List.of(get(KernelStates.inboundKey(child)), get(KernelStates.outboundKey(child))));
    }

    static XfrmRequest get(KernelStates.Key key) {
        return new XfrmRequest.GetSa(key.id(), key.mark());
    }

    /** The state in a reply to {@link #get}. */
    static Optional<Sa> state(XfrmReply reply) {
        return reply instanceof XfrmReply.Done(var messages, boolean interrupted)
                ? messages.stream()
                        .filter(XfrmMessage.SaNews.class::isInstance)
                        .map(m -> ((XfrmMessage.SaNews) m).sa())
                        .findFirst()
                : Optional.empty();
    }

    @Override
    public Outcome finish(List<XfrmReply> replies) {
        Optional<Sa> inbound = state(replies.get(0));
        Optional<Sa> outbound = state(replies.get(1));
        if (inbound.isEmpty()
                && outbound.isEmpty()
                && replies.get(0) instanceof XfrmReply.Refused(NetlinkError error)) {
            return Outcome.of(Operation.refused(error, false));
        }
        return Outcome.of(new DataPlaneAnswer.Usage(
                inbound.map(UsageQuery::usage).orElse(NONE),
                outbound.map(UsageQuery::usage).orElse(NONE)));
    }

    private static SaUsage usage(Sa sa) {
        SaStats stats = sa.info().stats();
        return new SaUsage(
                sa.info().used().bytes(),
                sa.info().used().packets(),
                Integer.toUnsignedLong(stats.replay()) + Integer.toUnsignedLong(stats.replayWindow()),
                Integer.toUnsignedLong(stats.integrityFailed()),
                Math.max(sa.attributes().lastUsed(), sa.info().used().useTime()));
    }
}
