package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.AddressLease;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.AllowedTraffic;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The internal addresses that an IKE SA holds (RFC 7296 section 2.19). They pass to the IKE SA that it is rekeyed to, and end
 * with the last one.
 *
 * @param leases of our pools, if we assigned them; empty if the peer did
 * @param shortage why there are none, or fewer than asked for; empty if that is not so
 */
record InternalAddresses(List<AddressLease> leases, List<IpAddress> addresses, String shortage) {
    static final InternalAddresses NONE = new InternalAddresses(List.of(), List.of(), "");

    static InternalAddresses assignedByUs(List<AddressLease> leases, String shortage) {
        return new InternalAddresses(
                leases, leases.stream().map(AddressLease::address).toList(), shortage);
    }

    static InternalAddresses assignedToUs(List<IpAddress> addresses) {
        return new InternalAddresses(List.of(), List.copyOf(addresses), "");
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    boolean areAssignedByUs() {
        return !leases.isEmpty();
    }

    /** The selectors of a dynamic child: these addresses, with the protocols and ports that are configured. */
    List<TrafficSelector> selectors(List<TrafficSelector> configured) {
        List<TrafficSelector> hosts =
                addresses.stream().map(TrafficSelector::ofHost).toList();
        return withPorts(hosts, configured);
    }

    /**
     * What a dynamic child may carry.
     *
     * @param ours whether the addresses are on our side of it
     */
    AllowedTraffic traffic(ChildConfig child, boolean ours) {
        if (ours) {
            return new AllowedTraffic(selectors(child.localSelectors()), child.remoteSelectors(), false);
        }
        if (!child.policy().paired()) {
            return new AllowedTraffic(child.localSelectors(), selectors(child.remoteSelectors()), false);
        }
        List<TrafficSelector> local = new ArrayList<>();
        List<TrafficSelector> remote = new ArrayList<>();
        for (int i = 0; i < child.remoteSelectors().size(); i++) {
            for (TrafficSelector address :
                    selectors(List.of(child.remoteSelectors().get(i)))) {
                local.add(child.localSelectors().get(i));
                remote.add(address);
            }
        }
        return new AllowedTraffic(local, remote, true);
    }

    /** Selectors with the protocols and ports of others of their family, whatever addresses those have. */
    static List<TrafficSelector> withPorts(List<TrafficSelector> addresses, List<TrafficSelector> configured) {
        if (configured.isEmpty()) {
            return addresses;
        }
        Set<TrafficSelector> selectors = new LinkedHashSet<>();
        for (TrafficSelector address : addresses) {
            for (TrafficSelector ports : configured) {
                if (ports.isV6() == address.isV6()) {
                    selectors.add(address.withProtocol(ports.protocol(), ports.startPort(), ports.endPort()));
                }
            }
        }
        return List.copyOf(selectors);
    }
}
