package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/**
 * What both sides agreed on for one Child SA.
 *
 * @param moreSelectors we left out some that we would have agreed to (RFC 7296 section 3.10.1, ADDITIONAL_TS_POSSIBLE)
 */
record AgreedChild(
        ChildConfig config,
        Proposal proposal,
        ChildSuite suite,
        IpsecMode mode,
        List<TrafficSelector> local,
        List<TrafficSelector> remote,
        int inboundSpi,
        int outboundSpi,
        int reqid,
        boolean moreSelectors) {

    AgreedChild withLocal(List<TrafficSelector> selectors) {
        return new AgreedChild(
                config, proposal, suite, mode, selectors, remote, inboundSpi, outboundSpi, reqid, moreSelectors);
    }

    AgreedChild withInboundSpi(int spi) {
        return new AgreedChild(config, proposal, suite, mode, local, remote, spi, outboundSpi, reqid, moreSelectors);
    }
}
