package io.xfrmgate.ike.pool;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A pool of addresses of one family.
 *
 * @param name unique in the gateway
 * @param group the name under which several pools are used as one; empty for none
 * @param intervals which addresses, in the order in which they are given out
 * @param leases addresses that are kept for identities; all lie within the intervals
 * @param staticOnly nobody else gets an address
 * @param dns name servers that are told with an address
 * @param holdMillis how long a released address is kept for its identity though others find none; it is kept for longer while
 *     there are others
 */
public record PoolDefinition(
        String name,
        String group,
        List<AddressInterval> intervals,
        Map<Identification, List<IpAddress>> leases,
        boolean staticOnly,
        List<IpAddress> dns,
        long holdMillis) {
    /**
     * Of an interval so many addresses at most are given out: an IPv6 network has more than there are peers, and each takes
     * a word of memory.
     */
    public static final int MAX_ADDRESSES = 1 << 18;

    public PoolDefinition {
        intervals = List.copyOf(intervals);
        leases = Map.copyOf(leases);
        dns = List.copyOf(dns);
        if (intervals.stream().map(AddressInterval::isV6).distinct().count() != 1) {
            throw new IllegalArgumentException("pool " + name + " has no addresses, or of two families");
        }
        demandNoOverlap(name, intervals);
        demandInside(name, intervals, leases);
    }

    private static void demandNoOverlap(String name, List<AddressInterval> intervals) {
        for (int i = 0; i < intervals.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (intervals.get(i).overlaps(intervals.get(j))) {
                    throw new IllegalArgumentException("pool " + name + " has addresses twice");
                }
            }
        }
    }

    private static void demandInside(
            String name, List<AddressInterval> intervals, Map<Identification, List<IpAddress>> leases) {
        Set<IpAddress> kept = new HashSet<>();
        for (List<IpAddress> addresses : leases.values()) {
            for (IpAddress address : addresses) {
                if (!kept.add(address) || intervals.stream().noneMatch(i -> i.contains(address))) {
                    throw new IllegalArgumentException(address + " is kept for two, or not an address of pool " + name);
                }
            }
        }
    }

    public boolean isV6() {
        return intervals.getFirst().isV6();
    }
}
