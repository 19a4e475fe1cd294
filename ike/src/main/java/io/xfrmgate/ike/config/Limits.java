package io.xfrmgate.ike.config;

/**
 * What a shard admits before it has authenticated anybody.
 *
 * @param cookieThreshold half-open IKE SAs above which IKE_SA_INIT must bring a cookie (RFC 7296 section 2.6)
 * @param maxHalfOpen half-open IKE SAs above which IKE_SA_INIT is dropped
 * @param maxHalfOpenPerSource the same for one source address, half of it asking for a cookie already
 * @param maxIkeSas established and half-open ones
 */
public record Limits(int cookieThreshold, int maxHalfOpen, int maxHalfOpenPerSource, int maxIkeSas) {
    public static final Limits DEFAULT = new Limits(500, 20_000, 200, 1_000_000);
}
