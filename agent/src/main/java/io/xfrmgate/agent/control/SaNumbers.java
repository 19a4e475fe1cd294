package io.xfrmgate.agent.control;

import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Small numbers by which clients call SAs, as VICI wants them: given when an SA is first shown, and not given again. */
final class SaNumbers {
    private final Map<Long, Integer> ikeSas = new HashMap<>();
    private final Map<Integer, Integer> children = new HashMap<>();
    private int lastIkeSa;
    private int lastChild;

    synchronized int of(IkeSaName sa) {
        return ikeSas.computeIfAbsent(sa.localSpi(), _ -> ++lastIkeSa);
    }

    synchronized int of(ChildName child) {
        return children.computeIfAbsent(child.inboundSpi(), _ -> ++lastChild);
    }

    /** Forgets all others. */
    synchronized void retain(Set<Long> localSpis, Set<Integer> inboundSpis) {
        ikeSas.keySet().retainAll(localSpis);
        children.keySet().retainAll(inboundSpis);
    }

    synchronized void forget(IkeSaName sa) {
        ikeSas.remove(sa.localSpi());
    }

    synchronized void forget(ChildName child) {
        children.remove(child.inboundSpi());
    }
}
