package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;

/** What the data plane tells without being asked. */
public sealed interface DataPlaneEvent {

    /**
     * A packet met a trap.
     *
     * @param reqid of the trap
     * @param local source of the packet, a host and port
     * @param remote its destination
     */
    record Acquire(int reqid, TrafficSelector local, TrafficSelector remote) implements DataPlaneEvent {}

    /**
     * A byte or packet limit was met.
     *
     * @param spi of the state, inbound or outbound
     * @param destination of the state: ours for an inbound one
     * @param hard the state is gone
     */
    record Expire(int spi, IpAddress destination, int reqid, boolean hard) implements DataPlaneEvent {}

    /** ESP in UDP came, authentic, from another address or port than the state's (RFC 3948, XFRM_MSG_MAPPING). */
    record MappingChanged(int inboundSpi, int reqid, UdpEndpoint newRemote) implements DataPlaneEvent {}
}
