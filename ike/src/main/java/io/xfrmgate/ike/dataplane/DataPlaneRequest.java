package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;

/** What the core asks of the data plane. Each request is all or nothing and is answered by one {@link DataPlaneAnswer}. */
public sealed interface DataPlaneRequest {

    /**
     * Install states, and policies if asked.
     *
     * <p>A rekeyed Child SA keeps its reqid, and its policies where the selectors are the same. The responder of a rekey
     * installs inbound first, outbound when the peer shows that it is ready (RFC 7296 section 2.8); {@code replaces} names
     * an outbound state to be removed in the same breath, so that nothing is sent on it any more.
     *
     * @param parts which states
     * @param policies whether to add the policies too; policies that are there already are updated
     * @param replacedOutbound SPI of an outbound state to the same peer address to remove with it; 0 for none
     */
    record InstallChild(ChildSaSpec child, Parts parts, boolean policies, int replacedOutbound)
            implements DataPlaneRequest {}

    /**
     * Remove states, and the policies if asked. What is not there any more is no error.
     *
     * @param policies remove those of this reqid and these selectors, too
     */
    record RemoveChild(ChildSaRef child, Parts parts, boolean policies) implements DataPlaneRequest {}

    /**
     * The path changed (NAT mapping, peer address): move both states, keeping keys, counters and replay state, and point
     * the policies to the new endpoints.
     *
     * @param child with the old path
     */
    record MoveChild(ChildSaRef child, SaPath newPath) implements DataPlaneRequest {}

    /**
     * Policies without states, so that the first packet makes the kernel ask for a Child SA. They stand until removed, at
     * lower priority than the same map's real ones.
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
    }

    /**
     * A trap.
     *
     * @param reqid of the Child SAs that it brings up
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
