package io.xfrmgate.metrics;

/**
 * An answer to "is it well?".
 *
 * @param ok yes or no
 * @param detail one line for the reader, mostly of what is wrong
 */
public record HealthStatus(boolean ok, String detail) {
    /** All is well. */
    public static final HealthStatus OK = new HealthStatus(true, "ok");

    /** Something is wrong. */
    public static HealthStatus failing(String detail) {
        return new HealthStatus(false, detail);
    }
}
