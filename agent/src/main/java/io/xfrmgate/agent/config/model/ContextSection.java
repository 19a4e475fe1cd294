package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;
import java.util.Optional;

/** A context: names within it are its own. */
public record ContextSection(
        Located<String> name,
        List<IkeTransformSet> ikeTransformSets,
        List<IpsecTransformSet> ipsecTransformSets,
        List<AccessList> accessLists,
        List<CryptoMap> maps,
        List<CryptoTemplate> templates,
        List<Service> services) {
    public ContextSection {
        ikeTransformSets = List.copyOf(ikeTransformSets);
        ipsecTransformSets = List.copyOf(ipsecTransformSets);
        accessLists = List.copyOf(accessLists);
        maps = List.copyOf(maps);
        templates = List.copyOf(templates);
        services = List.copyOf(services);
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
}
