package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/** What the core asks of the data plane. Each request is all or nothing and is answered by one {@link DataPlaneAnswer}. */
public sealed interface DataPlaneRequest {

    /**
     * Install states, and with the inbound one the policies.
     *
     * <p>Each Child SA claims the policies of its selectors for itself, from the installation of its inbound state to the
     * removal of it. The data plane holds a policy as long as anybody claims it; of several claims the one with the lowest
     * priority value counts, then the newest. So a rekeyed Child SA and the one in its place, which share a reqid, may go in
     * any order, with equal selectors or with others.
     *
     * <p>The responder of a rekey installs inbound first, outbound when the peer shows that it is ready (RFC 7296 section
     * 2.8); {@code replacedOutbound} names an outbound state to be removed in the same breath, so that nothing is sent on it
     * any more.
     *
     * @param parts which states
     * @param replacedOutbound SPI of an outbound state to the same peer address to remove with it; 0 for none
     */
    record InstallChild(ChildSaSpec child, Parts parts, int replacedOutbound) implements DataPlaneRequest {}

    /** Remove states, and with the inbound one this Child SA's claims to policies. What is not there any more is no error. */
    record RemoveChild(ChildSaRef child, Parts parts) implements DataPlaneRequest {}

    /**
     * The path changed (NAT mapping, peer address): move both states, keeping keys, counters and replay state, and point
     * the policies to the new endpoints.
     *
     * @param child with the old path
     */
    record MoveChild(ChildSaRef child, SaPath newPath) implements DataPlaneRequest {}

    /**
     * Give what a Child SA claims another priority: each policy changes over at once, with no moment between. A Child SA that
     * claims nothing is no error.
     *
     * @param priority as in {@link KernelOptions}
     */
    record PrioritizeChild(ChildSaRef child, int priority) implements DataPlaneRequest {}

    /**
     * Policies without states, so that the first packet makes the kernel ask for a Child SA. They stand until removed, just
     * behind the same map's real ones. A trap of the same reqid that is there already is changed at once.
     */
    record InstallTrap(Trap trap) implements DataPlaneRequest {}

    /** Remove a trap. What is not there any more is no error. */
    record RemoveTrap(Trap trap) implements DataPlaneRequest {}

    /** Counters and last use of both states of a Child SA. */
    record QueryUsage(ChildSaRef child) implements DataPlaneRequest {}

    /** Which of the two states. */
    enum Parts {
        INBOUND,
        OUTBOUND,
        BOTH;

        public boolean inbound() {
            return this != OUTBOUND;
        }

        public boolean outbound() {
            return this != INBOUND;
        }
    }

    /**
     * Enough of a Child SA to find what was installed for it, without keys.
     *
     * @param inboundSpi ours
     * @param outboundSpi the peer's
     */
    record ChildSaRef(
            int inboundSpi,
            int outboundSpi,
            IpsecMode mode,
            SaPath path,
            int reqid,
            List<TrafficSelector> localSelectors,
            List<TrafficSelector> remoteSelectors,
            KernelOptions options) {
        public ChildSaRef {
            localSelectors = List.copyOf(localSelectors);
            remoteSelectors = List.copyOf(remoteSelectors);
        }

        public static ChildSaRef of(ChildSaSpec spec) {
            return new ChildSaRef(
                    spec.inboundSpi(),
                    spec.outboundSpi(),
                    spec.mode(),
                    spec.path(),
                    spec.reqid(),
                    spec.localSelectors(),
                    spec.remoteSelectors(),
                    spec.options());
        }

        /** The same with another priority of its policies. */
        public ChildSaRef withPriority(int priority) {
            return new ChildSaRef(
                    inboundSpi,
                    outboundSpi,
                    mode,
                    path,
                    reqid,
                    localSelectors,
                    remoteSelectors,
                    options.withPriority(priority));
        }
    }

    /**
     * A trap.
     *
     * @param reqid of the Child SAs that it brings up
     * @param mode with transport mode the kernel asks once for each pair of hosts; with tunnel mode once for the whole tunnel
     * @param path tunnel endpoints of the template; ports do not matter
     */
    record Trap(
            int reqid,
            IpsecMode mode,
            SaPath path,
            List<TrafficSelector> localSelectors,
            List<TrafficSelector> remoteSelectors,
            KernelOptions options) {
        public Trap {
            localSelectors = List.copyOf(localSelectors);
            remoteSelectors = List.copyOf(remoteSelectors);
        }
    }
}
