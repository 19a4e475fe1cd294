package io.xfrmgate.ike.config;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/**
 * A pair of ESP SAs without IKE: the operator gives SPIs and keys to both ends (RFC 4301 section 4.5.1). It never expires and
 * is never rekeyed.
 *
 * @param name of the map; unique
 * @param inboundSpi what we receive on, at least 256
 * @param outboundSpi what we send on
 * @param suite no combined or counter mode, which may not be used with the same key twice (RFC 4106 section 2)
 * @param options a replay window would stop traffic when either end starts anew: it is 0
 */
public record ManualSa(
        String name,
        IpAddress local,
        IpAddress remote,
        IpsecMode mode,
        ChildSuite suite,
        int inboundSpi,
        int outboundSpi,
        ChildKeys inboundKeys,
        ChildKeys outboundKeys,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        KernelOptions options) {
    public ManualSa {
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }
}
