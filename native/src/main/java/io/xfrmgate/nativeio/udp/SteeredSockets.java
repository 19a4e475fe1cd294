package io.xfrmgate.nativeio.udp;

import io.xfrmgate.nativeio.libc.ErrnoException;

/**
 * One shard's sockets on an address and port, which {@link SpiSteering} fills.
 *
 * @param known for messages with an SPI of ours; what is sent goes out here
 * @param withCookie for requests of those who have none yet, but perhaps a cookie
 * @param newcomers for all other requests
 */
public record SteeredSockets(IkeUdpSocket known, IkeUdpSocket withCookie, IkeUdpSocket newcomers)
        implements AutoCloseable {
    /** How many sockets there are. */
    public static final int COUNT = 3;

    /**
     * One of them, in the order in which they are to be served.
     *
     * @param rank from 0, below {@link #COUNT}
     */
    public IkeUdpSocket ofRank(int rank) {
        return switch (rank) {
            case 0 -> known;
            case 1 -> withCookie;
            case 2 -> newcomers;
            default -> throw new IndexOutOfBoundsException(rank);
        };
    }

    /** The address and port of all. */
    public UdpAddress local() {
        return known.local();
    }

    /** What all have seen; any thread may ask, as of {@link IkeUdpSocket#statistics}. */
    public UdpStatistics statistics() throws ErrnoException {
        return known.statistics().plus(newcomerStatistics());
    }

    /** What those for new IKE SAs have seen; likewise. */
    public UdpStatistics newcomerStatistics() throws ErrnoException {
        return withCookie.statistics().plus(newcomers.statistics());
    }

    @Override
    public void close() {
        known.close();
        withCookie.close();
        newcomers.close();
    }
}
