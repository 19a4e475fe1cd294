package io.xfrmgate.ike.config;

/**
 * How long a Child SA lives; 0 is no limit.
 *
 * @param seconds hard limit by time
 * @param bytes hard limit by octets of one direction
 * @param packets hard limit by packets of one direction
 * @param rekey whether we rekey it before; else it ends at its limit
 * @param rekeyPercent of each limit at which the rekey starts, less jitter
 * @param jitterPercent of each limit, by which the start is at most drawn forward
 */
public record ChildLifetime(
        long seconds, long bytes, long packets, boolean rekey, int rekeyPercent, int jitterPercent) {
    public static final ChildLifetime DEFAULT = new ChildLifetime(28_800, 0, 0, true, 90, 5);
}
