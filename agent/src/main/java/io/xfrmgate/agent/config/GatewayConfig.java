package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.pki.PkiSet;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeSet;

/**
 * What the daemon runs on.
 *
 * @param peers crypto maps by priority, then templates with the narrowest peer networks first
 * @param services where templates listen
 * @param settings of the daemon
 * @param model what the file said, for {@link ConfigPrinter}
 * @param pki certificates, keys and CRLs that it names
 */
public record GatewayConfig(
        List<PeerConfig> peers,
        List<ServiceBinding> services,
        GatewaySettings settings,
        ConfigModel model,
        PkiSet pki) {
    public GatewayConfig {
        peers = List.copyOf(peers);
        services = List.copyOf(services);
    }

    /** Without a file behind it. */
    public GatewayConfig(List<PeerConfig> peers, List<ServiceBinding> services, GatewaySettings settings) {
        this(peers, services, settings, ConfigModel.EMPTY, PkiSet.EMPTY);
    }

    /** The same, with other settings of the daemon. */
    public GatewayConfig with(GatewaySettings others) {
        return new GatewayConfig(peers, services, others, model, pki);
    }

    /** Every address on which IKE is spoken, of maps and services, in order. */
    public SequencedSet<IpAddress> listenAddresses() {
        TreeSet<IpAddress> addresses = new TreeSet<>();
        peers.forEach(peer -> addresses.addAll(peer.localAddresses()));
        return addresses;
    }
}
