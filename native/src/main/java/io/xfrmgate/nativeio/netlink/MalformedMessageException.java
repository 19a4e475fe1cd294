package io.xfrmgate.nativeio.netlink;

/** A message is shorter than its type needs, or a length in it is wrong. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String what) {
        super(what);
    }
}
