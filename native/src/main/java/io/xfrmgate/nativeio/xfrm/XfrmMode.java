package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;

/** Modes of a state, XFRM_MODE_*. */
public enum XfrmMode {
    TRANSPORT,
    TUNNEL,
    ROUTE_OPTIMIZATION,
    IN_TRIGGER,
    BEET,
    IPTFS;

    static XfrmMode of(int number) throws MalformedMessageException {
        if (number >= values().length) {
            throw new MalformedMessageException("no such mode: " + number);
        }
        return values()[number];
    }
}
