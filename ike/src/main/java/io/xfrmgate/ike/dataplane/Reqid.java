package io.xfrmgate.ike.dataplane;

/**
 * The numbers that tie policies to states. All of ours lie in one range, so that what a killed daemon left in the kernel can be
 * told from what others put there: strongSwan counts from 1, libreswan from 16384, and the kernel itself gives out none above
 * IPSEC_MANUAL_REQID_MAX (0x3fff, linux/ipsec.h).
 */
public final class Reqid {
    public static final int LOWEST = 0x5800_0000;
    public static final int HIGHEST = 0x58FF_FFFF;

    private Reqid() {}

    /** Whether one of our daemons gave it out. */
    public static boolean isOurs(int reqid) {
        return reqid >= LOWEST && reqid <= HIGHEST;
    }
}
