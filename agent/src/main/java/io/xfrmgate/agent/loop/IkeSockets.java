package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.udp.IkeUdpSocket;
import io.xfrmgate.nativeio.udp.SteeredSockets;
import io.xfrmgate.nativeio.udp.UdpAddress;
import io.xfrmgate.nativeio.udp.UdpSocketOptions;
import java.util.ArrayList;
import java.util.List;

/** Opens the IKE sockets of all shards: ports 500 and 4500 of each address, steered to the shards by SPI. */
public final class IkeSockets {
    /** The kernel was built, or started, without IPv6. */
    private static final int EAFNOSUPPORT = 97;

    private IkeSockets() {}

    /**
     * Opens them all, or none.
     *
     * @param addresses the unspecified ones are every address of the host, IPv6 only where the kernel has it
     * @param shards a power of two
     * @return one for each shard, in order
     * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM; the text names call and address
     */
    public static List<UdpShardIo> open(List<IpAddress> addresses, int shards) throws ErrnoException {
        List<List<SteeredSockets>> byShard = openSockets(addresses, shards);
        List<UdpShardIo> result = new ArrayList<>();
        try {
            for (List<SteeredSockets> sockets : byShard) {
                result.add(new UdpShardIo(sockets));
            }
            return List.copyOf(result);
        } catch (ErrnoException e) {
            byShard.forEach(sockets -> sockets.forEach(SteeredSockets::close));
            throw e;
        }
    }

    /** The sockets alone, those of each shard together; for shards that run already. */
    public static List<List<SteeredSockets>> openSockets(List<IpAddress> addresses, int shards) throws ErrnoException {
        List<List<SteeredSockets>> byAddress = new ArrayList<>();
        try {
            for (IpAddress address : addresses) {
                byAddress.addAll(
                        address.equals(IpAddress.any(true)) ? openAnyV6(shards) : openAddress(address, shards));
            }
        } catch (ErrnoException e) {
            byAddress.forEach(all -> all.forEach(SteeredSockets::close));
            throw e;
        }
        List<List<SteeredSockets>> byShard = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            int number = shard;
            byShard.add(byAddress.stream().map(all -> all.get(number)).toList());
        }
        return byShard;
    }

    private static List<List<SteeredSockets>> openAnyV6(int shards) throws ErrnoException {
        try {
            return openAddress(IpAddress.any(true), shards);
        } catch (ErrnoException e) {
            if (e.errno() == EAFNOSUPPORT) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<List<SteeredSockets>> openAddress(IpAddress address, int shards) throws ErrnoException {
        List<SteeredSockets> ike = IkeUdpSocket.openSteered(
                UdpSocketOptions.ike(new UdpAddress(address.toInetAddress(), UdpEndpoint.IKE_PORT)), shards);
        try {
            return List.of(
                    ike,
                    IkeUdpSocket.openSteered(
                            UdpSocketOptions.natTraversal(
                                    new UdpAddress(address.toInetAddress(), UdpEndpoint.NAT_T_PORT)),
                            shards));
        } catch (ErrnoException e) {
            ike.forEach(SteeredSockets::close);
            throw e;
        }
    }
}
