package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.net.IpAddress;

/**
 * A state as a dump of the kernel's table shows it; larval ones are not shown.
 *
 * @param destination ours for an inbound state, the peer's for an outbound one
 */
public record InstalledState(int spi, IpAddress destination, int reqid) {
    @Override
    public String toString() {
        return "state " + Integer.toHexString(spi) + " to " + destination + " reqid " + reqid;
    }
}
