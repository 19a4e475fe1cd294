package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The policies that a Child SA or a trap wants. */
record WantedPolicies(PolicyTable.Owner owner, int priority, List<Entry> entries) {
    /** A trap stands just behind the real policies of its map, and so before all of the maps behind. */
    private static final int TRAP_PENALTY = 1;

    WantedPolicies {
        entries = List.copyOf(entries);
    }

    /** One policy. */
    record Entry(PolicyTable.Key key, Template template) {}

    static WantedPolicies of(ChildSaRef child) throws UnrepresentableException {
        return of(child, child.path());
    }

    /** The same policies with templates for another path. */
    static WantedPolicies of(ChildSaRef child, SaPath path) throws UnrepresentableException {
        Builder builder = new Builder(child.reqid(), child.mode(), path, child.options());
        for (KernelSelectors.Pair pair : KernelSelectors.compile(child.localSelectors(), child.remoteSelectors())) {
            builder.add(PolicyDirection.OUT, pair.outbound());
            builder.add(PolicyDirection.IN, pair.inbound());
            if (child.mode() == IpsecMode.TUNNEL) {
                builder.add(PolicyDirection.FWD, pair.inbound());
            }
        }
        PolicyTable.Owner owner = PolicyTable.Owner.of(child);
        return new WantedPolicies(owner, child.options().priority(), builder.entries);
    }

    /** A trap is for what we send: what the peer sends brings its own Child SA. */
    static WantedPolicies of(Trap trap) throws UnrepresentableException {
        Builder builder = new Builder(trap.reqid(), trap.mode(), trap.path(), trap.options());
        for (KernelSelectors.Pair pair : KernelSelectors.compile(trap.localSelectors(), trap.remoteSelectors())) {
            builder.add(PolicyDirection.OUT, pair.outbound());
        }
        int priority = trap.options().priority() + TRAP_PENALTY;
        boolean overflow = Integer.compareUnsigned(priority, TRAP_PENALTY) < 0;
        return new WantedPolicies(PolicyTable.Owner.ofTrap(trap.reqid()), overflow ? -1 : priority, builder.entries);
    }

    private static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private final Template outbound;
        private final Template inbound;
        private final Optional<Mark> mark;
        private final int interfaceId;

        Builder(int reqid, IpsecMode mode, SaPath path, KernelOptions options) {
            mark = KernelStates.mark(options);
            interfaceId = options.ifId();
            // in transport mode the packet's own addresses are the state's
            IpAddress any = IpAddress.any(path.local().address().isV6());
            boolean tunnel = mode == IpsecMode.TUNNEL;
            IpAddress local = tunnel ? path.local().address() : any;
            IpAddress remote = tunnel ? path.remote().address() : any;
            outbound = template(local, remote, reqid, mode);
            // which tunnel a packet came through is told by the reqid: the two maps of a group share one
            inbound = template(any, local, reqid, mode);
        }

        void add(PolicyDirection direction, Selector selector) {
            entries.add(new Entry(
                    new PolicyTable.Key(selector, direction, mark, interfaceId),
                    direction == PolicyDirection.OUT ? outbound : inbound));
        }

        private static Template template(IpAddress source, IpAddress destination, int reqid, IpsecMode mode) {
            return Template.esp(source.toInetAddress(), destination.toInetAddress(), reqid, KernelStates.mode(mode));
        }
    }
}
