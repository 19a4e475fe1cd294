package io.xfrmgate.agent.config;

import io.xfrmgate.agent.aaa.EapRules;
import io.xfrmgate.agent.aaa.RadiusGroup;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ContextSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.pki.PkiSet;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the daemon runs on.
 *
 * @param peers crypto maps by priority, then templates with the narrowest peer networks first
 * @param services where templates listen
 * @param settings of the daemon
 * @param model what the file said, for {@link ConfigPrinter}
 * @param pki certificates, keys and CRLs that it names
 * @param placement the contexts of peers and manual SAs, and their namespaces
 * @param groups of maps among {@code peers}
 * @param manual SAs without IKE
 */
public record GatewayConfig(
        List<PeerConfig> peers,
        List<ServiceBinding> services,
        GatewaySettings settings,
        ConfigModel model,
        PkiSet pki,
        Placement placement,
        List<CryptoGroup> groups,
        List<ManualSa> manual) {
    public GatewayConfig {
        peers = List.copyOf(peers);
        services = List.copyOf(services);
        groups = List.copyOf(groups);
        manual = List.copyOf(manual);
    }

    /** Without groups and manual SAs. */
    public GatewayConfig(
            List<PeerConfig> peers,
            List<ServiceBinding> services,
            GatewaySettings settings,
            ConfigModel model,
            PkiSet pki,
            Placement placement) {
        this(peers, services, settings, model, pki, placement, List.of(), List.of());
    }

    /** Without a file behind it. */
    public GatewayConfig(List<PeerConfig> peers, List<ServiceBinding> services, GatewaySettings settings) {
        this(peers, services, settings, ConfigModel.EMPTY, PkiSet.EMPTY, Placement.NONE);
    }

    /** The same, with other settings of the daemon. */
    public GatewayConfig with(GatewaySettings others) {
        return new GatewayConfig(peers, services, others, model, pki, placement, groups, manual);
    }

    /** The address pools for peers. */
    public Addressing addressing() {
        return new PoolTranslator(model).addressing();
    }

    /** The RADIUS servers that somebody uses. */
    public Set<RadiusGroup> radiusGroups() {
        Set<RadiusGroup> groups = new LinkedHashSet<>();
        for (PeerConfig peer : peers) {
            if (peer.authentication().remote() instanceof AuthMethod.PeerEap(var policy)
                    && policy.rules() instanceof EapRules rules) {
                groups.add(rules.servers());
            }
        }
        return groups;
    }

    /** Every address on which IKE is spoken, of maps and services, in order. */
    public SequencedSet<IpAddress> listenAddresses() {
        TreeSet<IpAddress> addresses = new TreeSet<>();
        peers.forEach(peer -> addresses.addAll(peer.localAddresses()));
        return addresses;
    }

    /** The network namespaces with templates or maps, and the daemon's own (empty), which goes first. */
    public SequencedSet<Optional<String>> namespaces() {
        SequencedSet<Optional<String>> namespaces = new LinkedHashSet<>();
        namespaces.add(Optional.empty());
        peers.forEach(peer -> namespaces.add(placement.namespaceOf(peer.name())));
        manual.forEach(sa -> namespaces.add(placement.namespaceOf(sa.name())));
        return namespaces;
    }

    /** What the contexts of a network namespace say of its policies; they say the same, or nothing. */
    public PolicyHash policyHash(Optional<String> namespace) {
        List<ContextSettings> settingsThere = model.contexts().stream()
                .filter(context -> context.netns().map(Located::value).equals(namespace))
                .map(ContextSection::settings)
                .toList();
        return new PolicyHash(
                settingsThere.stream()
                        .flatMap(settingsOf -> settingsOf.hash4().stream())
                        .findFirst()
                        .orElse(PolicyHash.DEFAULT.ipv4()),
                settingsThere.stream()
                        .flatMap(settingsOf -> settingsOf.hash6().stream())
                        .findFirst()
                        .orElse(PolicyHash.DEFAULT.ipv6()));
    }

    /** The part that lives in one network namespace. */
    public GatewayConfig inNamespace(Optional<String> namespace) {
        return new GatewayConfig(
                peers.stream()
                        .filter(peer -> placement.namespaceOf(peer.name()).equals(namespace))
                        .toList(),
                services.stream()
                        .filter(service ->
                                placement.namespaceOf(service.peerConfig()).equals(namespace))
                        .toList(),
                settings,
                model,
                pki,
                placement,
                groups.stream()
                        .filter(group -> placement.namespaceOf(group.primary()).equals(namespace))
                        .toList(),
                manual.stream()
                        .filter(sa -> placement.namespaceOf(sa.name()).equals(namespace))
                        .toList());
    }

    /** The same with as many shards as {@code running} has: their number can not change while they run. */
    public GatewayConfig withShardsOf(GatewayConfig running) {
        GatewaySettings other = running.settings();
        return new GatewayConfig(
                peers, services, settings.withShards(other.shards()), model, pki, placement, groups, manual);
    }
}
