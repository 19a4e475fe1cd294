package io.xfrmgate.agent;

import io.xfrmgate.nativeio.libc.ErrnoException;
import java.io.IOException;

/** The gateway can not start. The message is one or two sentences for the operator: the cause, and what would help. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final int EPROTONOSUPPORT = 93;
    private static final int EADDRINUSE = 98;
    private static final int EADDRNOTAVAIL = 99;

    public StartException(String message) {
        super(message);
    }

    private StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What went wrong in a system call while doing {@code what}, with the remedy where one is known. */
    static StartException of(String what, IOException failure) {
        return new StartException(what + ": " + failure.getMessage() + "." + remedy(failure), failure);
    }

    private static String remedy(IOException failure) {
        if (!(failure instanceof ErrnoException errno)) {
            return "";
        }
        return switch (errno.errno()) {
            case EADDRINUSE -> " Another IKE daemon has the port: stop it (`ss -lunp` names it).";
            case EADDRNOTAVAIL -> " No interface has this address: add it, or correct the configuration.";
            case EPERM, EACCES ->
                " It needs the capabilities CAP_NET_ADMIN and CAP_NET_BIND_SERVICE: run it as root, or by the systemd unit.";
            case EPROTONOSUPPORT -> " The kernel has no XFRM: load the module xfrm_user, or use a kernel that has it.";
            default -> "";
        };
    }
}
