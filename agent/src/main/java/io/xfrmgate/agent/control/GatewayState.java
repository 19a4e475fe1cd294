package io.xfrmgate.agent.control;

import io.xfrmgate.agent.Gateway;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.agent.telemetry.UsageSource;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What commands read and act on.
 *
 * @param gateway the shards
 * @param config in effect now
 * @param snapshots of the shards
 * @param usage the kernel's counters
 * @param failures refused negotiations
 * @param version of the daemon
 * @param startedAt when it began to serve
 */
public record GatewayState(
        Gateway gateway,
        Supplier<GatewayConfig> config,
        Snapshots snapshots,
        UsageSource usage,
        FailureHistory failures,
        String version,
        Instant startedAt,
        Clock clock) {}
