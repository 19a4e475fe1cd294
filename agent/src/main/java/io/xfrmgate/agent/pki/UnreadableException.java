package io.xfrmgate.agent.pki;

/** Octets that are not what they are said to be; the message is a part of a sentence, without a word of a secret. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String why) {
        super(why);
    }

    UnreadableException(String why, Throwable cause) {
        super(why, cause);
    }

    /** Why. */
    public String why() {
        String message = getMessage();
        return message == null ? "unknown" : message;
    }
}
