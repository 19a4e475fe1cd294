package io.xfrmgate.agent.cli;

import java.io.IOException;

/** No daemon answers. */
final class NoDaemonException extends IOException {
    private static final long serialVersionUID = 1L;

    NoDaemonException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
