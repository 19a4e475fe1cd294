package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.List;

/**
 * A look at all IKE SAs in parts, between which the core goes on: with very many of them a look at once would hold up every message.
 * What comes meanwhile is seen, what goes is left out, and what moved to another IKE SA by a rekey is seen there only. On the shard's
 * thread; see {@link IkeEndpoint#walk}.
 */
public final class SaWalk {
    private final SaRegistry registry;
    private final List<IkeSa> sas;
    private final List<IkeSaView> seen;

    SaWalk(SaRegistry registry) {
        this.registry = registry;
        this.sas = new ArrayList<>(registry.ikeSas());
        this.seen = new ArrayList<>(sas.size());
    }

    /** One that was not there at the beginning. */
    void came(IkeSa sa) {
        sas.add(sa);
    }

    /** Looks at so many more at most; returns whether all have been looked at. */
    public boolean more(int count) {
        int end = (int) Math.min(sas.size(), seen.size() + (long) count);
        for (int i = seen.size(); i < end; i++) {
            seen.add(Views.of(sas.get(i)));
        }
        return seen.size() == sas.size();
    }

    /** Ends the walk before its time. */
    public void abandon() {
        registry.walked(this);
    }

    /** Ends the walk: the SAs that were looked at and are still there. */
    public List<IkeSaView> end() {
        registry.walked(this);
        List<IkeSaView> views = new ArrayList<>(seen.size());
        for (int i = 0; i < seen.size(); i++) {
            IkeSa sa = sas.get(i);
            if (sa.state() != IkeSa.State.CLOSED) {
                IkeSaView view = seen.get(i);
                views.add(view.state().equals(Views.state(sa)) ? view : Views.of(sa));
            }
        }
        return views;
    }
}
