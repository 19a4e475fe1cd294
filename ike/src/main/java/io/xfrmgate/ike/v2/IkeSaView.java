package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import java.util.List;
import java.util.Optional;

/**
 * An IKE SA as it stood at one moment, for display and metrics.
 *
 * @param ikeSa which
 * @param state "connecting", "established", "rekeyed" or "deleting"
 * @param localBehindNat our address is translated on the way
 * @param remoteBehindNat the peer's is
 * @param certificate by which the peer proved its identity; empty if otherwise
 * @param suite negotiated; with no transforms before it is
 * @param establishedMillis on the endpoint's clock; 0 before
 * @param lastHeardMillis when the last authentic message came
 * @param rekeyMillis when we mean to rekey; {@code Long.MAX_VALUE} never
 * @param expireMillis when it ends; {@code Long.MAX_VALUE} never
 * @param addresses internal addresses assigned by configuration payload: to the peer, or to us as its client
 */
public record IkeSaView(
        Notice.IkeSaName ikeSa,
        String state,
        boolean localBehindNat,
        boolean remoteBehindNat,
        Optional<PeerCertificate> certificate,
        Proposal suite,
        long establishedMillis,
        long lastHeardMillis,
        long rekeyMillis,
        long expireMillis,
        List<IpAddress> addresses,
        List<ChildView> children) {
    public IkeSaView {
        addresses = List.copyOf(addresses);
        children = List.copyOf(children);
    }

    /**
     * A Child SA.
     *
     * @param state "installing", "installed", "rekeyed" or "deleting"
     */
    public record ChildView(
            Notice.ChildName name,
            String state,
            ChildSuite suite,
            ChildSaRef ref,
            long installedMillis,
            long rekeyMillis,
            long expireMillis) {}
}
