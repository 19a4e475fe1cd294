package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.MultiHoming;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tunnels of a map between further addresses of a multi-homed peer and of ours: one from each of our addresses to each of the
 * peer's. What protects the first address protects the others in the same way, so a tunnel takes those rules of the access list that
 * name the first addresses, with its own in their place.
 */
final class FurtherAddresses {
    /**
     * One of these tunnels.
     *
     * @param map the map with its addresses
     * @param list what it protects
     */
    record Tunnel(CryptoMap map, AccessList list) {
        /** Follows the map's name. */
        String suffix() {
            return "@" + map.localAddress().orElseThrow() + "-" + map.peer().orElseThrow();
        }
    }

    private FurtherAddresses() {}

    /** All but the one between the first addresses, for which the map itself stands. */
    static List<Tunnel> of(CryptoMap map, AccessList list) {
        MultiHoming more = map.tunnel().multiHoming();
        Located<IpAddress> local = map.localAddress().orElseThrow();
        Located<IpAddress> peer = map.peer().orElseThrow();
        List<Tunnel> tunnels = new ArrayList<>();
        for (Located<IpAddress> ours : with(local, more.localAddresses())) {
            for (Located<IpAddress> theirs : with(peer, more.peerAddresses())) {
                AccessList between = between(list, change(local, ours), change(peer, theirs));
                if (!(ours.equals(local) && theirs.equals(peer))
                        && !between.rules().isEmpty()) {
                    tunnels.add(new Tunnel(at(map, ours, theirs), between));
                }
            }
        }
        return tunnels;
    }

    private static List<Located<IpAddress>> with(Located<IpAddress> first, List<Located<IpAddress>> others) {
        List<Located<IpAddress>> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private record Change(IpAddress before, IpAddress after) {}

    private static Optional<Change> change(Located<IpAddress> before, Located<IpAddress> after) {
        return before.value().equals(after.value())
                ? Optional.empty()
                : Optional.of(new Change(before.value(), after.value()));
    }

    private static AccessList between(AccessList list, Optional<Change> ours, Optional<Change> theirs) {
        List<Located<AccessList.Rule>> rules = new ArrayList<>();
        for (Located<AccessList.Rule> rule : list.rules()) {
            Optional<AccessList.End> source = end(rule.value().source(), ours);
            Optional<AccessList.End> destination = end(rule.value().destination(), theirs);
            if (source.isPresent() && destination.isPresent()) {
                rules.add(rule.with(new AccessList.Rule(
                        rule.value().permit(), rule.value().protocol(), source.get(), destination.get())));
            }
        }
        return new AccessList(list.name(), list.v6(), rules);
    }

    /** Empty if the end is not the address that changes. */
    private static Optional<AccessList.End> end(AccessList.End end, Optional<Change> change) {
        if (change.isEmpty()) {
            return Optional.of(end);
        }
        return end.network().equals(AddressRange.host(change.get().before()))
                ? Optional.of(new AccessList.End(AddressRange.host(change.get().after()), end.ports()))
                : Optional.empty();
    }

    private static CryptoMap at(CryptoMap map, Located<IpAddress> local, Located<IpAddress> peer) {
        return new CryptoMap(
                map.name(),
                map.v6(),
                map.accessList(),
                map.pool(),
                map.priority(),
                Optional.of(peer),
                Optional.of(local),
                map.autoStart(),
                map.requestAddresses(),
                map.group(),
                map.tunnel());
    }
}
