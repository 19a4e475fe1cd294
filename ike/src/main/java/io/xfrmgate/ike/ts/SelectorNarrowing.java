package io.xfrmgate.ike.ts;

import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What two sides' traffic selectors have in common (RFC 7296 section 2.9). Pure functions. */
public final class SelectorNarrowing {
    /**
     * Selectors of a result. Each pair of them becomes policies in the kernel, three at each end; an offer that shatters
     * against the configuration into more than this is cut, which is narrowing too.
     */
    public static final int MAX_SELECTORS = 32;

    private SelectorNarrowing() {}

    /**
     * The offered selectors narrowed to the configured ones, in offered order, without any that another contains.
     *
     * @param configured what we allow; empty allows all
     * @return at most {@link #MAX_SELECTORS}; empty for TS_UNACCEPTABLE
     */
    public static List<TrafficSelector> narrow(List<TrafficSelector> offered, List<TrafficSelector> configured) {
        List<TrafficSelector> narrowed = new ArrayList<>();
        for (TrafficSelector theirs : offered) {
            if (configured.isEmpty()) {
                add(narrowed, theirs);
            }
            for (TrafficSelector ours : configured) {
                intersect(theirs, ours).ifPresent(common -> add(narrowed, common));
            }
        }
        return List.copyOf(narrowed);
    }

    /** Whether each of {@code inner} lies within one of {@code outer}. */
    public static boolean contains(List<TrafficSelector> outer, List<TrafficSelector> inner) {
        return inner.stream().allMatch(i -> outer.stream().anyMatch(o -> contains(o, i)));
    }

    /** Whether all packets of {@code inner} are packets of {@code outer}. */
    public static boolean contains(TrafficSelector outer, TrafficSelector inner) {
        return intersect(outer, inner).filter(inner::equals).isPresent();
    }

    /** The packets of both; empty if there are none. */
    public static Optional<TrafficSelector> intersect(TrafficSelector a, TrafficSelector b) {
        if (a.isV6() != b.isV6()) {
            return Optional.empty();
        }
        IpAddress start = a.start().compareTo(b.start()) >= 0 ? a.start() : b.start();
        IpAddress end = a.end().compareTo(b.end()) <= 0 ? a.end() : b.end();
        if (start.compareTo(end) > 0) {
            return Optional.empty();
        }
        if (a.protocol() != b.protocol() && a.protocol() != 0 && b.protocol() != 0) {
            return Optional.empty();
        }
        int protocol = a.protocol() == 0 ? b.protocol() : a.protocol();
        // "Any port" covers packets without visible ports; a range of ports, however wide, does not (section 3.13.1).
        if (a.isAnyPort()) {
            return Optional.of(new TrafficSelector(protocol, b.startPort(), b.endPort(), start, end));
        }
        if (b.isAnyPort()) {
            return Optional.of(new TrafficSelector(protocol, a.startPort(), a.endPort(), start, end));
        }
        if (a.isOpaque() || b.isOpaque()) {
            return a.isOpaque() && b.isOpaque()
                    ? Optional.of(new TrafficSelector(protocol, a.startPort(), a.endPort(), start, end))
                    : Optional.empty();
        }
        int startPort = Math.max(a.startPort(), b.startPort());
        int endPort = Math.min(a.endPort(), b.endPort());
        return startPort <= endPort
                ? Optional.of(new TrafficSelector(protocol, startPort, endPort, start, end))
                : Optional.empty();
    }

    /** Keeps the list free of selectors that another contains; of equal ones the first stays. */
    private static void add(List<TrafficSelector> selectors, TrafficSelector candidate) {
        if (selectors.stream().anyMatch(s -> contains(s, candidate))) {
            return;
        }
        selectors.removeIf(s -> contains(candidate, s));
        if (selectors.size() < MAX_SELECTORS) {
            selectors.add(candidate);
        }
    }
}
