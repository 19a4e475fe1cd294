package io.xfrmgate.ike.v2;

/**
 * What NAT detection found (RFC 7296 section 2.23).
 *
 * @param localBehindNat our address is translated on the way
 * @param remoteBehindNat the peer's is
 * @param forced one side claims to be, so that ESP travels in UDP
 */
record NatSituation(boolean localBehindNat, boolean remoteBehindNat, boolean forced) {
    static final NatSituation NONE = new NatSituation(false, false, false);

    boolean encapsulated() {
        return localBehindNat || remoteBehindNat || forced;
    }
}
