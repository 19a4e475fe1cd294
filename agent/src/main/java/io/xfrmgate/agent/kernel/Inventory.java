package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What one data plane has put into the kernel, so that it takes away that and nothing else. */
final class Inventory {
    private final PolicyTable table;
    private final KernelMeter meter;
    /** Its number as one who makes claims. */
    private final int holder;

    private final StateRecords states = new StateRecords();
    /** Few, for cards hold few: nothing is here of what the kernel does itself. */
    private final Map<KernelStates.Key, Handover> onCards = new HashMap<>();

    Inventory(PolicyTable table, KernelMeter meter) {
        this.table = table;
        this.meter = meter;
        this.holder = table.newHolder();
    }

    /** All states. */
    StateRecords states() {
        return states;
    }

    boolean holds(KernelStates.Key key) {
        return states.contains(key);
    }

    /** Notes a state that is about to be added; false if one of that name is ours already. */
    boolean note(KernelStates.Key key, int reqid) {
        return states.add(key, reqid);
    }

    /** A card has a state of ours. */
    void onCard(KernelStates.Key key, Handover handover) {
        onCards.put(key, handover);
        meter.handedOver(handover, 1);
    }

    /** A card turned out to have none of what was handed to it. */
    void onNoCard(String device) {
        List<KernelStates.Key> keys = onCards.entrySet().stream()
                .filter(one -> one.getValue().device().equals(device))
                .map(Map.Entry::getKey)
                .toList();
        keys.forEach(this::offCard);
    }

    private void offCard(KernelStates.Key key) {
        Handover handover = onCards.remove(key);
        if (handover != null) {
            meter.handedOver(handover, -1);
        }
    }

    /** A state has another name from now on. */
    void rename(KernelStates.Key before, KernelStates.Key after, int reqid) {
        Handover handover = onCards.remove(before);
        if (handover != null) {
            onCards.put(after, handover);
        }
        states.remove(before);
        states.add(after, reqid);
    }

    /** Forgets a state that is not in the kernel any more, or is somebody else's; false if it was not noted. */
    boolean forget(KernelStates.Key key) {
        offCard(key);
        return states.remove(key);
    }

    /** Forgets all states of an address and SPI, whatever their marks. */
    void forgetAll(SaId id) {
        states.allOf(id).forEach(this::forget);
    }

    /** Forgets a state; the request that deletes it, if it was ours. */
    Optional<XfrmRequest> remove(KernelStates.Key key) {
        return forget(key) ? Optional.of(new XfrmRequest.DeleteSa(key.id(), key.mark())) : Optional.empty();
    }

    /** A claim on a policy, and the owner's claim that it replaced. */
    record Claimed(PolicyTable.Key key, PolicyTable.Owner owner, Optional<PolicyTable.Claim> earlier) {}

    /** @param offload the card that has the policy, too */
    Claimed claim(PolicyTable.Owner owner, int priority, WantedPolicies.Entry entry, Optional<Offload> offload) {
        return new Claimed(
                entry.key(), owner, table.claim(entry.key(), owner, priority, entry.template(), offload, holder));
    }

    /** Renews a claim that the owner has; who has the policy stays as it is. */
    Claimed renew(PolicyTable.Owner owner, int priority, WantedPolicies.Entry entry) {
        return claim(owner, priority, entry, table.of(entry.key(), owner).flatMap(PolicyTable.Claim::offload));
    }

    /** The card that has the policy that counts now. */
    Optional<Offload> cardOf(PolicyTable.Key key) {
        return table.effective(key).flatMap(PolicyTable.Claim::offload);
    }

    /** The card that an owner wants to have the policy. */
    Optional<Offload> cardOf(PolicyTable.Key key, PolicyTable.Owner owner) {
        return table.of(key, owner).flatMap(PolicyTable.Claim::offload);
    }

    /** The request that makes the kernel's policy what the claims want, unless it is that already. */
    Optional<XfrmRequest> settle(PolicyTable.Key key) {
        return table.settle(key);
    }

    /** Undoes a claim that the kernel may have refused; the request that puts its policy right again. */
    Optional<XfrmRequest> undo(Claimed claimed) {
        table.restore(claimed.key, claimed.owner, claimed.earlier, holder);
        return table.settle(claimed.key);
    }

    boolean holds(PolicyTable.Key key, PolicyTable.Owner owner) {
        return table.of(key, owner).isPresent();
    }

    /** Gives up a claim; the request that the kernel needs for it, if any. */
    Optional<XfrmRequest> release(PolicyTable.Key key, PolicyTable.Owner owner) {
        return table.release(key, owner);
    }

    /**
     * Forgets everything. What takes it out of the kernel is given to {@code requests}, one after the other: policies first, so that no
     * packet asks for a state that has just gone.
     */
    void removeAll(Consumer<XfrmRequest> requests) {
        table.releaseAll(holder, requests);
        for (int state = states.last(); state != StateRecords.NONE; state = states.before(state)) {
            remove(states.key(state)).ifPresent(requests);
        }
    }
}
