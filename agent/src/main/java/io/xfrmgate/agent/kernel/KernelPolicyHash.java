package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.config.model.ContextSettings.HashThreshold;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.HashThresholds;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hash thresholds of the SPD (XFRM_MSG_NEWSPDINFO), which a network namespace has once for all who use it. */
final class KernelPolicyHash {
    private static final Logger LOG = LoggerFactory.getLogger(KernelPolicyHash.class);

    private KernelPolicyHash() {}

    /** Sets them in the network namespace of the calling thread. Without them all works, only slower: a refusal is logged. */
    static void set(PolicyHash hash) {
        XfrmRequest request =
                new XfrmRequest.SetHashThresholds(Optional.of(of(hash.ipv4())), Optional.of(of(hash.ipv6())));
        try (XfrmChannel channel = XfrmChannel.open()) {
            if (channel.exchange(request) instanceof XfrmReply.Refused(var error)) {
                LOG.warn("the SPD's hash thresholds stay as they are, which costs speed with many policies: {}", error);
            }
        } catch (ErrnoException e) {
            LOG.warn("the SPD's hash thresholds stay as they are: {}", e.getMessage());
        }
    }

    private static HashThresholds of(HashThreshold threshold) {
        return new HashThresholds(threshold.local(), threshold.remote());
    }
}
