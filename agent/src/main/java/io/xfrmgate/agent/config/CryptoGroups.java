package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.CryptoGroup.Switchover;
import io.xfrmgate.agent.config.model.CryptoMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Crypto groups as the core has them: by the names of their maps. */
final class CryptoGroups {
    private CryptoGroups() {}

    /** What names a map in {@link Placement}. */
    static Placement.ObjectId object(ContextSection context, String map) {
        return new Placement.ObjectId(context.name().value(), "crypto map", map);
    }

    /** A member protects what its group says, at the group's rank, and is kept up; a map in no group is as it is. */
    static CryptoMap member(ContextSection context, CryptoMap map) {
        return map.group()
                .flatMap(membership -> context.group(membership.group().value()))
                .map(group -> new CryptoMap(
                        map.name(),
                        map.v6(),
                        group.accessList(),
                        Optional.empty(),
                        group.priority(),
                        map.peer(),
                        map.localAddress(),
                        true,
                        map.requestAddresses(),
                        map.group(),
                        map.tunnel()))
                .orElse(map);
    }

    /** What a map protects, or its group for it; empty where its payloads say. */
    static Optional<AccessList> protectedBy(ContextSection context, CryptoMap map) {
        Optional<AccessList> named = map.accessList().flatMap(acl -> context.accessList(acl.value()));
        return named.or(() -> map.pool().map(pool -> PoolTraffic.accessList(context, pool)))
                .or(() -> map.group()
                        .flatMap(membership -> context.group(membership.group().value()))
                        .flatMap(CryptoGroup::pool)
                        .map(pool -> PoolTraffic.accessList(context, pool)));
    }

    /**
     * Those of which both maps are in effect. With one map alone there is nothing to choose: it protects what the group says.
     *
     * @param objects maps by the names that the core knows them by
     */
    static List<io.xfrmgate.ike.config.CryptoGroup> of(ConfigModel model, Map<String, Placement.ObjectId> objects) {
        Map<Placement.ObjectId, String> names = new HashMap<>();
        objects.forEach((name, object) -> names.put(object, name));
        Set<String> taken = new HashSet<>();
        List<io.xfrmgate.ike.config.CryptoGroup> groups = new ArrayList<>();
        for (ContextSection context : model.contexts()) {
            for (var group : context.groups()) {
                String plain = group.name().value();
                Optional<String> primary = memberOf(context, plain, true, names);
                Optional<String> secondary = memberOf(context, plain, false, names);
                if (primary.isPresent() && secondary.isPresent()) {
                    String name = taken.add(plain) ? plain : context.name().value() + "/" + plain;
                    groups.add(new io.xfrmgate.ike.config.CryptoGroup(
                            name,
                            primary.get(),
                            secondary.get(),
                            group.switchover().isPresent(),
                            group.switchover().equals(Optional.of(Switchover.AUTO))));
                }
            }
        }
        return groups;
    }

    private static Optional<String> memberOf(
            ContextSection context, String group, boolean primary, Map<Placement.ObjectId, String> names) {
        return context.maps().stream()
                .filter(map -> map.group()
                        .filter(m -> m.group().value().equals(group) && m.primary() == primary)
                        .isPresent())
                .flatMap(map ->
                        Optional.ofNullable(names.get(object(context, map.name().value()))).stream())
                .findFirst();
    }
}
