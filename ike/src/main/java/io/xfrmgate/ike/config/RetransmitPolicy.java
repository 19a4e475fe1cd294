package io.xfrmgate.ike.config;

/**
 * When an unanswered request is sent again (RFC 7296 section 2.4).
 *
 * @param firstMillis after the first sending
 * @param factor by which each wait is longer than the one before; 1 is constant
 * @param maxMillis upper bound of one wait
 * @param retries sendings after the first; when the wait after the last one ends, the peer is dead
 */
public record RetransmitPolicy(int firstMillis, double factor, int maxMillis, int retries) {
    /** 0.5, 1, 2, 4, 8, 16 s: dead after 31.5 s. */
    public static final RetransmitPolicy DEFAULT = new RetransmitPolicy(500, 2.0, 16_000, 5);

    /** Wait after sending number {@code attempt}, 0 being the first, in ms. */
    public long waitMillis(int attempt) {
        return (long) Math.min(maxMillis, firstMillis * Math.pow(factor, attempt));
    }
}
