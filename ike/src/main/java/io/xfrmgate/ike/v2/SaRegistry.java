package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;

/**
 * The tables of a shard: IKE SAs by our SPI and by peer, Child SAs by inbound SPI and by reqid, and which ESP SPIs are taken. An IKE SA
 * rests in {@link RestingSas} while nothing is to be done for it; whatever is looked up here is awake when it is returned.
 */
final class SaRegistry {
    private final RestingSas resting;
    private final Consumer<IkeSa> woken;
    private final Long2ObjectHashMap<IkeSa> ikeSas = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<ChildSa> byInboundSpi = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<List<ChildSa>> byReqid = new Int2ObjectHashMap<>();
    private final Map<Peer, List<IkeSa>> byPeer = new HashMap<>();
    private final Map<Peering, Set<IkeSa>> byPeering = new HashMap<>();
    private final IntHashSet takenSpis = new IntHashSet();
    private final List<SaWalk> walks = new ArrayList<>(1);

    /** Who an IKE SA is with, as far as INITIAL_CONTACT is concerned: thousands come with one template. */
    record Peer(String config, Optional<Identification> id, int idHash) {
        static Peer of(IkeSa sa) {
            return new Peer(sa.config().name(), sa.peerId(), sa.peerIdHash());
        }

        /** With the identity's own, which costs much for a distinguished name. */
        @Override
        public int hashCode() {
            return 31 * config.hashCode() + idHash;
        }
    }

    /** Whom a call would go to: a map has one peer wherever it is, a template one at each address. */
    record Peering(String config, Optional<IpAddress> remote) {
        static Peering of(IkeSa sa) {
            return of(sa.config(), sa.remote().address());
        }

        static Peering of(PeerConfig config, IpAddress remote) {
            return new Peering(config.name(), config.remote().isPresent() ? Optional.empty() : Optional.of(remote));
        }
    }

    /** @param woken told of each IKE SA that does not rest any more */
    SaRegistry(RestingSas resting, Consumer<IkeSa> woken) {
        this.resting = resting;
        this.woken = woken;
    }

    // ---- at rest and awake -----------------------------------------------------------------------------------------

    /** Lets one rest that is idle, if it is here and can. Its object is of no use then. */
    boolean rest(IkeSa sa) {
        if (ikeSas.get(sa.localSpi()) != sa || !resting.add(sa)) {
            return false;
        }
        ikeSas.remove(sa.localSpi());
        dropIndex(sa);
        dropPeer(sa);
        for (ChildSa child : sa.children().all()) {
            dropIndex(child);
        }
        return true;
    }

    int resting() {
        return resting.open();
    }

    private void wake(IkeSa sa) {
        ikeSas.put(sa.localSpi(), sa);
        index(sa);
        established(sa);
        for (ChildSa child : sa.children().all()) {
            index(child);
        }
        woken.accept(sa);
    }

    /** Wakes all that are due. */
    void wakeDue(long now) {
        for (Optional<IkeSa> due = resting.takeDue(now); due.isPresent(); due = resting.takeDue(now)) {
            wake(due.get());
        }
    }

    /** When the first of those at rest is due. */
    long nextDeadline() {
        return resting.nextDeadline();
    }

    /** Wakes those whose picture fits. */
    void wake(Predicate<IkeSa> which) {
        LongArrayList spis = new LongArrayList();
        resting.forEachSpi(spis::addLong);
        for (int i = 0; i < spis.size(); i++) {
            long spi = spis.getLong(i);
            resting.picture(spi)
                    .filter(which)
                    .flatMap(picture -> resting.take(spi))
                    .ifPresent(this::wake);
        }
    }

    // ---- IKE SAs ---------------------------------------------------------------------------------------------------

    void add(IkeSa sa) {
        ikeSas.put(sa.localSpi(), sa);
        index(sa);
        walks.forEach(walk -> walk.came(sa));
    }

    private void index(IkeSa sa) {
        Peering peering = Peering.of(sa);
        sa.peering = Optional.of(peering);
        byPeering.computeIfAbsent(peering, p -> new LinkedHashSet<>(2)).add(sa);
    }

    private void dropIndex(IkeSa sa) {
        sa.peering.ifPresent(peering -> byPeering.computeIfPresent(peering, (p, sas) -> {
            sas.remove(sa);
            return sas.isEmpty() ? null : sas;
        }));
        sa.peering = Optional.empty();
    }

    /** Its configuration or its peer's address is another now. */
    void peerChanged(IkeSa sa) {
        if (sa.peering.isPresent()) {
            dropIndex(sa);
            index(sa);
        }
    }

    void remove(IkeSa sa) {
        ikeSas.remove(sa.localSpi());
        dropIndex(sa);
        dropPeer(sa);
    }

    private void dropPeer(IkeSa sa) {
        byPeer.computeIfPresent(Peer.of(sa), (peer, sas) -> {
            sas.remove(sa);
            return sas.isEmpty() ? null : sas;
        });
    }

    /** Its peer has proven who it is. */
    void established(IkeSa sa) {
        byPeer.computeIfAbsent(Peer.of(sa), peer -> new ArrayList<>(1)).add(sa);
    }

    /** The other established IKE SAs of the same template or map with the same identity, the oldest first. */
    List<IkeSa> withSamePeer(IkeSa sa) {
        return withPeer(Peer.of(sa)).stream().filter(other -> other != sa).toList();
    }

    /** The established IKE SAs of that template or map with that identity, the oldest first. */
    List<IkeSa> withPeer(String config, Optional<Identification> id) {
        return withPeer(new Peer(config, id, id.hashCode()));
    }

    private List<IkeSa> withPeer(Peer peer) {
        resting.takeByPeer(peer, this::wake);
        return byPeer.getOrDefault(peer, List.of()).stream()
                .filter(sa -> sa.isEstablished() && sa.awaitsChildrenOf().isEmpty())
                .sorted(Comparator.comparingLong(sa -> sa.lifeline().establishedMillis()))
                .toList();
    }

    Optional<IkeSa> ikeSa(long localSpi) {
        IkeSa awake = ikeSas.get(localSpi);
        if (awake != null) {
            return Optional.of(awake);
        }
        Optional<IkeSa> rested = resting.take(localSpi);
        rested.ifPresent(this::wake);
        return rested;
    }

    /** For a look: one that rests goes on resting, and what is returned is a picture of it. */
    Optional<IkeSa> look(long localSpi) {
        IkeSa awake = ikeSas.get(localSpi);
        return awake != null ? Optional.of(awake) : resting.picture(localSpi);
    }

    /** Where it stands. */
    Optional<IkeSa.State> state(long localSpi) {
        IkeSa awake = ikeSas.get(localSpi);
        return awake != null ? Optional.of(awake.state()) : resting.state(localSpi);
    }

    boolean hasIkeSpi(long localSpi) {
        return ikeSas.containsKey(localSpi) || resting.contains(localSpi);
    }

    /** Our SPIs of all IKE SAs. */
    LongArrayList spis() {
        LongArrayList spis = new LongArrayList(ikeSaCount() + 1, 0);
        ikeSas.values().forEach(sa -> spis.addLong(sa.localSpi()));
        resting.forEachSpi(spis::addLong);
        return spis;
    }

    SaWalk walk() {
        SaWalk walk = new SaWalk(this);
        walks.add(walk);
        return walk;
    }

    void walked(SaWalk walk) {
        walks.remove(walk);
    }

    /** All that are awake, in the order of their SPIs so that a simulation repeats itself. */
    List<IkeSa> awake() {
        return ikeSas.values().stream()
                .sorted((a, b) -> Long.compareUnsigned(a.localSpi(), b.localSpi()))
                .toList();
    }

    /** Those that fit, in the order of their SPIs; they are awake now. */
    List<IkeSa> ikeSas(Predicate<IkeSa> which) {
        wake(which);
        return awake().stream().filter(which).toList();
    }

    /** Whether any fits; nobody is woken for it. */
    boolean hasAny(Predicate<IkeSa> which) {
        LongArrayList spis = spis();
        for (int i = 0; i < spis.size(); i++) {
            if (look(spis.getLong(i)).filter(which).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is one that is not closed. */
    boolean hasOpen() {
        return resting.open() > 0 || ikeSas.values().stream().anyMatch(sa -> sa.state() != IkeSa.State.CLOSED);
    }

    /** The IKE SAs with the peer of a map, or with a template's peer at this address, the oldest first. */
    Collection<IkeSa> with(PeerConfig config, IpAddress remote) {
        Peering peering = Peering.of(config, remote);
        resting.takeByPeering(peering, this::wake);
        return byPeering.getOrDefault(peering, Set.of());
    }

    /** The established ones of these, in the order of their SPIs. */
    List<IkeSa> established(PeerConfig config, IpAddress remote) {
        return with(config, remote).stream()
                .filter(sa -> sa.isEstablished() && sa.awaitsChildrenOf().isEmpty())
                .sorted((a, b) -> Long.compareUnsigned(a.localSpi(), b.localSpi()))
                .toList();
    }

    int ikeSaCount() {
        return ikeSas.size() + resting.size();
    }

    // ---- Child SAs -------------------------------------------------------------------------------------------------

    void add(ChildSa child) {
        index(child);
    }

    private void index(ChildSa child) {
        byInboundSpi.put(child.inboundSpi(), child);
        List<ChildSa> sharing = byReqid.get(child.ref.reqid());
        if (sharing == null) {
            sharing = new ArrayList<>(1);
            byReqid.put(child.ref.reqid(), sharing);
        }
        sharing.add(child);
    }

    void remove(ChildSa child) {
        takenSpis.remove(child.inboundSpi());
        dropIndex(child);
    }

    private void dropIndex(ChildSa child) {
        byInboundSpi.remove(child.inboundSpi());
        List<ChildSa> sharing = byReqid.get(child.ref.reqid());
        if (sharing != null) {
            sharing.remove(child);
            if (sharing.isEmpty()) {
                byReqid.remove(child.ref.reqid());
            }
        }
    }

    Optional<ChildSa> child(int inboundSpi) {
        resting.takeByChild(inboundSpi, this::wake);
        return Optional.ofNullable(byInboundSpi.get(inboundSpi));
    }

    List<ChildSa> children(int reqid) {
        resting.takeByReqid(reqid, this::wake);
        List<ChildSa> sharing = byReqid.get(reqid);
        return sharing == null ? List.of() : sharing;
    }

    boolean hasReqid(int reqid) {
        return byReqid.containsKey(reqid) || resting.mayHaveReqid(reqid);
    }

    /** Whether a Child SA of this configuration carries this traffic already, or is about to. */
    boolean hasChild(
            PeerConfig config,
            IpAddress peer,
            ChildConfig child,
            List<TrafficSelector> local,
            List<TrafficSelector> remote) {
        for (IkeSa sa : with(config, peer)) {
            for (ChildSa candidate : sa.children().all()) {
                if (candidate.isAlive()
                        && candidate.config.name().equals(child.name())
                        && (child.dynamic() || carries(candidate.ref.localSelectors(), local))
                        && carries(candidate.ref.remoteSelectors(), remote)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A peer may have narrowed what was asked for: the first selector, the packet's own, is what counts. */
    private static boolean carries(List<TrafficSelector> agreed, List<TrafficSelector> asked) {
        return asked.isEmpty()
                || SelectorNarrowing.contains(agreed, List.of(asked.getFirst()))
                || SelectorNarrowing.contains(asked, agreed) && asked.size() == 1;
    }

    // ---- ESP SPIs --------------------------------------------------------------------------------------------------

    boolean take(int spi) {
        return takenSpis.add(spi);
    }

    boolean isTaken(int spi) {
        return takenSpis.contains(spi);
    }

    void release(int spi) {
        if (!byInboundSpi.containsKey(spi) && !resting.mayHaveChild(spi)) {
            takenSpis.remove(spi);
        }
    }
}
