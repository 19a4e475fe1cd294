package io.xfrmgate.ike.dataplane;

/**
 * Byte and packet limits that the kernel counts; 0 is no limit. Limits by time are the core's own timers.
 *
 * @param softBytes at which the kernel asks for a new SA
 * @param hardBytes at which it stops using this one
 */
public record Lifetime(long softBytes, long hardBytes, long softPackets, long hardPackets) {
    public static final Lifetime UNLIMITED = new Lifetime(0, 0, 0, 0);
}
