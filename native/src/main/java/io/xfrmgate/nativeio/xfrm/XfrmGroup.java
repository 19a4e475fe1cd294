package io.xfrmgate.nativeio.xfrm;

/** Multicast groups, XFRMNLGRP_*. */
public enum XfrmGroup {
    ACQUIRE(1),
    EXPIRE(2),
    SA(3),
    POLICY(4),
    AEVENTS(5),
    REPORT(6),
    MIGRATE(7),
    MAPPING(8);

    private final int number;

    XfrmGroup(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
