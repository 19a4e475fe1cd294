package io.xfrmgate.nativeio.xfrm;

/** Attribute types of XFRM_MSG_NEWSPDINFO and XFRM_MSG_NEWSADINFO. */
final class SpdAttribute {
    static final int INFO = 1;
    static final int HINFO = 2;
    static final int IPV4_HTHRESH = 3;
    static final int IPV6_HTHRESH = 4;
    static final int SAD_COUNT = 1;
    static final int SAD_HINFO = 2;

    private SpdAttribute() {}
}
