package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one data plane has put into the kernel, so that it takes away that and nothing else. */
final class Inventory {
    private final PolicyTable table;
    private final Map<KernelStates.Key, Integer> states = new HashMap<>();
    private final Map<PolicyTable.Owner, Set<PolicyTable.Key>> policies = new HashMap<>();

    Inventory(PolicyTable table) {
        this.table = table;
    }

    /** States with their reqids. */
    Map<KernelStates.Key, Integer> states() {
        return states;
    }

    /** Notes a state that is about to be added; false if one of that name is ours already. */
    boolean note(KernelStates.Key key, int reqid) {
        return states.putIfAbsent(key, reqid) == null;
    }

    /** Forgets a state; the request that deletes it, if it was ours. */
    Optional<XfrmRequest> remove(KernelStates.Key key) {
        return states.remove(key) == null
                ? Optional.empty()
                : Optional.of(new XfrmRequest.DeleteSa(key.id(), key.mark()));
    }

    /** A claim on a policy, and the owner's claim that it replaced. */
    record Claimed(PolicyTable.Key key, PolicyTable.Owner owner, Optional<PolicyTable.Claim> earlier) {}

    Claimed claim(PolicyTable.Owner owner, int priority, WantedPolicies.Entry entry) {
        policies.computeIfAbsent(owner, o -> new HashSet<>()).add(entry.key());
        return new Claimed(entry.key(), owner, table.claim(entry.key(), owner, priority, entry.template()));
    }

    /** The request that makes the kernel's policy what the claims want, unless it is that already. */
    Optional<XfrmRequest> settle(PolicyTable.Key key) {
        return table.settle(key);
    }

    /** Undoes a claim that the kernel may have refused; the request that puts its policy right again. */
    Optional<XfrmRequest> undo(Claimed claimed) {
        table.restore(claimed.key, claimed.owner, claimed.earlier);
        if (claimed.earlier.isEmpty()) {
            forget(claimed.key, claimed.owner);
        }
        return table.settle(claimed.key);
    }

    boolean holds(PolicyTable.Key key, PolicyTable.Owner owner) {
        return policies.getOrDefault(owner, Set.of()).contains(key);
    }

    /** Gives up a claim; the request that the kernel needs for it, if any. */
    Optional<XfrmRequest> release(PolicyTable.Key key, PolicyTable.Owner owner) {
        forget(key, owner);
        return table.release(key, owner);
    }

    private void forget(PolicyTable.Key key, PolicyTable.Owner owner) {
        policies.computeIfPresent(owner, (o, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }

    /** The requests that take everything away: policies first, so that no packet asks for a state that has just gone. */
    List<XfrmRequest> removeAll() {
        List<XfrmRequest> requests = new ArrayList<>();
        policies.forEach(
                (owner, keys) -> keys.forEach(key -> table.release(key, owner).ifPresent(requests::add)));
        policies.clear();
        states.keySet().forEach(key -> requests.add(new XfrmRequest.DeleteSa(key.id(), key.mark())));
        states.clear();
        return requests;
    }
}
