package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.collections.LongArrayList;

/**
 * A look at all IKE SAs in parts, between which the core goes on: with very many of them a look at once would hold up every message.
 * What comes meanwhile is seen, what goes is left out, and what moved to another IKE SA by a rekey is seen there only. On the shard's
 * thread; see {@link IkeEndpoint#walk}.
 */
public final class SaWalk {
    private final SaRegistry registry;
    private final LongArrayList spis;
    private final List<Optional<IkeSaView>> seen;

    SaWalk(SaRegistry registry) {
        this.registry = registry;
        this.spis = registry.spis();
        this.seen = new ArrayList<>(spis.size());
    }

    /** One that was not there at the beginning. */
    void came(IkeSa sa) {
        spis.addLong(sa.localSpi());
    }

    /** Looks at so many more at most; returns whether all have been looked at. */
    public boolean more(int count) {
        int end = (int) Math.min(spis.size(), seen.size() + (long) count);
        for (int i = seen.size(); i < end; i++) {
            seen.add(registry.look(spis.getLong(i)).map(Views::of));
        }
        return seen.size() == spis.size();
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
            if (seen.get(i).isPresent()) {
                now(spis.getLong(i), seen.get(i).get()).ifPresent(views::add);
            }
        }
        return views;
    }

    /** What was seen, or what is there now where the state is another. */
    private Optional<IkeSaView> now(long spi, IkeSaView view) {
        Optional<IkeSa.State> state = registry.state(spi).filter(s -> s != IkeSa.State.CLOSED);
        if (state.isEmpty() || Views.state(state.get()).equals(view.state())) {
            return state.map(_ -> view);
        }
        return registry.look(spi).map(Views::of);
    }
}
