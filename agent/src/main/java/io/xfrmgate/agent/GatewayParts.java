package io.xfrmgate.agent;

import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.crypto.CryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * What every shard gets one of its own of.
 *
 * @param dataPlane the kernel's tables, or a simulation
 * @param crypto implementations of the algorithms
 * @param random where keys, nonces and SPIs come from
 */
public record GatewayParts(DataPlaneSource dataPlane, Supplier<CryptoRegistry> crypto, Supplier<SecureRandom> random) {

    /** Opens data planes. */
    @FunctionalInterface
    public interface DataPlaneSource {
        /**
         * Opens one, in the network namespace of the calling thread.
         *
         * @param io told to watch the descriptors on which events come
         * @throws IOException if the kernel has none, or the process may not use it
         */
        DataPlane open(int shard, UdpShardIo io) throws IOException;
    }
}
