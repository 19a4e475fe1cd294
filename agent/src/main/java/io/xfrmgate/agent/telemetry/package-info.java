/**
 * What the gateway tells its metrics. Everything here runs on threads of the metrics server or, where it counts notices, on
 * a shard's; a shard is never made to wait.
 */
@NullMarked
package io.xfrmgate.agent.telemetry;

import org.jspecify.annotations.NullMarked;
