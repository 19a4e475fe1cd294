package io.xfrmgate.ike.ts;

import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration allows one Child SA to carry.
 *
 * @param local selectors of our side; empty honours what the peer asks for (RFC 7296 section 2.9)
 * @param remote selectors of the peer's side; empty likewise
 * @param paired each local selector goes with the remote one at the same place alone; both lists are of one length then
 */
public record AllowedTraffic(List<TrafficSelector> local, List<TrafficSelector> remote, boolean paired) {
    public AllowedTraffic {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
        if (paired && local.size() != remote.size()) {
            throw new IllegalArgumentException(local.size() + " local selectors with " + remote.size());
        }
    }

    /** What an offer has in common with it; no Child SA if one of the lists is empty. */
    public record Common(List<TrafficSelector> local, List<TrafficSelector> remote) {
        public Common {
            local = List.copyOf(local);
            remote = List.copyOf(remote);
        }

        private boolean contains(Common other) {
            return SelectorNarrowing.contains(local, other.local) && SelectorNarrowing.contains(remote, other.remote);
        }

        public boolean isEmpty() {
            return local.isEmpty() || remote.isEmpty();
        }
    }

    /** The same for a peer that speaks for its own address alone; empty if nothing is allowed to that one. */
    public Optional<AllowedTraffic> ofPeer(IpAddress peer) {
        TrafficSelector host = TrafficSelector.ofHost(peer);
        if (remote.isEmpty()) {
            return Optional.of(new AllowedTraffic(local, List.of(host), paired));
        }
        List<TrafficSelector> ours = new ArrayList<>();
        List<TrafficSelector> theirs = new ArrayList<>();
        for (int i = 0; i < remote.size(); i++) {
            Optional<TrafficSelector> narrowed = SelectorNarrowing.intersect(remote.get(i), host);
            if (narrowed.isPresent()) {
                theirs.add(narrowed.get());
                if (paired) {
                    ours.add(local.get(i));
                }
            }
        }
        return theirs.isEmpty()
                ? Optional.empty()
                : Optional.of(new AllowedTraffic(paired ? ours : local, theirs, paired));
    }

    /**
     * Narrows an offer. Of paired selectors those come out of which the offer has something on both sides, even where one
     * contains another: the port that each names is what they are there for. IKE itself combines each with each.
     */
    public Common narrow(List<TrafficSelector> offeredLocal, List<TrafficSelector> offeredRemote) {
        if (!paired) {
            return new Common(
                    SelectorNarrowing.narrow(offeredLocal, local), SelectorNarrowing.narrow(offeredRemote, remote));
        }
        List<Common> pairs = new ArrayList<>();
        for (int i = 0; i < local.size(); i++) {
            Common pair = new Common(
                    SelectorNarrowing.narrow(offeredLocal, List.of(local.get(i))),
                    SelectorNarrowing.narrow(offeredRemote, List.of(remote.get(i))));
            if (!pair.isEmpty() && pairs.stream().noneMatch(earlier -> earlier.contains(pair))) {
                pairs.removeIf(pair::contains);
                pairs.add(pair);
            }
        }
        Set<TrafficSelector> ours = new LinkedHashSet<>();
        Set<TrafficSelector> theirs = new LinkedHashSet<>();
        pairs.forEach(pair -> {
            ours.addAll(pair.local);
            theirs.addAll(pair.remote);
        });
        return new Common(first(ours), first(theirs));
    }

    private static List<TrafficSelector> first(Set<TrafficSelector> selectors) {
        return selectors.stream().limit(SelectorNarrowing.MAX_SELECTORS).toList();
    }
}
