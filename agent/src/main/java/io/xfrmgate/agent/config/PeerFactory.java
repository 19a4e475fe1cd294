package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.pki.PkiSet;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.Authentication;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.config.IkeLifetime;
import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.NatPolicy;
import io.xfrmgate.ike.config.OwnName;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Makes the core's configuration of one crypto map, or of one crypto template at one address. */
final class PeerFactory {
    /** Kernel policies of crypto maps: from here on, in the order of the maps' own priorities. */
    static final long MAP_PRIORITY = 1000;
    /** A map has so many numbers: for its Child SAs, for its trap, and for those of a group's standby. */
    static final long NUMBERS_OF_A_MAP = 4;
    /** A map's priority counts up to here in the kernel, which has 32 bits for it. */
    static final long MAX_MAP_PRIORITY = 1_000_000_000;

    private static final int REKEY_PERCENT = 90;
    private static final int JITTER_PERCENT = 5;
    private static final int MAX_RETRANSMISSION_WAIT = 16_000;
    private static final int KILO = 1024;
    private static final int IPV6_AND_UDP_HEADERS = 48;

    private final ContextSection context;
    private final TunnelSettings settings;
    private final SecretOpener opener;
    private final PkiSet pki;
    private final Profile profile;
    private final Optional<String> namespace;
    private final Defaults.Suite defaults;

    /**
     * @param pki with all that the settings name of it
     * @param namespace where it lives: a template in that of the service that binds it
     */
    PeerFactory(
            ContextSection context,
            TunnelSettings settings,
            SecretOpener opener,
            PkiSet pki,
            Profile profile,
            Optional<String> namespace) {
        this.context = context;
        this.settings = settings;
        this.opener = opener;
        this.pki = pki;
        this.profile = profile;
        this.namespace = namespace;
        this.defaults = Defaults.suite(profile);
    }

    PeerConfig map(String name, CryptoMap map, Optional<AccessList> list) {
        IpAddress local = map.localAddress().orElseThrow().value();
        IpAddress remote = map.peer().orElseThrow().value();
        long priority =
                MAP_PRIORITY + NUMBERS_OF_A_MAP * Math.min(MAX_MAP_PRIORITY, Defaults.orElse(map.priority(), 0));
        KernelOptions options = kernelOptions(priority);
        List<ChildConfig> children = list.map(l -> protecting(l, options, map.autoStart()))
                .orElseGet(() ->
                        selecting(options, !map.autoStart(), map.autoStart(), List.of(TrafficSelector.ofHost(remote))));
        Map<Identification, Secret> byIdentity = remoteSecrets();
        return peer(
                name,
                local,
                List.of(AddressRange.host(remote)),
                Optional.of(remote),
                new AuthMethods(name, context, settings, opener, pki, profile, namespace, byIdentity, Map.of()),
                children);
    }

    PeerConfig template(String name, CryptoTemplate template, IpAddress local) {
        List<AddressRange> networks =
                template.peerNetworks().stream().map(p -> p.network().value()).toList();
        Map<AddressRange, Secret> secrets = new HashMap<>();
        template.peerNetworks()
                .forEach(p -> p.secret().ifPresent(s -> secrets.put(p.network().value(), opener.secret(s.value()))));
        KernelOptions options = kernelOptions(KernelOptions.DEFAULT.priority());
        Map<Identification, Secret> byIdentity = remoteSecrets();
        return peer(
                name,
                local,
                networks,
                Optional.empty(),
                new AuthMethods(name, context, settings, opener, pki, profile, namespace, byIdentity, secrets),
                settings.payloads().stream()
                        .flatMap(p -> answering(p, options, template.initiateOnTraffic()).stream())
                        .toList());
    }

    /** The template's {@code remote-secret-list}. */
    private Map<Identification, Secret> remoteSecrets() {
        Map<Identification, Secret> secrets = new HashMap<>();
        settings.policy()
                .remoteSecretList()
                .flatMap(list -> context.remoteSecretList(list.value()))
                .ifPresent(list -> list.entries()
                        .forEach(e -> secrets.put(
                                identification(e.identity().value()),
                                opener.secret(e.secret().value()))));
        return secrets;
    }

    private PeerConfig peer(
            String name,
            IpAddress local,
            List<AddressRange> networks,
            Optional<IpAddress> remote,
            AuthMethods methods,
            List<ChildConfig> children) {
        List<IkeTransformSet> sets = settings.ikeTransformSets().isEmpty()
                ? List.of(Defaults.IKE_SET)
                : settings.ikeTransformSets().stream()
                        .flatMap(s -> context.ikeTransformSet(s.value()).stream())
                        .toList();
        Identification localId = settings.localIdentity()
                .map(i -> identification(i.value()))
                .orElseGet(() -> methods.localIdentity(Identification.of(local)));
        Authentication authentication = new Authentication(
                localId,
                answering(),
                settings.remoteIdentities().stream()
                        .map(i -> identification(i.value()))
                        .toList(),
                methods.local(),
                methods.remote());
        TunnelSettings.Ike ike = settings.ike();
        long lifetime = Defaults.orElse(sets.getFirst().lifetimeSeconds(), Defaults.LIFETIME_SECONDS);
        return new PeerConfig(
                name,
                List.of(local),
                networks,
                remote,
                authentication,
                Proposals.ike(sets, defaults),
                children,
                retransmit(ike),
                keepalive(),
                new IkeLifetime(lifetime, ike.rekey(), REKEY_PERCENT, JITTER_PERCENT),
                nat(),
                fragmentation(ike),
                ike.allowEmpty(),
                (int) Defaults.orElse(ike.setupSeconds(), Defaults.SETUP_SECONDS) * 1000,
                (int) Defaults.orElse(settings.maxChildSas(), Math.max(Defaults.MAX_CHILD_SAS, children.size())),
                ConfigurationRole.NONE,
                PeerPolicies.of(settings.policy()));
    }

    private OwnName answering() {
        return settings.policy()
                .nai()
                .map(nai -> switch (nai.value()) {
                    case TunnelPolicy.Idr(var identity) -> new OwnName.Named(identification(identity));
                    case TunnelPolicy.ReceivedIdr _ -> new OwnName.AsAsked();
                })
                .orElse(new OwnName.LocalId());
    }

    /** Children of a map with an access list: each part of it takes the first payload of its family. */
    private List<ChildConfig> protecting(AccessList list, KernelOptions options, boolean start) {
        Payload payload = settings.payloads().stream()
                .filter(p -> Selectors.fits(p.family(), list.v6()))
                .findFirst()
                .orElseThrow();
        List<Selectors.Pair> pairs = Selectors.of(list);
        List<ChildConfig> children = new ArrayList<>();
        for (Selectors.Pair pair : pairs) {
            String name = payload.name().value() + (pairs.size() == 1 ? "" : "#" + (children.size() + 1));
            ChildPolicy policy = PeerPolicies.ofMap(payload);
            children.add(child(name, payload, pair.local(), pair.remote(), options, true, start, policy));
        }
        return children;
    }

    /** Children by the payloads' own selectors. */
    private List<ChildConfig> selecting(
            KernelOptions options, boolean trap, boolean start, List<TrafficSelector> endpoints) {
        return settings.payloads().stream()
                .map(p -> child(
                        p.name().value(),
                        p,
                        Selectors.of(p.ours(), p.family(), List.of()),
                        Selectors.of(p.theirs(), p.family(), endpoints),
                        options,
                        trap,
                        start,
                        PeerPolicies.ofMap(p)))
                .toList();
    }

    /** Children of a template: of a payload's access list, or of its own selectors. */
    private List<ChildConfig> answering(Payload payload, KernelOptions options, boolean trap) {
        Optional<AccessList> list = payload.policy().accessList().flatMap(acl -> context.accessList(acl.value()));
        return TemplateTraffic.of(payload, list).stream()
                .map(traffic -> child(
                        payload.name().value() + traffic.suffix(),
                        payload,
                        traffic.local(),
                        traffic.remote(),
                        options,
                        trap,
                        false,
                        PeerPolicies.ofTemplate(payload, traffic)))
                .toList();
    }

    private ChildConfig child(
            String name,
            Payload payload,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            KernelOptions options,
            boolean trap,
            boolean start,
            ChildPolicy policy) {
        List<IpsecTransformSet> sets = payload.transformSets().stream()
                .flatMap(s -> context.ipsecTransformSet(s.value()).stream())
                .toList();
        List<Proposal> proposals = Proposals.esp(sets, defaults);
        ChildLifetime lifetime = new ChildLifetime(
                Defaults.orElse(payload.lifetimeSeconds(), Defaults.LIFETIME_SECONDS),
                Math.multiplyExact(Defaults.orElse(payload.lifetimeKiloBytes(), 0), KILO),
                Defaults.orElse(payload.lifetimePackets(), 0),
                payload.rekey(),
                REKEY_PERCENT,
                JITTER_PERCENT);
        return new ChildConfig(
                name,
                Defaults.mode(sets.getFirst()),
                proposals,
                local,
                remote,
                lifetime,
                options,
                trap,
                start,
                PoolTranslator.givesAddresses(payload),
                policy);
    }

    private KernelOptions kernelOptions(long priority) {
        TunnelSettings.Kernel kernel = settings.kernel();
        TunnelSettings.Mark mark = kernel.mark().map(Located::value).orElse(new TunnelSettings.Mark(0, 0));
        return new KernelOptions(
                (int) Defaults.orElse(kernel.replayWindow(), KernelOptions.DEFAULT.replayWindow()),
                (int) Defaults.orElse(kernel.policyPriority(), priority),
                mark.value(),
                mark.mask(),
                (int) Defaults.orElse(kernel.ifId(), 0),
                (int) Defaults.orElse(kernel.tfcPadding(), 0),
                kernel.clearDontFragment(),
                kernel.offload()
                        .map(offload ->
                                new KernelOptions.Offload(offload.device().value(), offload.packet())));
    }

    private RetransmitPolicy retransmit(TunnelSettings.Ike ike) {
        int first = Defaults.retransmissionMillis(settings);
        return new RetransmitPolicy(
                first,
                ike.exponential() ? 2.0 : 1.0,
                Math.max(first, MAX_RETRANSMISSION_WAIT),
                Defaults.maxRetransmissions(settings));
    }

    private Keepalive keepalive() {
        return settings.keepalive()
                .map(k -> new Keepalive(
                        (int) Defaults.orElse(k.intervalSeconds(), Defaults.KEEPALIVE_INTERVAL_SECONDS) * 1000,
                        (int) Defaults.orElse(k.timeoutSeconds(), Defaults.KEEPALIVE_TIMEOUT_SECONDS) * 1000,
                        (int) Defaults.orElse(k.retries(), Defaults.KEEPALIVE_RETRIES)))
                .orElse(Keepalive.OFF);
    }

    private NatPolicy nat() {
        int keepalive = settings.nat()
                .keepaliveSeconds()
                .map(s -> s.value().intValue() * 1000)
                .orElse(NatPolicy.DEFAULT.keepaliveMillis());
        return new NatPolicy(settings.nat().forceEncapsulation(), keepalive);
    }

    private static FragmentationPolicy fragmentation(TunnelSettings.Ike ike) {
        int datagram = ike.fragmentMtu()
                .map(mtu -> mtu.value().intValue() - IPV6_AND_UDP_HEADERS)
                .orElse(FragmentationPolicy.DEFAULT.maxDatagram());
        return new FragmentationPolicy(ike.fragmentation(), datagram);
    }

    static Identification identification(Identity identity) {
        String text = identity.text();
        return switch (identity.type()) {
            case IP_ADDR -> Identification.of(IpAddress.parse(text));
            case FQDN -> Identification.fqdn(text);
            case RFC822_ADDR -> Identification.rfc822(text);
            case KEY_ID ->
                Identification.keyId(
                        text.startsWith("0x")
                                ? HexFormat.of().parseHex(text.substring(2))
                                : text.getBytes(StandardCharsets.UTF_8));
            case DER_ASN1_DN -> new Identification(Identification.DER_ASN1_DN, new X500Principal(text).getEncoded());
        };
    }
}
