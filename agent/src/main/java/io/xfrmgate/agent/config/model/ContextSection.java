package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/**
 * A context: names within it are its own.
 *
 * @param netns the network namespace that it lives in, by the name that ip-netns(8) knows or as a path; empty is the daemon's
 */
public record ContextSection(
        Located<String> name,
        Optional<Located<String>> netns,
        List<IkeTransformSet> ikeTransformSets,
        List<IpsecTransformSet> ipsecTransformSets,
        List<AccessList> accessLists,
        List<CryptoMap> maps,
        List<CryptoTemplate> templates,
        List<Service> services,
        List<AddressPool> pools,
        Optional<SubscriberDefault> subscriber,
        List<RemoteSecretList> remoteSecretLists,
        List<AaaGroup> aaaGroups,
        List<EapProfile> eapProfiles,
        List<CryptoGroup> groups,
        List<ManualMap> manualMaps,
        ContextSettings settings,
        List<RecordedSection> recorded) {
    public ContextSection {
        ikeTransformSets = List.copyOf(ikeTransformSets);
        ipsecTransformSets = List.copyOf(ipsecTransformSets);
        accessLists = List.copyOf(accessLists);
        maps = List.copyOf(maps);
        templates = List.copyOf(templates);
        services = List.copyOf(services);
        pools = List.copyOf(pools);
        remoteSecretLists = List.copyOf(remoteSecretLists);
        aaaGroups = List.copyOf(aaaGroups);
        eapProfiles = List.copyOf(eapProfiles);
        groups = List.copyOf(groups);
        manualMaps = List.copyOf(manualMaps);
        recorded = List.copyOf(recorded);
    }

    public Optional<IkeTransformSet> ikeTransformSet(String wanted) {
        return ikeTransformSets.stream()
                .filter(s -> s.name().value().equals(wanted))
                .findFirst();
    }

    public Optional<IpsecTransformSet> ipsecTransformSet(String wanted) {
        return ipsecTransformSets.stream()
                .filter(s -> s.name().value().equals(wanted))
                .findFirst();
    }

    public Optional<AccessList> accessList(String wanted) {
        return accessLists.stream().filter(a -> a.name().value().equals(wanted)).findFirst();
    }

    public Optional<CryptoTemplate> template(String wanted) {
        return templates.stream().filter(t -> t.name().value().equals(wanted)).findFirst();
    }

    /** Those of a name or of a group of that name. */
    public List<AddressPool> poolsNamed(String wanted) {
        return pools.stream()
                .filter(p -> p.name().value().equals(wanted)
                        || p.group().filter(g -> g.value().equals(wanted)).isPresent())
                .toList();
    }

    public Optional<RemoteSecretList> remoteSecretList(String wanted) {
        return remoteSecretLists.stream()
                .filter(l -> l.name().value().equals(wanted))
                .findFirst();
    }

    public Optional<AaaGroup> aaaGroup(String wanted) {
        return aaaGroups.stream().filter(g -> g.name().value().equals(wanted)).findFirst();
    }

    public Optional<EapProfile> eapProfile(String wanted) {
        return eapProfiles.stream().filter(p -> p.name().value().equals(wanted)).findFirst();
    }

    public Optional<CryptoGroup> group(String wanted) {
        return groups.stream().filter(g -> g.name().value().equals(wanted)).findFirst();
    }
}
