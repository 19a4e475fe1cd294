package io.xfrmgate.agent.control;

import io.xfrmgate.agent.Gateway;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.telemetry.Snapshots;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What commands read and act on.
 *
 * @param gateway the shards
 * @param config in effect now
 * @param snapshots of the shards
 * @param failures refused negotiations
 * @param version of the daemon
 * @param startedAt when it began to serve
 */
public record GatewayState(
        Gateway gateway,
        Supplier<GatewayConfig> config,
        Snapshots snapshots,
        FailureHistory failures,
        String version,
        Instant startedAt,
        Clock clock) {

    /** Reads something of a network namespace's kernel. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Does the reading; what could not be read because the gateway has left the namespace meanwhile, is empty.
     *
     * @throws IOException if the kernel does not answer; the message names the namespace
     */
    <T> Optional<T> read(Gateway.Namespace place, Reading<T> reading) throws IOException {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            if (gateway.places().stream().noneMatch(place::equals)) {
                return Optional.empty();
            }
            throw place.name().isEmpty()
                    ? e
                    : new IOException("network namespace " + place.name().get() + ": " + e.getMessage(), e);
        }
    }
}
