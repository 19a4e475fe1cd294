package io.xfrmgate.ike.dataplane;

/** RFC 4301 section 4.1. */
public enum IpsecMode {
    TUNNEL,
    TRANSPORT
}
