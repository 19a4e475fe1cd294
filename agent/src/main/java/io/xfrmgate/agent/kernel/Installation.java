package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds states, then policies: a policy before its state would make the kernel ask for one. If the kernel refuses a part,
 * the parts that it took are taken back.
 */
final class Installation implements Operation {
    private final Inventory inventory;
    private final List<XfrmRequest> requests = new ArrayList<>();
    private final List<AddedState> states = new ArrayList<>(2);
    private final List<Inventory.Claimed> claims = new ArrayList<>();
    private final Optional<KernelStates.Key> replaced;

    /** @param isNew whether none of that name was ours before */
    private record AddedState(KernelStates.Key key, boolean inbound, boolean isNew) {}

    private Installation(Inventory inventory, Optional<KernelStates.Key> replaced) {
        this.inventory = inventory;
        this.replaced = replaced;
    }

    /** @param handover what a card is asked to do of it */
    static Installation of(Inventory inventory, Handover handover, InstallChild request)
            throws UnrepresentableException {
        ChildSaSpec child = request.child();
        // before anything is noted or claimed, for it may fail
        WantedPolicies wanted = WantedPolicies.of(ChildSaRef.of(child));
        Installation installation = new Installation(
                inventory,
                request.replacedOutbound() == 0
                        ? Optional.empty()
                        : Optional.of(
                                KernelStates.outboundKey(request.replacedOutbound(), child.path(), child.options())));
        if (request.parts().inbound()) {
            installation.add(handover.of(KernelStates.inbound(child), true), child.reqid(), true);
        }
        if (request.parts().outbound()) {
            installation.add(handover.of(KernelStates.outbound(child), false), child.reqid(), false);
        }
        for (WantedPolicies.Entry entry : wanted.entries()) {
            installation.claim(wanted, entry, request.parts(), handover.ofPolicy());
        }
        return installation;
    }

    static Installation of(Inventory inventory, Trap trap) throws UnrepresentableException {
        WantedPolicies wanted = WantedPolicies.of(trap);
        Installation installation = new Installation(inventory, Optional.empty());
        for (WantedPolicies.Entry entry : wanted.entries()) {
            installation.claim(wanted, entry, Optional.empty());
        }
        return installation;
    }

    private void add(Sa sa, int reqid, boolean inbound) {
        KernelStates.Key key =
                new KernelStates.Key(sa.info().id(), sa.attributes().mark());
        states.add(new AddedState(key, inbound, inventory.note(key, reqid)));
        requests.add(new XfrmRequest.AddSa(sa));
    }

    /**
     * Claims come with the inbound state. A policy has to be where its state is, on the card or not: an outbound policy stays where
     * it is until the outbound state comes, for packets go out on the old one until then.
     */
    private void claim(
            WantedPolicies wanted, WantedPolicies.Entry entry, DataPlaneRequest.Parts parts, Optional<Offload> card) {
        PolicyTable.Key key = entry.key();
        boolean outbound = key.direction() == PolicyDirection.OUT;
        if (parts.inbound()) {
            boolean onCard = outbound ? parts.outbound() : key.direction() == PolicyDirection.IN;
            Optional<Offload> asItIs = outbound ? inventory.cardOf(key) : Optional.empty();
            claim(wanted, entry, onCard ? card : asItIs);
        } else if (outbound
                && inventory.holds(key, wanted.owner())
                && !inventory.cardOf(key, wanted.owner()).equals(card)) {
            claim(wanted, entry, card);
        }
    }

    private void claim(WantedPolicies wanted, WantedPolicies.Entry entry, Optional<Offload> card) {
        claims.add(inventory.claim(wanted.owner(), wanted.priority(), entry, card));
        inventory.settle(entry.key()).ifPresent(requests::add);
    }

    @Override
    public List<XfrmRequest> requests() {
        return requests;
    }

    @Override
    public Outcome finish(List<XfrmReply> replies) {
        for (int i = 0; i < replies.size(); i++) {
            if (replies.get(i) instanceof XfrmReply.Refused(NetlinkError error)) {
                boolean spiInUse = i < states.size()
                        && states.get(i).inbound
                        && error.errno().equals(Errno.EEXIST);
                return new Outcome(Operation.refused(error, spiInUse), takeBack(replies));
            }
        }
        return new Outcome(
                new DataPlaneAnswer.Done(),
                replaced.flatMap(inventory::remove).stream().toList());
    }

    private List<XfrmRequest> takeBack(List<XfrmReply> replies) {
        List<XfrmRequest> undo = new ArrayList<>();
        claims.reversed().forEach(claimed -> inventory.undo(claimed).ifPresent(undo::add));
        for (int i = 0; i < states.size(); i++) {
            AddedState state = states.get(i);
            if (replies.get(i) instanceof XfrmReply.Done) {
                inventory.remove(state.key).ifPresent(undo::add);
            } else if (state.isNew) {
                inventory.forget(state.key); // somebody else's, or none
            }
        }
        return undo;
    }
}
