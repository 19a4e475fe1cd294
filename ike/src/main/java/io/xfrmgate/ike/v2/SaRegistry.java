package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;
import org.agrona.collections.Long2ObjectHashMap;

/** The tables of a shard: IKE SAs by our SPI and by peer, Child SAs by inbound SPI and by reqid, and which ESP SPIs are taken. */
final class SaRegistry {
    private final Long2ObjectHashMap<IkeSa> ikeSas = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<ChildSa> byInboundSpi = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<List<ChildSa>> byReqid = new Int2ObjectHashMap<>();
    private final Map<Peer, List<IkeSa>> byPeer = new HashMap<>();
    private final Map<Peering, Set<IkeSa>> byPeering = new HashMap<>();
    private final IntHashSet takenSpis = new IntHashSet();
    private final List<SaWalk> walks = new ArrayList<>(1);

    /** Who an IKE SA is with, as far as INITIAL_CONTACT is concerned: thousands come with one template. */
    private record Peer(String config, Optional<Identification> id) {
        static Peer of(IkeSa sa) {
            return new Peer(sa.config().name(), sa.peerId());
        }
    }

    /** Whom a call would go to: a map has one peer wherever it is, a template one at each address. */
    record Peering(String config, Optional<IpAddress> remote) {
        static Peering of(PeerConfig config, IpAddress remote) {
            return new Peering(config.name(), config.remote().isPresent() ? Optional.empty() : Optional.of(remote));
        }
    }

    // ---- IKE SAs ---------------------------------------------------------------------------------------------------

    void add(IkeSa sa) {
        ikeSas.put(sa.localSpi(), sa);
        index(sa);
        walks.forEach(walk -> walk.came(sa));
    }

    private void index(IkeSa sa) {
        Peering peering = Peering.of(sa.config(), sa.remote().address());
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
        return withPeer(sa.config().name(), sa.peerId()).stream()
                .filter(other -> other != sa)
                .toList();
    }

    /** The established IKE SAs of that template or map with that identity, the oldest first. */
    List<IkeSa> withPeer(String config, Optional<Identification> id) {
        return byPeer.getOrDefault(new Peer(config, id), List.of()).stream()
                .filter(sa -> sa.isEstablished() && sa.awaitsChildrenOf().isEmpty())
                .toList();
    }

    Optional<IkeSa> ikeSa(long localSpi) {
        return Optional.ofNullable(ikeSas.get(localSpi));
    }

    boolean hasIkeSpi(long localSpi) {
        return ikeSas.containsKey(localSpi);
    }

    Collection<IkeSa> ikeSas() {
        return ikeSas.values();
    }

    SaWalk walk() {
        SaWalk walk = new SaWalk(this);
        walks.add(walk);
        return walk;
    }

    void walked(SaWalk walk) {
        walks.remove(walk);
    }

    /** All, in the order of their SPIs so that a simulation repeats itself. */
    List<IkeSa> inOrder() {
        return ikeSas.values().stream()
                .sorted((a, b) -> Long.compareUnsigned(a.localSpi(), b.localSpi()))
                .toList();
    }

    List<IkeSa> ikeSas(Predicate<IkeSa> which) {
        return ikeSas.values().stream().filter(which).toList();
    }

    /** The IKE SAs with the peer of a map, or with a template's peer at this address, the oldest first. */
    Collection<IkeSa> with(PeerConfig config, IpAddress remote) {
        return byPeering.getOrDefault(Peering.of(config, remote), Set.of());
    }

    /** The established ones of these, in the order of their SPIs. */
    List<IkeSa> established(PeerConfig config, IpAddress remote) {
        return with(config, remote).stream()
                .filter(sa -> sa.isEstablished() && sa.awaitsChildrenOf().isEmpty())
                .sorted((a, b) -> Long.compareUnsigned(a.localSpi(), b.localSpi()))
                .toList();
    }

    int ikeSaCount() {
        return ikeSas.size();
    }

    // ---- Child SAs -------------------------------------------------------------------------------------------------

    void add(ChildSa child) {
        byInboundSpi.put(child.inboundSpi(), child);
        List<ChildSa> sharing = byReqid.get(child.ref.reqid());
        if (sharing == null) {
            sharing = new ArrayList<>(1);
            byReqid.put(child.ref.reqid(), sharing);
        }
        sharing.add(child);
    }

    void remove(ChildSa child) {
        byInboundSpi.remove(child.inboundSpi());
        takenSpis.remove(child.inboundSpi());
        List<ChildSa> sharing = byReqid.get(child.ref.reqid());
        if (sharing != null) {
            sharing.remove(child);
            if (sharing.isEmpty()) {
                byReqid.remove(child.ref.reqid());
            }
        }
    }

    Optional<ChildSa> child(int inboundSpi) {
        return Optional.ofNullable(byInboundSpi.get(inboundSpi));
    }

    List<ChildSa> children(int reqid) {
        List<ChildSa> sharing = byReqid.get(reqid);
        return sharing == null ? List.of() : sharing;
    }

    boolean hasReqid(int reqid) {
        return byReqid.containsKey(reqid);
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
        if (!byInboundSpi.containsKey(spi)) {
            takenSpis.remove(spi);
        }
    }
}
