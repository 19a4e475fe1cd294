package io.xfrmgate.ike.config;

/**
 * How long an IKE SA lives.
 *
 * @param seconds after which it is deleted; 0 for ever
 * @param rekey whether we start a rekey before
 * @param rekeyPercent of the lifetime at which we start it, less jitter
 * @param jitterPercent of the lifetime, by which the start is at most drawn forward
 */
public record IkeLifetime(long seconds, boolean rekey, int rekeyPercent, int jitterPercent) {
    public static final IkeLifetime DEFAULT = new IkeLifetime(86_400, true, 90, 5);
}
