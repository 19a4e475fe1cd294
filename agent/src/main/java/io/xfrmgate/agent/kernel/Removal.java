package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.ArrayList;
import java.util.List;

/** Takes policies away, then states: a policy without its state would make the kernel ask for one. */
final class Removal implements Operation {
    private final List<XfrmRequest> requests = new ArrayList<>();

    private Removal() {}

    static Removal of(Inventory inventory, RemoveChild request) {
        Removal removal = new Removal();
        if (request.parts().inbound()) {
            try {
                removal.release(inventory, WantedPolicies.of(request.child()));
            } catch (UnrepresentableException nothingInstalled) {
                // the installation was refused for the same reason
            }
        }
        if (request.parts().inbound()) {
            inventory.remove(KernelStates.inboundKey(request.child())).ifPresent(removal.requests::add);
        }
        if (request.parts().outbound()) {
            inventory.remove(KernelStates.outboundKey(request.child())).ifPresent(removal.requests::add);
        }
        return removal;
    }

    static Removal of(Inventory inventory, Trap trap) {
        Removal removal = new Removal();
        try {
            removal.release(inventory, WantedPolicies.of(trap));
        } catch (UnrepresentableException nothingInstalled) {
            // the installation was refused for the same reason
        }
        return removal;
    }

    private void release(Inventory inventory, WantedPolicies wanted) {
        for (WantedPolicies.Entry entry : wanted.entries()) {
            inventory.release(entry.key(), wanted.owner()).ifPresent(requests::add);
        }
    }

    @Override
    public List<XfrmRequest> requests() {
        return requests;
    }

    @Override
    public Outcome finish(List<XfrmReply> replies) {
        for (XfrmReply reply : replies) {
            if (reply instanceof XfrmReply.Refused(NetlinkError error) && !Operation.isGone(error)) {
                return Outcome.of(Operation.refused(error, false));
            }
        }
        return Outcome.of(new DataPlaneAnswer.Done());
    }
}
