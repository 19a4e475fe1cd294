package io.xfrmgate.agent.pki.fetch;

/** Something could not be fetched or read; the message is a part of a sentence that says why, without the URL. */
public final class FetchException extends Exception {
    private static final long serialVersionUID = 1L;

    public FetchException(String why) {
        super(why);
    }

    public FetchException(String why, Throwable cause) {
        super(why, cause);
    }

    /** Why. */
    public String why() {
        String message = getMessage();
        return message == null ? "unknown" : message;
    }
}
