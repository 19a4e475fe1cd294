package io.xfrmgate.ike.config;

/**
 * Dead peer detection (RFC 7296 section 2.4): an empty INFORMATIONAL after silence.
 *
 * @param intervalMillis of silence before we ask; 0 never asks (and always answers)
 * @param timeoutMillis wait for each answer
 * @param retries further askings before the peer is dead
 */
public record Keepalive(int intervalMillis, int timeoutMillis, int retries) {
    public static final Keepalive OFF = new Keepalive(0, 0, 0);
}
