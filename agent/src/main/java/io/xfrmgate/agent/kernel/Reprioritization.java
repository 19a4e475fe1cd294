package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.List;

/** Gives the policies that a Child SA claims another priority. The kernel exchanges each of them under its lock. */
final class Reprioritization implements Operation {
    private final Inventory inventory;
    private final List<XfrmRequest> requests = new ArrayList<>();
    private final List<Inventory.Claimed> claims = new ArrayList<>();

    private Reprioritization(Inventory inventory) {
        this.inventory = inventory;
    }

    static Reprioritization of(Inventory inventory, ChildSaRef child, int priority) throws UnrepresentableException {
        Reprioritization change = new Reprioritization(inventory);
        WantedPolicies wanted = WantedPolicies.of(child.withPriority(priority));
        for (WantedPolicies.Entry entry : wanted.entries()) {
            if (inventory.holds(entry.key(), wanted.owner())) {
                change.claims.add(inventory.renew(wanted.owner(), wanted.priority(), entry));
                inventory.settle(entry.key()).ifPresent(change.requests::add);
            }
        }
        return change;
    }

    @Override
    public List<XfrmRequest> requests() {
        return requests;
    }

    @Override
    public Outcome finish(List<XfrmReply> replies) {
        for (XfrmReply reply : replies) {
            if (reply instanceof XfrmReply.Refused(NetlinkError error)) {
                List<XfrmRequest> undo = new ArrayList<>();
                claims.reversed().forEach(claimed -> inventory.undo(claimed).ifPresent(undo::add));
                return new Outcome(Operation.refused(error, false), undo);
            }
        }
        return Outcome.of(new DataPlaneAnswer.Done());
    }
}
