package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.netlink.NetlinkError;
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

    static Installation of(Inventory inventory, OffloadDevices cards, InstallChild request)
            throws UnrepresentableException {
        ChildSaSpec child = request.child();
        // before anything is noted or claimed, for it may fail
        Optional<WantedPolicies> wanted =
                request.parts().inbound() ? Optional.of(WantedPolicies.of(ChildSaRef.of(child))) : Optional.empty();
        Installation installation = new Installation(
                inventory,
                request.replacedOutbound() == 0
                        ? Optional.empty()
                        : Optional.of(
                                KernelStates.outboundKey(request.replacedOutbound(), child.path(), child.options())));
        if (request.parts().inbound()) {
            Sa inbound = cards.handed(KernelStates.inbound(child), child.options(), true);
            installation.add(inbound, child.reqid(), true);
        }
        if (request.parts().outbound()) {
            Sa outbound = cards.handed(KernelStates.outbound(child), child.options(), false);
            installation.add(outbound, child.reqid(), false);
        }
        wanted.ifPresent(installation::claim);
        return installation;
    }

    static Installation of(Inventory inventory, Trap trap) throws UnrepresentableException {
        WantedPolicies wanted = WantedPolicies.of(trap);
        Installation installation = new Installation(inventory, Optional.empty());
        installation.claim(wanted);
        return installation;
    }

    private void add(Sa sa, int reqid, boolean inbound) {
        KernelStates.Key key =
                new KernelStates.Key(sa.info().id(), sa.attributes().mark());
        states.add(new AddedState(key, inbound, inventory.note(key, reqid)));
        requests.add(new XfrmRequest.AddSa(sa));
    }

    private void claim(WantedPolicies wanted) {
        for (WantedPolicies.Entry entry : wanted.entries()) {
            claims.add(inventory.claim(wanted.owner(), wanted.priority(), entry));
            inventory.settle(entry.key()).ifPresent(requests::add);
        }
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
                inventory.states().remove(state.key); // somebody else's, or none
            }
        }
        return undo;
    }
}
