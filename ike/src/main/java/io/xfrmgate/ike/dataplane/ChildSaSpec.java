package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/**
 * Everything that the kernel needs to know of one Child SA: two states, and policies from the product of the selectors.
 *
 * @param inboundSpi our SPI, unsigned 32 bits, at least 256
 * @param outboundSpi the peer's
 * @param suite algorithms of both directions
 * @param inboundKeys keys of what we receive
 * @param outboundKeys keys of what we send
 * @param mode tunnel or transport
 * @param path endpoints
 * @param reqid ties policies to states; the same through all rekeys of a Child SA, and unique to it in the daemon
 * @param localSelectors what is behind us
 * @param remoteSelectors what is behind the peer
 * @param options the configured extras
 * @param lifetime byte and packet limits
 */
public record ChildSaSpec(
        int inboundSpi,
        int outboundSpi,
        ChildSuite suite,
        ChildKeys inboundKeys,
        ChildKeys outboundKeys,
        IpsecMode mode,
        SaPath path,
        int reqid,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        KernelOptions options,
        Lifetime lifetime) {
    public ChildSaSpec {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }

    /** The same with another priority of its policies. */
    public ChildSaSpec withPriority(int priority) {
        return withOptions(options.withPriority(priority));
    }

    /** The same with other extras. */
    public ChildSaSpec withOptions(KernelOptions others) {
        return new ChildSaSpec(
                inboundSpi,
                outboundSpi,
                suite,
                inboundKeys,
                outboundKeys,
                mode,
                path,
                reqid,
                localSelectors,
                remoteSelectors,
                others,
                lifetime);
    }
}
