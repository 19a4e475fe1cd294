package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;

/** Directions of a policy, XFRM_POLICY_*; a socket's own policies count on from XFRM_POLICY_MAX. */
public enum PolicyDirection {
    IN,
    OUT,
    FWD,
    SOCKET_IN,
    SOCKET_OUT,
    SOCKET_FWD;

    static PolicyDirection of(int number) throws MalformedMessageException {
        if (number >= values().length) {
            throw new MalformedMessageException("no such direction: " + number);
        }
        return values()[number];
    }
}
