package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import java.util.List;
import java.util.Optional;

/**
 * One crypto template (many peers) or crypto map (one peer).
 *
 * @param name for logs and metrics; unique
 * @param localAddresses where it listens; empty is everywhere
 * @param remoteNetworks whence it accepts; empty is everywhere
 * @param remote whom it can call; empty for a template
 * @param authentication identities and proofs
 * @param proposals IKE proposals in order of preference
 * @param children in order of preference
 * @param retransmit of all requests but liveness checks
 * @param keepalive dead peer detection
 * @param lifetime of the IKE SA
 * @param nat NAT traversal
 * @param fragmentation RFC 7383
 * @param childless an IKE SA without Child SAs is allowed (RFC 6023), and stays when its last Child SA goes
 * @param setupTimeoutMillis from our IKE_SA_INIT answer or request to the established IKE SA
 * @param maxChildren Child SAs that the peer may have at once, rekeyed ones not counted twice
 * @param configuration addresses by configuration payload: given, asked for, or neither
 * @param policy what the peer is allowed, and when its tunnel ends
 */
public record PeerConfig(
        String name,
        List<IpAddress> localAddresses,
        List<AddressRange> remoteNetworks,
        Optional<IpAddress> remote,
        Authentication authentication,
        List<Proposal> proposals,
        List<ChildConfig> children,
        RetransmitPolicy retransmit,
        Keepalive keepalive,
        IkeLifetime lifetime,
        NatPolicy nat,
        FragmentationPolicy fragmentation,
        boolean childless,
        int setupTimeoutMillis,
        int maxChildren,
        ConfigurationRole configuration,
        PeerPolicy policy) {
    /** Child SAs that a peer never has more of, whatever is configured. */
    public static final int HARD_MAX_CHILDREN = 64;

    public PeerConfig {
        localAddresses = List.copyOf(localAddresses);
        remoteNetworks = NetworkSet.copyOf(remoteNetworks);
        proposals = List.copyOf(proposals);
        children = List.copyOf(children);
    }

    /** The same, with other Child SAs. */
    public PeerConfig withChildren(List<ChildConfig> others) {
        return new PeerConfig(
                name,
                localAddresses,
                remoteNetworks,
                remote,
                authentication,
                proposals,
                others,
                retransmit,
                keepalive,
                lifetime,
                nat,
                fragmentation,
                childless,
                setupTimeoutMillis,
                maxChildren,
                configuration,
                policy);
    }

    /** The same, with another part in configuration payloads. */
    public PeerConfig withConfiguration(ConfigurationRole other) {
        return new PeerConfig(
                name,
                localAddresses,
                remoteNetworks,
                remote,
                authentication,
                proposals,
                children,
                retransmit,
                keepalive,
                lifetime,
                nat,
                fragmentation,
                childless,
                setupTimeoutMillis,
                maxChildren,
                other,
                policy);
    }

    /** Whether a peer at {@code remoteAddress} that calls {@code localAddress} is for this one. */
    public boolean matches(IpAddress localAddress, IpAddress remoteAddress) {
        return (localAddresses.isEmpty() || localAddresses.contains(localAddress))
                && (remoteNetworks.isEmpty()
                        || NetworkSet.copyOf(remoteNetworks).covers(remoteAddress));
    }
}
