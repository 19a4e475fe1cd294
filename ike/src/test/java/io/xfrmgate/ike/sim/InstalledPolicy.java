package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.ts.TrafficSelector;

/** A policy as a dump of the kernel's table shows it. Of several that share one key the kernel holds the effective one. */
public record InstalledPolicy(Direction direction, TrafficSelector source, TrafficSelector destination, int reqid) {

    /** XFRM_POLICY_IN, _OUT and _FWD. */
    public enum Direction {
        IN,
        OUT,
        FORWARD
    }

    @Override
    public String toString() {
        return "policy " + direction + " " + source + " => " + destination + " reqid " + reqid;
    }
}
