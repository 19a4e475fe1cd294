package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the core tells about itself, for log, metrics and control clients. No notice holds a key. */
public sealed interface Notice {

    /** The IKE SA that this is about. */
    IkeSaName ikeSa();

    /**
     * Which IKE SA.
     *
     * @param config name of the template or map
     * @param peer the authenticated identity; empty before that
     * @param initiator whether we were its original initiator
     */
    record IkeSaName(
            String config,
            long localSpi,
            long remoteSpi,
            UdpEndpoint local,
            UdpEndpoint remote,
            Optional<String> peer,
            boolean initiator) {}

    /** Set up and authenticated. */
    record IkeEstablished(IkeSaName ikeSa, boolean initiator, Proposal suite, boolean nat, long setupMillis)
            implements Notice {}

    /** Replaced by a new one, which {@code ikeSa} names. */
    record IkeRekeyed(IkeSaName ikeSa, IkeSaName old, boolean initiator, Proposal suite) implements Notice {}

    /**
     * Gone, with all its Child SAs; each of those has had its own notice.
     *
     * @param suite empty if the peers had not agreed on one
     * @param lifeMillis since it was set up; empty if it never was
     */
    record IkeClosed(
            IkeSaName ikeSa, CloseReason reason, String detail, Optional<Proposal> suite, OptionalLong lifeMillis)
            implements Notice {}

    /** Installed in the data plane. */
    record ChildEstablished(IkeSaName ikeSa, ChildName child, ChildSuite suite) implements Notice {}

    /** Replaced by a new one, which {@code child} names; it is installed. */
    record ChildRekeyed(IkeSaName ikeSa, ChildName child, ChildName old, boolean initiator, ChildSuite suite)
            implements Notice {}

    /**
     * Out of the data plane.
     *
     * @param lifeMillis since it was made
     */
    record ChildClosed(IkeSaName ikeSa, ChildName child, CloseReason reason, ChildSuite suite, long lifeMillis)
            implements Notice {}

    /**
     * A peer's EAP has succeeded; its AUTH is still to come.
     *
     * @param profile who judged it
     * @param claimed its IDi
     * @param identity its EAP identity
     * @param keyed whether the method made a key
     */
    record EapAccepted(IkeSaName ikeSa, String profile, String claimed, String identity, boolean keyed)
            implements Notice {}

    /** A negotiation failed. */
    record Failed(IkeSaName ikeSa, FailureReason reason, boolean initiator, Explanation explanation) implements Notice {
        /** The explanation as a sentence. */
        public String detail() {
            return explanation.text();
        }
    }

    /** The peer's address or port changed. */
    record PeerMoved(IkeSaName ikeSa, UdpEndpoint oldRemote) implements Notice {}

    /**
     * An IKE SA holds internal addresses from now on (RFC 7296 section 2.19). Told once, not again when it is rekeyed; the
     * first one's Child SA comes after it.
     *
     * @param assignedByUs whether the peer was given them; else we were, and use them
     * @param dns name servers that were told with them
     */
    record AddressesAssigned(IkeSaName ikeSa, boolean assignedByUs, List<IpAddress> addresses, List<IpAddress> dns)
            implements Notice {
        public AddressesAssigned {
            addresses = List.copyOf(addresses);
            dns = List.copyOf(dns);
        }
    }

    /** The IKE SA, or what it was rekeyed to, gave its internal addresses back. */
    record AddressesReleased(IkeSaName ikeSa, boolean assignedByUs, List<IpAddress> addresses) implements Notice {
        public AddressesReleased {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * The traffic of a crypto group takes the other tunnel.
     *
     * @param ikeSa only the names and addresses of the map that is active now
     * @param member which of the two that is
     * @param reason in words
     */
    record GroupSwitched(IkeSaName ikeSa, String group, CryptoGroup.Member member, String reason) implements Notice {}

    /** Which Child SA. */
    record ChildName(
            String config,
            int inboundSpi,
            int outboundSpi,
            int reqid,
            List<TrafficSelector> local,
            List<TrafficSelector> remote) {}
}
