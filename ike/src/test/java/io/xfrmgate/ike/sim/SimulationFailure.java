package io.xfrmgate.ike.sim;

/** An invariant does not hold, or a world does not come to rest. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    public SimulationFailure(String message) {
        super(message);
    }

    public SimulationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
