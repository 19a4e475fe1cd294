package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.Sa;
import java.util.List;

/**
 * What the kernel holds at one moment.
 *
 * @param states all of them, others' too
 * @param policies those with templates, others' too; not those that sockets set for themselves
 */
public record KernelTables(List<Sa> states, List<Policy> policies) {
    public KernelTables {
        states = List.copyOf(states);
        policies = List.copyOf(policies);
    }

    /** Without anything that {@link Sa} could tell of keys. */
    @Override
    public String toString() {
        return states.size() + " states, " + policies.size() + " policies";
    }
}
