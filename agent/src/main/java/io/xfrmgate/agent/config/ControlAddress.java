package io.xfrmgate.agent.config;

import java.nio.file.Path;

/**
 * Where the control socket is.
 *
 * @param required whether the daemon must not run without it: where somebody asked for it
 */
public record ControlAddress(Path socket, boolean required) {
    /** Served there unless that can not be. */
    public static final ControlAddress DEFAULT = new ControlAddress(Path.of("/run/xfrmgate/control.sock"), false);
}
