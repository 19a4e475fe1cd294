package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ContextSettings;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fills {@link ContextSection}. */
final class ContextBuilder {
    private final Located<String> name;
    final Map<String, TransformSetBuilders.Ike> ikeTransformSets = new LinkedHashMap<>();
    final Map<String, TransformSetBuilders.Ipsec> ipsecTransformSets = new LinkedHashMap<>();
    final Map<String, AccessListBuilder> accessLists = new LinkedHashMap<>();
    final Map<String, TunnelBuilder.ForMap> maps = new LinkedHashMap<>();
    final Map<String, TunnelBuilder.ForTemplate> templates = new LinkedHashMap<>();
    final Map<String, ServiceBuilder> services = new LinkedHashMap<>();
    final Map<String, PoolBuilder> pools = new LinkedHashMap<>();
    Optional<SubscriberBuilder> subscriber = Optional.empty();
    final Map<String, SecretListBuilder> remoteSecretLists = new LinkedHashMap<>();
    final Map<String, EapProfileBuilder> eapProfiles = new LinkedHashMap<>();
    final Map<String, AaaGroupBuilder> aaaGroups = new LinkedHashMap<>();
    final Map<String, GroupBuilder> groups = new LinkedHashMap<>();
    final Map<String, ManualMapBuilder> manualMaps = new LinkedHashMap<>();
    final Map<String, RecordedBuilder> recorded = new LinkedHashMap<>();
    Optional<Located<String>> netns = Optional.empty();
    Optional<Located<Profile>> profile = Optional.empty();
    Optional<ContextSettings.HashThreshold> hash4 = Optional.empty();
    Optional<ContextSettings.HashThreshold> hash6 = Optional.empty();

    ContextBuilder(Located<String> name) {
        this.name = name;
    }

    AccessListBuilder accessList(Located<String> wanted, boolean v6, Findings findings) {
        AccessListBuilder list = accessLists.computeIfAbsent(wanted.value(), n -> new AccessListBuilder(wanted, v6));
        if (list.v6 != v6) {
            findings.error(
                    wanted.at(),
                    "access list \"" + wanted.value() + "\" exists already, for the other address family",
                    "another name",
                    "give the two lists different names");
        }
        return list;
    }

    TunnelBuilder.ForMap map(Located<String> wanted, boolean v6, Findings findings) {
        TunnelBuilder.ForMap map = maps.computeIfAbsent(wanted.value(), n -> new TunnelBuilder.ForMap(wanted, v6));
        if (map.v6 != v6) {
            findings.error(
                    wanted.at(),
                    "crypto map \"" + wanted.value() + "\" exists already, of another type",
                    map.v6 ? "ikev2-ipv6" : "ikev2-ipv4",
                    "give the two maps different names, or remove the first one with no crypto map " + wanted.value());
        }
        return map;
    }

    ServiceBuilder service(Service.Kind kind, Located<String> wanted) {
        return services.computeIfAbsent(serviceKey(kind, wanted.value()), n -> new ServiceBuilder(kind, wanted));
    }

    PoolBuilder pool(Located<String> wanted, boolean v6, Findings findings) {
        PoolBuilder pool = pools.computeIfAbsent(wanted.value(), n -> new PoolBuilder(wanted, v6));
        if (pool.v6 != v6) {
            findings.error(
                    wanted.at(),
                    "pool \"" + wanted.value() + "\" exists already, for the other address family",
                    "another name",
                    "give the two pools different names");
        }
        return pool;
    }

    AaaGroupBuilder aaaGroup(Located<String> wanted) {
        return aaaGroups.computeIfAbsent(wanted.value(), n -> new AaaGroupBuilder(wanted));
    }

    SubscriberBuilder subscriberDefault() {
        SubscriberBuilder builder = subscriber.orElseGet(SubscriberBuilder::new);
        subscriber = Optional.of(builder);
        return builder;
    }

    static String serviceKey(Service.Kind kind, String name) {
        return kind.keyword() + " " + name;
    }

    ContextSection build() {
        return new ContextSection(
                name,
                netns,
                ikeTransformSets.values().stream()
                        .map(TransformSetBuilders.Ike::build)
                        .toList(),
                ipsecTransformSets.values().stream()
                        .map(TransformSetBuilders.Ipsec::build)
                        .toList(),
                accessLists.values().stream().map(AccessListBuilder::build).toList(),
                maps.values().stream().map(TunnelBuilder.ForMap::buildMap).toList(),
                templates.values().stream()
                        .map(TunnelBuilder.ForTemplate::buildTemplate)
                        .toList(),
                services.values().stream().map(ServiceBuilder::build).toList(),
                pools.values().stream().map(PoolBuilder::build).toList(),
                subscriber.map(SubscriberBuilder::build),
                remoteSecretLists.values().stream()
                        .map(SecretListBuilder::build)
                        .toList(),
                aaaGroups.values().stream().map(AaaGroupBuilder::build).toList(),
                eapProfiles.values().stream().map(EapProfileBuilder::build).toList(),
                groups.values().stream().map(GroupBuilder::build).toList(),
                manualMaps.values().stream().map(ManualMapBuilder::build).toList(),
                new ContextSettings(profile, hash4, hash6),
                recorded.values().stream().map(RecordedBuilder::build).toList());
    }

    /** Fills {@link AccessList}. */
    static final class AccessListBuilder {
        private final Located<String> name;
        final boolean v6;
        final List<Located<AccessList.Rule>> rules = new ArrayList<>();

        AccessListBuilder(Located<String> name, boolean v6) {
            this.name = name;
            this.v6 = v6;
        }

        AccessList build() {
            return new AccessList(name, v6, rules);
        }
    }

    /** Fills {@link Service}. */
    static final class ServiceBuilder {
        private final Service.Kind kind;
        private final Located<String> name;
        final List<Service.Binding> bindings = new ArrayList<>();
        final RecordedBuilder recorded = new RecordedBuilder();

        ServiceBuilder(Service.Kind kind, Located<String> name) {
            this.kind = kind;
            this.name = name;
        }

        Service build() {
            return new Service(kind, name, bindings, recorded.lines());
        }

        void bind(Service.Binding binding) {
            bindings.removeIf(b -> b.address().equals(binding.address()));
            bindings.add(binding);
        }
    }
}
