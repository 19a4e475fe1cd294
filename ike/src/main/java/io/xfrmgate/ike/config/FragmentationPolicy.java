package io.xfrmgate.ike.config;

/**
 * IKE fragmentation (RFC 7383).
 *
 * @param enabled offer and accept it
 * @param maxDatagram octets of UDP payload above which we fragment; RFC 7383 section 2.5.1 asks for at most 1280 less
 *     headers on IPv6 and 576 less headers on IPv4 where nothing is known of the path
 */
public record FragmentationPolicy(boolean enabled, int maxDatagram) {
    public static final FragmentationPolicy DEFAULT = new FragmentationPolicy(true, 1232);
}
