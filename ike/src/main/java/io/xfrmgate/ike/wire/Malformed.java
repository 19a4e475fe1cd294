package io.xfrmgate.ike.wire;

/**
 * Ends the reading of a message; never leaves this package. Checked, so that the compiler shows every way it takes, and
 * without a stack trace, so that a flood of garbage costs no more than a return.
 */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final DecodeError reason;
    private final int payloadType;

    Malformed(DecodeError reason) {
        this(reason, 0);
    }

    Malformed(DecodeError reason, int payloadType) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.payloadType = payloadType;
    }

    DecodeError reason() {
        return reason;
    }

    /** The offending payload's type where the reason concerns one; else 0. */
    int payloadType() {
        return payloadType;
    }
}
