package io.xfrmgate.agent;

import io.xfrmgate.agent.telemetry.KernelUsage;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import java.io.IOException;

/** The real parts. */
public final class LinuxParts {
    private LinuxParts() {}

    public static GatewayParts parts() {
        return new GatewayParts(
                (shard, io) -> {
                    throw new IOException("INTERIM");
                },
                StandardCryptoRegistry::new,
                ShardRandom::open,
                KernelUsage::open);
    }
}
