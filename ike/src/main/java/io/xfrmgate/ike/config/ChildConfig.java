package io.xfrmgate.ike.config;

import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.ts.AllowedTraffic;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import java.util.Optional;

/**
 * What one Child SA may be.
 *
 * @param name of the payload or map, for logs and metrics
 * @param mode what we ask for; a responder takes transport only where it is configured
 * @param proposals ESP proposals in order of preference; KE transforms in them are for PFS in CREATE_CHILD_SA
 * @param localSelectors what we protect behind us; empty honours what the peer asks for (RFC 7296 section 2.9)
 * @param remoteSelectors what may be behind the peer; empty likewise
 * @param lifetime limits and rekeying
 * @param options of the kernel's states and policies
 * @param trap install a trap policy at start, so that the first packet brings the Child SA up and none goes unprotected
 * @param start bring it up at start, and keep it up
 * @param dynamic one side's selectors are the addresses that were assigned by configuration payload: the peer's where we give
 *     them, ours where we ask for them; of those configured for that side only protocol and ports count
 * @param policy how the selectors are read, and what the peer may do
 */
public record ChildConfig(
        String name,
        IpsecMode mode,
        List<Proposal> proposals,
        List<TrafficSelector> localSelectors,
        List<TrafficSelector> remoteSelectors,
        ChildLifetime lifetime,
        KernelOptions options,
        boolean trap,
        boolean start,
        boolean dynamic,
        ChildPolicy policy) {
    public ChildConfig {
        proposals = List.copyOf(proposals);
        localSelectors = List.copyOf(localSelectors);
        remoteSelectors = List.copyOf(remoteSelectors);
    }

    /** What it may carry, before it is known who the peer is. */
    public AllowedTraffic traffic() {
        return new AllowedTraffic(localSelectors, remoteSelectors, policy.paired());
    }

    /** What it may carry with a peer whose own address is {@code peer}; empty if nothing. */
    public Optional<AllowedTraffic> traffic(IpAddress peer) {
        return policy.remoteIsPeer() ? traffic().ofPeer(peer) : Optional.of(traffic());
    }

    /** The same for our own assigned addresses. It is brought up at start: before there is one, no packet can ask for it. */
    public ChildConfig withAssigned() {
        return with(false, true, true);
    }

    /** The same, with selectors as they are written. */
    public ChildConfig withoutAssigned() {
        return with(trap, start, false);
    }

    /** The same, with a trap or without. */
    public ChildConfig withTrap(boolean wanted) {
        return with(wanted, start, dynamic);
    }

    private ChildConfig with(boolean newTrap, boolean newStart, boolean newDynamic) {
        return new ChildConfig(
                name,
                mode,
                proposals,
                localSelectors,
                remoteSelectors,
                lifetime,
                options,
                newTrap,
                newStart,
                newDynamic,
                policy);
    }
}
