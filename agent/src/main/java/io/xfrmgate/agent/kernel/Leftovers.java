package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.dataplane.Reqid;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.PolicyId;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a daemon that was killed left in the kernel: states whose peers it no longer knows, and policies that would keep
 * sending traffic into them. Ours are known by their reqids; nothing else is touched.
 */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** Requests sent together: few enough for the socket's buffers. */
    private static final int BATCH = 256;

    private Leftovers() {}

    /**
     * Takes them out of the network namespace of the calling thread. Before a daemon installs anything, and only while no
     * other one runs there.
     *
     * @return how many states and policies were removed
     */
    public static int remove() throws ErrnoException {
        try (XfrmChannel channel = XfrmChannel.open()) {
            List<XfrmRequest> policies = new ArrayList<>();
            List<XfrmRequest> states = new ArrayList<>();
            for (XfrmMessage message : dump(channel, new XfrmRequest.DumpPolicies())) {
                if (message instanceof XfrmMessage.PolicyNews(var policy, boolean _)
                        && policy.templates().stream().anyMatch(t -> Reqid.isOurs(t.reqid()))) {
                    PolicyId id =
                            PolicyId.of(policy.info().selector(), policy.info().direction());
                    policies.add(new XfrmRequest.DeletePolicy(id, policy.mark(), policy.interfaceId()));
                }
            }
            for (XfrmMessage message : dump(channel, new XfrmRequest.DumpSas())) {
                if (message instanceof XfrmMessage.SaNews(var sa, boolean _)
                        && Reqid.isOurs(sa.info().reqid())) {
                    states.add(new XfrmRequest.DeleteSa(
                            sa.info().id(), sa.attributes().mark()));
                }
            }
            // Policies first: no packet is to ask for a state that has just gone.
            int removedPolicies = send(channel, policies);
            int removedStates = send(channel, states);
            if (removedPolicies + removedStates > 0) {
                LOG.warn(
                        "{}",
                        LogLine.event("leftovers-removed")
                                .add("states", removedStates)
                                .add("policies", removedPolicies));
            }
            return removedPolicies + removedStates;
        }
    }

    private static List<XfrmMessage> dump(XfrmChannel channel, XfrmRequest request) throws ErrnoException {
        return switch (channel.exchange(request)) {
            case XfrmReply.Done done -> done.messages();
            case XfrmReply.Refused refused ->
                throw new ErrnoException(
                        "look for leftovers", refused.error().errno().number());
        };
    }

    /** What is refused has gone by itself meanwhile. */
    private static int send(XfrmChannel channel, List<XfrmRequest> requests) throws ErrnoException {
        int done = 0;
        for (int i = 0; i < requests.size(); i += BATCH) {
            List<XfrmRequest> batch = requests.subList(i, Math.min(requests.size(), i + BATCH));
            for (XfrmReply reply : channel.exchange(batch)) {
                done += reply instanceof XfrmReply.Done ? 1 : 0;
            }
        }
        return done;
    }
}
