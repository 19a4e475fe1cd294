package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import java.util.List;

/**
 * What stands in the data plane without an IKE SA.
 *
 * @param traps of maps, of templates that call their peers, and behind manual SAs
 * @param manual SAs with keys from the configuration
 */
public record Standing(List<NamedTrap> traps, List<IkeSaView.ChildView> manual) {
    public Standing {
        traps = List.copyOf(traps);
        manual = List.copyOf(manual);
    }

    /**
     * A trap.
     *
     * @param config the map, template or manual map that it belongs to
     */
    public record NamedTrap(String config, Trap trap) {}
}
