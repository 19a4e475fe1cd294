package io.xfrmgate.agent.vici;

import java.io.IOException;

/** Octets that are no VICI packet or message, or more of them than is allowed. The message says what is wrong. */
public final class ViciException extends IOException {
    private static final long serialVersionUID = 1L;

    public ViciException(String message) {
        super(message);
    }

    public ViciException(String message, Throwable cause) {
        super(message, cause);
    }
}
