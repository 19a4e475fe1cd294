package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.MultiHoming;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.PayloadPolicy;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills {@link TunnelSettings}, for a map or a template. */
abstract sealed class TunnelBuilder {
    final Located<String> name;
    Optional<Located<AuthenticationMethod>> local = Optional.empty();
    Optional<Located<AuthenticationMethod>> remote = Optional.empty();
    final CertificateBuilder certificates = new CertificateBuilder();
    Optional<Located<Identity>> localIdentity = Optional.empty();
    final List<Located<Identity>> remoteIdentities = new ArrayList<>();
    final List<Located<String>> ikeTransformSets = new ArrayList<>();
    boolean rekey;
    Optional<Located<Long>> retransmissionMillis = Optional.empty();
    boolean exponential;
    Optional<Located<Long>> maxRetransmissions = Optional.empty();
    Optional<Located<Long>> setupSeconds = Optional.empty();
    boolean allowEmpty;
    boolean fragmentation = true;
    Optional<Located<Long>> fragmentMtu = Optional.empty();
    Optional<TunnelSettings.Keepalive> keepalive = Optional.empty();
    boolean forceEncapsulation;
    Optional<Located<Long>> natKeepaliveSeconds = Optional.empty();
    Optional<Located<Long>> replayWindow = Optional.empty();
    Optional<Located<Long>> ifId = Optional.empty();
    Optional<Located<TunnelSettings.Mark>> mark = Optional.empty();
    Optional<Located<Long>> tfcPadding = Optional.empty();
    Optional<Located<Long>> policyPriority = Optional.empty();
    Optional<TunnelSettings.Offload> offload = Optional.empty();
    boolean clearDontFragment;
    Optional<Located<Long>> maxChildSas = Optional.empty();
    final PolicyBuilder policy = new PolicyBuilder();
    final List<Located<IpAddress>> peerAddresses = new ArrayList<>();
    final List<Located<IpAddress>> localAddresses = new ArrayList<>();
    final Map<String, PayloadBuilder> payloads = new LinkedHashMap<>();

    private TunnelBuilder(Located<String> name) {
        this.name = name;
    }

    final TunnelSettings settings() {
        return new TunnelSettings(
                local,
                remote,
                certificates.build(),
                localIdentity,
                remoteIdentities,
                ikeTransformSets,
                new TunnelSettings.Ike(
                        rekey,
                        retransmissionMillis,
                        exponential,
                        maxRetransmissions,
                        setupSeconds,
                        allowEmpty,
                        fragmentation,
                        fragmentMtu),
                keepalive,
                new TunnelSettings.Nat(forceEncapsulation, natKeepaliveSeconds),
                new TunnelSettings.Kernel(
                        replayWindow, ifId, mark, tfcPadding, policyPriority, offload, clearDontFragment),
                maxChildSas,
                policy.build(),
                new MultiHoming(peerAddresses, localAddresses),
                payloads.values().stream().map(PayloadBuilder::build).toList());
    }

    /** Fills {@link CryptoMap}. */
    static final class ForMap extends TunnelBuilder {
        final boolean v6;
        Optional<Located<String>> accessList = Optional.empty();
        Optional<CryptoMap.PoolMatch> pool = Optional.empty();
        Optional<Located<Long>> priority = Optional.empty();
        Optional<Located<IpAddress>> peer = Optional.empty();
        Optional<Located<IpAddress>> localAddress = Optional.empty();
        boolean autoStart;
        final List<Payload.Family> requestAddresses = new ArrayList<>();
        Optional<CryptoGroup.Membership> group = Optional.empty();

        ForMap(Located<String> name, boolean v6) {
            super(name);
            this.v6 = v6;
        }

        CryptoMap buildMap() {
            return new CryptoMap(
                    name,
                    v6,
                    accessList,
                    pool,
                    priority,
                    peer,
                    localAddress,
                    autoStart,
                    requestAddresses,
                    group,
                    settings());
        }
    }

    /** Fills {@link CryptoTemplate}. */
    static final class ForTemplate extends TunnelBuilder {
        final Map<AddressRange, CryptoTemplate.PeerNetwork> peerNetworks = new LinkedHashMap<>();
        boolean initiateOnTraffic;

        ForTemplate(Located<String> name) {
            super(name);
        }

        CryptoTemplate buildTemplate() {
            return new CryptoTemplate(name, List.copyOf(peerNetworks.values()), initiateOnTraffic, settings());
        }
    }

    /** Fills {@link Payload}. */
    static final class PayloadBuilder {
        private final Located<String> name;
        Payload.Family family;
        final List<Located<String>> transformSets = new ArrayList<>();
        Optional<Located<Long>> lifetimeSeconds = Optional.empty();
        Optional<Located<Long>> lifetimeKiloBytes = Optional.empty();
        Optional<Located<Long>> lifetimePackets = Optional.empty();
        boolean rekey;
        final List<Located<Payload.Selector>> ours = new ArrayList<>();
        final List<Located<Payload.Selector>> theirs = new ArrayList<>();
        Optional<Located<String>> accessList = Optional.empty();
        boolean ignoreRekeying;
        Optional<Located<Long>> maximumChildSas = Optional.empty();
        Optional<Located<Long>> maximumTsr = Optional.empty();
        Optional<Located<AddressAllocation>> allocation = Optional.empty();

        PayloadBuilder(Located<String> name, Payload.Family family) {
            this.name = name;
            this.family = family;
        }

        void defaultLifetime() {
            lifetimeSeconds = Optional.empty();
            lifetimeKiloBytes = Optional.empty();
            lifetimePackets = Optional.empty();
        }

        Payload build() {
            return new Payload(
                    name,
                    family,
                    transformSets,
                    lifetimeSeconds,
                    lifetimeKiloBytes,
                    lifetimePackets,
                    rekey,
                    ours,
                    theirs,
                    new PayloadPolicy(accessList, ignoreRekeying, maximumChildSas, maximumTsr, allocation));
        }
    }
}
