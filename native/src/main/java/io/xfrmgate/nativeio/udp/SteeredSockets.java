package io.xfrmgate.nativeio.udp;

import io.xfrmgate.nativeio.libc.ErrnoException;

/**
 * One shard's sockets on an address and port, which {@link SpiSteering} fills.
 *
 * @param known for messages with an SPI of ours; what is sent goes out here
 * @param newcomers for requests of those who have none yet
 */
public record SteeredSockets(IkeUdpSocket known, IkeUdpSocket newcomers) implements AutoCloseable {
    /** The address and port of both. */
    public UdpAddress local() {
        return known.local();
    }

    /** What both have seen; any thread may ask, as of {@link IkeUdpSocket#statistics}. */
    public UdpStatistics statistics() throws ErrnoException {
        return known.statistics().plus(newcomers.statistics());
    }

    @Override
    public void close() {
        known.close();
        newcomers.close();
    }
}
