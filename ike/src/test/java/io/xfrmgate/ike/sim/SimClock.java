package io.xfrmgate.ike.sim;

/** Virtual time in milliseconds; it moves only when the world moves it. */
public final class SimClock {
    private long millis;

    /** Starts at {@code millis}; not 0, so that "never" and "at the beginning" can not be mixed up. */
    public SimClock(long millis) {
        this.millis = millis;
    }

    public long millis() {
        return millis;
    }

    /** Moves forward; time never goes back. */
    public void advanceTo(long newMillis) {
        if (newMillis < millis) {
            throw new IllegalArgumentException("time goes back from " + millis + " to " + newMillis);
        }
        millis = newMillis;
    }
}
