package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;

/**
 * Two hosts with empty tables, joined by a wire, for {@link DataPlaneContract}. Each has an outer address on the wire and an
 * inner one that the other reaches through it. Both take ESP in UDP on port 4500.
 */
public interface DataPlaneFixture extends AutoCloseable {
    /** The one and the other. */
    enum Side {
        LEFT,
        RIGHT;

        Side other() {
            return this == LEFT ? RIGHT : LEFT;
        }
    }

    DataPlane plane(Side side);

    /** All of one family. */
    IpAddress outer(Side side);

    IpAddress inner(Side side);

    /**
     * Sends one UDP packet from a host.
     *
     * @param octets of the whole IP packet
     * @return whether it came to a socket of the other host
     */
    boolean udp(Side from, IpAddress source, IpAddress destination, int sourcePort, int destinationPort, int octets);

    /** The states in a host's table, larval ones left out. */
    List<InstalledState> states(Side side);

    /** The policies in a host's table, those of sockets left out. */
    List<InstalledPolicy> policies(Side side);

    /** Waits until answers and events that are under way can be fetched by {@link DataPlane#exchange}. */
    void settle();

    @Override
    void close();
}
