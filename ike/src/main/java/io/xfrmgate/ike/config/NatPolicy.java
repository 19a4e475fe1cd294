package io.xfrmgate.ike.config;

/**
 * NAT traversal (RFC 7296 section 2.23).
 *
 * @param forceEncapsulation claim to be behind a NAT, so that ESP travels in UDP
 * @param keepaliveMillis between RFC 3948 keepalives while we are behind a NAT; 0 sends none
 */
public record NatPolicy(boolean forceEncapsulation, int keepaliveMillis) {
    public static final NatPolicy DEFAULT = new NatPolicy(false, 20_000);
}
