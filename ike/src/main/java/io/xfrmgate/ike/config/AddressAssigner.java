package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.List;

/**
 * Where addresses for peers come from. Every endpoint of a gateway uses the same one at the same time; answers come at once,
 * from memory, and no call waits for another.
 *
 * <p>An IKE SA holds what it was assigned until it gives it back. Another IKE SA of the same identity from the same place, a
 * reauthentication, is assigned the same addresses and holds them too.
 */
public interface AddressAssigner {
    /** Has no addresses. */
    AddressAssigner NONE = new AddressAssigner() {
        @Override
        public Assignment assign(AddressRequest request) {
            return new Assignment(List.of(), List.of(), "no address pool is configured");
        }

        @Override
        public void release(long nowMillis, AddressLease lease) {}

        @Override
        public void moved(AddressLease lease, UdpEndpoint remote) {}
    };

    /**
     * What was assigned.
     *
     * @param leases in the order of the wishes; fewer where not all could be met
     * @param dns name servers of the pools concerned
     * @param shortage why there are fewer, in words; empty if all were met
     */
    record Assignment(List<AddressLease> leases, List<IpAddress> dns, String shortage) {
        public Assignment {
            leases = List.copyOf(leases);
            dns = List.copyOf(dns);
        }
    }

    /** Assigns addresses to an IKE SA. */
    Assignment assign(AddressRequest request);

    /** An IKE SA gives an address back. Once for each time that it was assigned. */
    void release(long nowMillis, AddressLease lease);

    /** The holder of an address calls from somewhere else now. */
    void moved(AddressLease lease, UdpEndpoint remote);
}
