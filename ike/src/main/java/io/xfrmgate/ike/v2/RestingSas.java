package io.xfrmgate.ike.v2;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * IKE SAs with nothing to do, as octets: a tenth of the objects' memory is taken, and none of the collector's time. Found by everything that
 * an input may name: our SPI, a Child SA's inbound SPI or reqid, the peer, its address, and by when they are due.
 */
final class RestingSas {
    private static final int KINDS = 5;
    /** Entries of {@link RestingDeadlines} that mean nothing any more are swept when they are the most, and more than this. */
    private static final int FEW = 1024;

    private final SaPacker packer;
    private final SaUnpacker unpacker;
    private final PackedStore store = new PackedStore();
    private final PlaceIndex index = new PlaceIndex();
    private final RestingDeadlines deadlines = new RestingDeadlines();
    private int closed;

    RestingSas(IkeEndpoint endpoint) {
        this.packer = new SaPacker(endpoint);
        this.unpacker = new SaUnpacker(endpoint);
    }

    // ---- what they are found by ------------------------------------------------------------------------------------

    private static int bySpi(long localSpi) {
        return PlaceIndex.hash(localSpi * KINDS);
    }

    private static int byChild(int inboundSpi) {
        return PlaceIndex.hash(Integer.toUnsignedLong(inboundSpi) * KINDS + 1);
    }

    private static int byReqid(int reqid) {
        return PlaceIndex.hash(Integer.toUnsignedLong(reqid) * KINDS + 2);
    }

    private static int byPeer(SaRegistry.Peer peer) {
        return PlaceIndex.hash(Integer.toUnsignedLong(peer.hashCode()) * KINDS + 3);
    }

    private static int byPeering(SaRegistry.Peering peering) {
        return PlaceIndex.hash(Integer.toUnsignedLong(peering.hashCode()) * KINDS + 4);
    }

    private interface HashUse {
        void use(int hash);
    }

    private static void forEachHash(IkeSa sa, HashUse each) {
        each.use(bySpi(sa.localSpi()));
        if (sa.state() == IkeSa.State.CLOSED) {
            return; // only copies of the peer's last request are meant for it
        }
        each.use(byPeer(SaRegistry.Peer.of(sa)));
        each.use(byPeering(SaRegistry.Peering.of(sa)));
        for (ChildSa child : sa.children().all()) {
            each.use(byChild(child.inboundSpi()));
            each.use(byReqid(child.ref.reqid()));
        }
    }

    private boolean isCrowded(IkeSa sa) {
        boolean[] crowded = {false};
        forEachHash(sa, hash -> crowded[0] |= index.isCrowded(hash));
        return crowded[0];
    }

    // ---- in and out ------------------------------------------------------------------------------------------------

    /** Takes one in, if it can be; the object is of no use then, its keys are overwritten. */
    boolean add(IkeSa sa) {
        if (!packer.isPackable(sa) || isCrowded(sa)) {
            return false;
        }
        int place = packer.pack(sa, store);
        forEachHash(sa, hash -> index.put(hash, place));
        if (sa.hasKeys()) {
            sa.keys().forgetProofs();
            sa.keys().destroy();
        } else {
            closed++;
        }
        arm(place);
        if (deadlines.size() > 2 * store.size() + FEW) {
            sweep();
        }
        return true;
    }

    private void arm(int place) {
        long deadline = store.getLong(place, SaPacker.DEADLINE);
        if (deadline != TimerTable.NEVER) {
            deadlines.add(deadline, place);
        }
    }

    private void sweep() {
        deadlines.clear();
        store.forEach(this::arm);
    }

    private IkeSa take(int place) {
        IkeSa sa = unpacker.unpack(store, place);
        forEachHash(sa, hash -> index.remove(hash, place));
        closed -= sa.hasKeys() ? 0 : 1;
        store.free(place);
        return sa;
    }

    private void takeAll(int hash, Consumer<IkeSa> woken) {
        for (int place = index.find(hash, p -> true);
                place != PackedStore.NOWHERE;
                place = index.find(hash, p -> true)) {
            woken.accept(take(place));
        }
    }

    private IntPredicate has(long localSpi) {
        return place -> store.getLong(place, SaPacker.LOCAL_SPI) == localSpi;
    }

    private int place(long localSpi) {
        return index.find(bySpi(localSpi), has(localSpi));
    }

    boolean contains(long localSpi) {
        return place(localSpi) != PackedStore.NOWHERE;
    }

    boolean mayHaveChild(int inboundSpi) {
        return index.find(byChild(inboundSpi), p -> true) != PackedStore.NOWHERE;
    }

    boolean mayHaveReqid(int reqid) {
        return index.find(byReqid(reqid), p -> true) != PackedStore.NOWHERE;
    }

    Optional<IkeSa> take(long localSpi) {
        int place = place(localSpi);
        return place == PackedStore.NOWHERE ? Optional.empty() : Optional.of(take(place));
    }

    /** Wakes those who have a Child SA with this inbound SPI; by chance also others. */
    void takeByChild(int inboundSpi, Consumer<IkeSa> woken) {
        takeAll(byChild(inboundSpi), woken);
    }

    /** Likewise by reqid. */
    void takeByReqid(int reqid, Consumer<IkeSa> woken) {
        takeAll(byReqid(reqid), woken);
    }

    /** Likewise by who the peer is. */
    void takeByPeer(SaRegistry.Peer peer, Consumer<IkeSa> woken) {
        takeAll(byPeer(peer), woken);
    }

    /** Likewise by whom a call would go to. */
    void takeByPeering(SaRegistry.Peering peering, Consumer<IkeSa> woken) {
        takeAll(byPeering(peering), woken);
    }

    /** Wakes one that is due; empty if none is. */
    Optional<IkeSa> takeDue(long now) {
        while (deadlines.earliest() <= now) {
            long deadline = deadlines.earliest();
            int place = deadlines.place();
            deadlines.removeEarliest();
            if (store.has(place) && store.getLong(place, SaPacker.DEADLINE) == deadline) {
                return Optional.of(take(place));
            }
        }
        return Optional.empty();
    }

    /** When to ask {@link #takeDue}; at times early, for one that has gone. */
    long nextDeadline() {
        return deadlines.earliest();
    }

    // ---- looks -----------------------------------------------------------------------------------------------------

    int size() {
        return store.size();
    }

    /** Those that are not closed. */
    int open() {
        return store.size() - closed;
    }

    Optional<IkeSa.State> state(long localSpi) {
        int place = place(localSpi);
        return place == PackedStore.NOWHERE ? Optional.empty() : Optional.of(SaPacker.state(store, place));
    }

    /** Octets that the records take, free places included. */
    long octetsHeld() {
        return store.octetsHeld();
    }

    /** A picture of one, without keys. */
    Optional<IkeSa> picture(long localSpi) {
        int place = place(localSpi);
        return place == PackedStore.NOWHERE ? Optional.empty() : Optional.of(unpacker.picture(store, place));
    }

    interface SpiUse {
        void use(long localSpi);
    }

    /** The SPIs of ours of all. */
    void forEachSpi(SpiUse each) {
        store.forEach(place -> each.use(store.getLong(place, SaPacker.LOCAL_SPI)));
    }
}
