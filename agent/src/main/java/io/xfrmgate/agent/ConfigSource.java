package io.xfrmgate.agent;

import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.Placement;

/** Where the daemon reads its configuration again. */
@FunctionalInterface
public interface ConfigSource {
    /**
     * Reads it; may take as long as the slowest server of a certificate.
     *
     * @param running whose objects keep the names that they have
     */
    ConfigResult read(Placement running) throws InterruptedException;
}
