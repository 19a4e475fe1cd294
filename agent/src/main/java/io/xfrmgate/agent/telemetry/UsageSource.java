package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.net.IpAddress;
import java.io.IOException;
import java.util.Map;

/** Reads the counters of all states of the data plane at once, apart from the shards. */
@FunctionalInterface
public interface UsageSource extends AutoCloseable {
    /**
     * Every ESP state there is, others' too.
     *
     * @throws IOException if the kernel does not answer
     */
    Map<State, SaUsage> read() throws IOException;

    /**
     * The counters of what IPsec dropped, by the kernel's names; only grow.
     *
     * @throws IOException if they can not be read
     */
    default Map<String, Long> statistics() throws IOException {
        return Map.of();
    }

    /**
     * All states and policies, for comparison with what they should be.
     *
     * @throws IOException if the kernel does not answer, or there is none behind this data plane
     */
    default KernelTables tables() throws IOException {
        throw new IOException("this data plane has no tables that could be compared");
    }

    @Override
    default void close() {}

    /** Which state: its SPI, and the address that packets under it are sent to. */
    record State(int spi, IpAddress destination) {}
}
