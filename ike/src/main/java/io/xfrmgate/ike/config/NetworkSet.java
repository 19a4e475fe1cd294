package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Networks in the order of their configuration; whether one covers an address takes a look-up for each prefix length in use. */
public final class NetworkSet extends AbstractList<AddressRange> {
    private final List<AddressRange> ranges;
    private final Set<AddressRange> index;
    private final int[] prefixes;

    private NetworkSet(List<AddressRange> ranges) {
        this.ranges = List.copyOf(ranges);
        this.index = Set.copyOf(ranges);
        this.prefixes = ranges.stream()
                .map(AddressRange::prefix)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The same one if it is one. */
    static NetworkSet copyOf(List<AddressRange> ranges) {
        return ranges instanceof NetworkSet set ? set : new NetworkSet(ranges);
    }

    /** Whether the address is in one of them. */
    public boolean covers(IpAddress address) {
        for (int prefix : prefixes) {
            if (prefix <= address.bits() && index.contains(new AddressRange(address, prefix))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public AddressRange get(int i) {
        return ranges.get(i);
    }

    @Override
    public int size() {
        return ranges.size();
    }
}
