package io.xfrmgate.agent.aaa;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Opens sockets to servers. */
@FunctionalInterface
public interface RadiusSockets {
    /**
     * A blocking channel that is connected to a server.
     *
     * @param namespace a network namespace; empty is the daemon's own
     * @param from the address to send from; empty is the kernel's choice
     */
    DatagramChannel open(Optional<String> namespace, Optional<InetAddress> from, InetSocketAddress server)
            throws IOException;

    /** A channel in the namespace of the calling thread. */
    static DatagramChannel connected(Optional<InetAddress> from, InetSocketAddress server) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            if (from.isPresent()) {
                channel.bind(new InetSocketAddress(from.get(), 0));
            }
            return channel.connect(server);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
