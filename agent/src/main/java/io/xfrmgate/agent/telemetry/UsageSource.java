package io.xfrmgate.agent.telemetry;

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

    @Override
    default void close() {}

    /** Which state: its SPI, and the address that packets under it are sent to. */
    record State(int spi, IpAddress destination) {}
}
