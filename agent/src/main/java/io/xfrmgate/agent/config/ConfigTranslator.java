package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.Control;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.log.LogFormat;
import io.xfrmgate.agent.pki.PkiSet;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/** Turns a model that the {@link ConfigValidator} found right into what the daemon runs on. */
final class ConfigTranslator {
    private final ConfigModel model;
    private final SecretOpener opener;
    private final PkiSet pki;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Placement.ObjectId> objects = new HashMap<>();
    /** Names that objects have already, and keep, whatever else comes to the configuration. */
    private final Map<Placement.ObjectId, String> kept = new HashMap<>();

    private ConfigTranslator(ConfigModel model, SecretOpener opener, PkiSet pki) {
        this.model = model;
        this.opener = opener;
        this.pki = pki;
    }

    static GatewayConfig translate(ConfigModel model, SecretOpener opener, PkiSet pki) {
        return translate(model, opener, pki, Placement.NONE);
    }

    /** @param running where the names of objects that are there already come from */
    static GatewayConfig translate(ConfigModel model, SecretOpener opener, PkiSet pki, Placement running) {
        ConfigTranslator translator = new ConfigTranslator(model, opener, pki);
        running.objects().forEach((name, object) -> translator.kept.put(object, name));
        return translator.run();
    }

    /** Not of what is for later, nor of what needs certificates that nobody has read. */
    private boolean isInEffect(ContextSection context, TunnelSettings tunnel) {
        CertificateSettings certificates = tunnel.certificates();
        boolean signs = CertificateRules.uses(tunnel.local());
        boolean judges = CertificateRules.uses(tunnel.remote());
        return Effect.of(context, tunnel).isEmpty()
                && pki.has(
                        certificates.certificate().filter(name -> signs).map(Located::value),
                        judges ? values(certificates.caCertificates()) : List.of(),
                        judges ? values(certificates.crls()) : List.of());
    }

    private static List<String> values(List<Located<String>> names) {
        return names.stream().map(Located::value).toList();
    }

    private GatewayConfig run() {
        record PlacedMap(ContextSection context, CryptoMap map) {}
        List<PeerConfig> peers = new ArrayList<>();
        model.contexts().stream()
                .flatMap(context -> context.maps().stream().map(map -> new PlacedMap(context, map)))
                .filter(placed -> isInEffect(placed.context(), placed.map().tunnel()))
                .map(placed -> new PlacedMap(placed.context(), CryptoGroups.member(placed.context(), placed.map())))
                .sorted(Comparator.comparingLong(
                        placed -> Defaults.orElse(placed.map().priority(), 0)))
                .forEach(placed -> peers.addAll(maps(placed.context(), placed.map())));
        List<PeerConfig> templates = new ArrayList<>();
        List<ServiceBinding> services = new ArrayList<>();
        for (ContextSection context : model.contexts()) {
            for (Service service : context.services()) {
                for (Service.Binding binding : service.bindings()) {
                    if (!isInEffect(
                            owner(context, binding), bound(context, binding).tunnel())) {
                        continue;
                    }
                    PeerConfig peer = template(context, binding);
                    templates.add(peer);
                    services.add(new ServiceBinding(
                            context.name().value(),
                            service.kind().keyword() + " " + service.name().value(),
                            binding.address().value(),
                            peer.name()));
                }
            }
        }
        templates.sort(Comparator.comparingInt(ConfigTranslator::widestNetwork).reversed());
        peers.addAll(templates);
        List<ManualSa> manual = new ArrayList<>();
        model.contexts()
                .forEach(context -> context.manualMaps()
                        .forEach(map -> manual.add(new ManualSas(context, opener, model.profile(context))
                                .of(nameOfMap(context, map.name()), map))));
        List<CryptoGroup> groups = CryptoGroups.of(model, objects);
        return new GatewayConfig(peers, services, settings(model.gateway()), model, pki, placement(), groups, manual);
    }

    private Placement placement() {
        Map<String, String> namespaces = new HashMap<>();
        for (ContextSection context : model.contexts()) {
            context.netns().ifPresent(namespace -> namespaces.put(context.name().value(), namespace.value()));
        }
        return new Placement(objects, namespaces);
    }

    /** The map, and its tunnels between further addresses. */
    private List<PeerConfig> maps(ContextSection context, CryptoMap map) {
        Optional<AccessList> list = CryptoGroups.protectedBy(context, map);
        List<PeerConfig> all = new ArrayList<>();
        all.add(map(context, map, list, nameOfMap(context, map.name())));
        if (list.isPresent() && map.group().isEmpty()) {
            for (FurtherAddresses.Tunnel tunnel : FurtherAddresses.of(map, list.get())) {
                String name = nameOfMap(context, map.name().with(map.name() + tunnel.suffix()));
                all.add(map(context, tunnel.map(), Optional.of(tunnel.list()), name));
            }
        }
        return all;
    }

    private PeerConfig map(ContextSection context, CryptoMap map, Optional<AccessList> list, String name) {
        PeerConfig peer = new PeerFactory(
                        context,
                        map.tunnel(),
                        opener,
                        pki,
                        model.profile(context),
                        context.netns().map(Located::value))
                .map(name, map, list)
                .withConfiguration(PoolTranslator.role(map));
        return peer.withChildren(peer.children().stream()
                .map(map.requestAddresses().isEmpty() ? ChildConfig::withoutAssigned : ChildConfig::withAssigned)
                .toList());
    }

    private String nameOfMap(ContextSection context, Located<String> map) {
        Placement.ObjectId object = CryptoGroups.object(context, map.value());
        return named(object, () -> unique(context, map.value()));
    }

    private ContextSection owner(ContextSection context, Service.Binding binding) {
        String name =
                binding.context().map(Located::value).orElse(context.name().value());
        return model.contexts().stream()
                .filter(c -> c.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private CryptoTemplate bound(ContextSection context, Service.Binding binding) {
        return owner(context, binding).template(binding.template().value()).orElseThrow();
    }

    private PeerConfig template(ContextSection context, Service.Binding binding) {
        ContextSection owner = owner(context, binding);
        CryptoTemplate template = bound(context, binding);
        IpAddress address = binding.address().value();
        String plain = template.name().value();
        Placement.ObjectId object = new Placement.ObjectId(
                context.name().value(),
                "crypto template",
                (owner.equals(context) ? "" : owner.name().value() + "/") + plain + "@" + address);
        String name = named(object, () -> unique(owner, names.contains(plain) ? plain + "@" + address : plain));
        return new PeerFactory(
                        owner,
                        template.tunnel(),
                        opener,
                        pki,
                        model.profile(owner),
                        context.netns().map(Located::value))
                .template(name, template, address)
                .withConfiguration(new PoolTranslator(model).role(owner, template.tunnel()));
    }

    private String named(Placement.ObjectId object, Supplier<String> fresh) {
        String name = Optional.ofNullable(kept.get(object)).orElseGet(fresh);
        names.add(name);
        objects.put(name, object);
        return name;
    }

    /** The name itself where it is the only one, else with the context's name, else with a number. */
    private String unique(ContextSection context, String name) {
        String candidate = name;
        for (int i = 1; kept.containsValue(candidate) || !names.add(candidate); i++) {
            candidate = context.name().value() + "/" + name + (i == 1 ? "" : "#" + i);
        }
        return candidate;
    }

    /** Shortest prefix whence a template accepts peers; -1 if from everywhere. */
    private static int widestNetwork(PeerConfig peer) {
        return peer.remoteNetworks().stream()
                .mapToInt(AddressRange::prefix)
                .min()
                .orElse(-1);
    }

    private GatewaySettings settings(GatewaySection section) {
        GatewaySettings defaults = GatewaySettings.DEFAULT;
        Limits limits = new Limits(
                (int) Defaults.orElse(
                        section.cookieThreshold(), defaults.limits().cookieThreshold()),
                (int) Defaults.orElse(section.halfOpen(), defaults.limits().maxHalfOpen()),
                (int) Defaults.orElse(
                        section.halfOpenPerSource(), defaults.limits().maxHalfOpenPerSource()),
                (int) Defaults.orElse(section.ikeSas(), defaults.limits().maxIkeSas()));
        Optional<MetricsAddress> metrics = section.metrics().isEmpty()
                ? defaults.metrics()
                : section.metrics().flatMap(m -> switch (m) {
                    case GatewaySection.MetricsBind(IpAddress address, int port) ->
                        Optional.of(new MetricsAddress(address, port));
                    case GatewaySection.NoMetrics() -> Optional.empty();
                });
        Optional<MetricsAddress.Login> login = section.access()
                .user()
                .map(user -> new MetricsAddress.Login(
                        user.name(), opener.secret(user.password().value())));
        Optional<MetricsAddress> guarded = metrics.map(
                address -> address.with(section.access().certificate().map(Located::value), login));
        Level level = section.logLevel().orElse(defaults.logLevel());
        LogFormat format = section.logFormat().orElse(defaults.logFormat());
        Optional<ControlAddress> control = section.control().isEmpty()
                ? defaults.control()
                : section.control().flatMap(c -> switch (c) {
                    case Control.Socket(var path) -> Optional.of(new ControlAddress(Path.of(path.value()), true));
                    case Control.None() -> Optional.empty();
                });
        return new GatewaySettings(
                (int) Defaults.orElse(section.shards(), defaults.shards()), guarded, limits, level, format, control);
    }
}
