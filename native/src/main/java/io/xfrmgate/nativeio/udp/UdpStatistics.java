package io.xfrmgate.nativeio.udp;

/**
 * What a socket has seen since it was opened; every figure only grows.
 *
 * @param receivedDatagrams datagrams taken from the kernel, of whatever kind
 * @param receivedBytes their octets
 * @param keepalives NAT keepalives among them
 * @param notIke ESP packets and malformed datagrams among them
 * @param queueDrops datagrams the kernel dropped because the receive queue was full (or their checksum wrong)
 * @param sentDatagrams datagrams the kernel took
 * @param sentBytes their octets
 * @param sendFailures datagrams the kernel refused
 * @param sendQueueFull datagrams refused because the socket's own queue was full
 */
public record UdpStatistics(
        long receivedDatagrams,
        long receivedBytes,
        long keepalives,
        long notIke,
        long queueDrops,
        long sentDatagrams,
        long sentBytes,
        long sendFailures,
        long sendQueueFull) {
    /** The sums of both. */
    public UdpStatistics plus(UdpStatistics other) {
        return new UdpStatistics(
                receivedDatagrams + other.receivedDatagrams,
                receivedBytes + other.receivedBytes,
                keepalives + other.keepalives,
                notIke + other.notIke,
                queueDrops + other.queueDrops,
                sentDatagrams + other.sentDatagrams,
                sentBytes + other.sentBytes,
                sendFailures + other.sendFailures,
                sendQueueFull + other.sendQueueFull);
    }
}
