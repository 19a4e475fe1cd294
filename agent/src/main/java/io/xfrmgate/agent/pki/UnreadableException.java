package io.xfrmgate.agent.pki;

import java.util.Optional;

/** Octets that are not what they are said to be; the message is a part of a sentence, without a word of a secret. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> fix;

    UnreadableException(String why) {
        super(why);
        fix = Optional.empty();
    }

    UnreadableException(String why, String fix) {
        super(why);
        this.fix = Optional.of(fix);
    }

    UnreadableException(String why, Throwable cause) {
        super(why, cause);
        fix = Optional.empty();
    }

    /** What mends just this, where something does. */
    Optional<String> fix() {
        return fix;
    }

    /** Why. */
    public String why() {
        String message = getMessage();
        return message == null ? "unknown" : message;
    }
}
