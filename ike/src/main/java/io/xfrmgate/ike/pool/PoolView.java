package io.xfrmgate.ike.pool;

import io.xfrmgate.ike.net.IpAddress;
import java.util.List;

/**
 * A pool as it stood at one moment, for display and metrics.
 *
 * @param definition of the pool
 * @param size addresses that can be given out, those kept for identities included
 * @param used addresses that peers hold now
 * @param held addresses that peers gave back, and that are still remembered for them
 * @param assigned how often an address was assigned since the start
 * @param exhausted how often there was none for a peer since the start
 */
public record PoolView(PoolDefinition definition, int size, int used, int held, long assigned, long exhausted) {

    /**
     * An address and whose it is.
     *
     * @param online whether the identity holds it now; else it is remembered, or kept, for it
     * @param fixed whether it is kept for the identity by configuration
     */
    public record LeaseView(IpAddress address, String identity, boolean online, boolean fixed) {}

    /** A pool and its addresses, in numerical order, without those that nobody ever had. */
    public record WithLeases(PoolView pool, List<LeaseView> leases) {
        public WithLeases {
            leases = List.copyOf(leases);
        }
    }
}
