package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.Selector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Traffic selectors as the kernel can hold them. An XFRM selector has a prefix where IKE has a range of addresses, and a
 * value under a mask where IKE has a range of ports; so one pair of traffic selectors may become several of the kernel's.
 */
final class KernelSelectors {
    /** More policies for one Child SA are refused: the kernel looks through them for each packet. */
    static final int MAX_SELECTORS = 256;

    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int MOBILITY = 135;
    private static final int PORTS = 1 << 16;

    private KernelSelectors() {}

    /** A range of IKE is not to be had from the kernel; the text says which. */
    static final class UnrepresentableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnrepresentableException(String message) {
            super(message);
        }
    }

    /** One selector for each direction. */
    record Pair(Selector outbound, Selector inbound) {}

    /** What packets from {@code local} to {@code remote} and back look like: the product of the two lists. */
    static List<Pair> compile(List<TrafficSelector> local, List<TrafficSelector> remote)
            throws UnrepresentableException {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (TrafficSelector ours : local) {
            for (TrafficSelector theirs : remote) {
                if (ours.isV6() == theirs.isV6() && agree(ours.protocol(), theirs.protocol())) {
                    combine(ours, theirs, pairs);
                }
            }
        }
        if (pairs.isEmpty()) {
            throw new UnrepresentableException("no packet matches both " + local + " and " + remote);
        }
        return List.copyOf(pairs);
    }

    private static boolean agree(int protocol, int other) {
        return protocol == 0 || other == 0 || protocol == other;
    }

    private static void combine(TrafficSelector ours, TrafficSelector theirs, Set<Pair> pairs)
            throws UnrepresentableException {
        int protocol = ours.protocol() != 0 ? ours.protocol() : theirs.protocol();
        List<PortPair> ports = ports(protocol, ours, theirs);
        List<Prefix> ourPrefixes = prefixes(ours);
        List<Prefix> theirPrefixes = prefixes(theirs);
        long count = (long) ports.size() * ourPrefixes.size() * theirPrefixes.size();
        if (pairs.size() + count > MAX_SELECTORS) {
            throw new UnrepresentableException(ours + " to " + theirs + " makes more than " + MAX_SELECTORS
                    + " prefixes and blocks of ports; use ranges that are prefixes");
        }
        for (Prefix our : ourPrefixes) {
            for (Prefix their : theirPrefixes) {
                for (PortPair port : ports) {
                    pairs.add(new Pair(
                            selector(our, port.local, their, port.remote, protocol),
                            port.sameBothWays
                                    ? selector(their, port.local, our, port.remote, protocol)
                                    : selector(their, port.remote, our, port.local, protocol)));
                }
            }
        }
    }

    private static Selector selector(
            Prefix source, PortMatch sourcePort, Prefix destination, PortMatch destinationPort, int protocol) {
        return new Selector(
                false,
                destination.address,
                destination.length,
                source.address,
                source.length,
                protocol,
                sourcePort,
                destinationPort,
                0,
                0);
    }

    /** Made once for both directions: a gateway keeps very many selectors. */
    private record Prefix(InetAddress address, int length) {}

    /** @param sameBothWays ICMP type and code, which do not change sides with the direction */
    private record PortPair(PortMatch local, PortMatch remote, boolean sameBothWays) {}

    private static List<PortPair> ports(int protocol, TrafficSelector ours, TrafficSelector theirs)
            throws UnrepresentableException {
        if (ours.isOpaque() || theirs.isOpaque()) {
            throw new UnrepresentableException(
                    "the kernel can not select packets by ports that can not be seen (OPAQUE)");
        }
        if (ours.isAnyPort() && theirs.isAnyPort()) {
            return List.of(new PortPair(PortMatch.ANY, PortMatch.ANY, false));
        }
        List<PortPair> pairs = new ArrayList<>();
        switch (protocol) {
            case 0 -> throw new UnrepresentableException(ours + " to " + theirs + " has ports but no protocol");
            case ICMP, ICMPV6, MOBILITY -> {
                for (PortMatch block : blocks(message(ours, theirs))) {
                    // the kernel has the type where others have the source port, and the code as destination port
                    pairs.add(new PortPair(
                            new PortMatch(block.value() >> 8, widen(block.mask() >> 8)),
                            new PortMatch(block.value() & 0xFF, widen(block.mask() & 0xFF)),
                            true));
                }
            }
            default -> {
                for (PortMatch local : blocks(ours)) {
                    for (PortMatch remote : blocks(theirs)) {
                        pairs.add(new PortPair(local, remote, false));
                    }
                }
            }
        }
        return pairs;
    }

    /** Type and code stand in both selectors, or in one (RFC 7296 section 3.13.1). */
    private static TrafficSelector message(TrafficSelector ours, TrafficSelector theirs)
            throws UnrepresentableException {
        if (ours.isAnyPort()) {
            return theirs;
        }
        if (theirs.isAnyPort() || (ours.startPort() == theirs.startPort() && ours.endPort() == theirs.endPort())) {
            return ours;
        }
        throw new UnrepresentableException(ours + " and " + theirs + " name different ICMP messages");
    }

    /** A mask of all eight bits is written as one of all sixteen, as everybody does. */
    private static int widen(int mask) {
        return mask == 0xFF ? 0xFFFF : mask;
    }

    /** The range of ports as the fewest aligned blocks of a power of two; at most 30. */
    private static List<PortMatch> blocks(TrafficSelector selector) {
        if (selector.isAnyPort()) {
            return List.of(PortMatch.ANY);
        }
        List<PortMatch> blocks = new ArrayList<>();
        int start = selector.startPort();
        while (start <= selector.endPort()) {
            int size = start == 0 ? PORTS : Integer.lowestOneBit(start);
            while (start + size - 1 > selector.endPort()) {
                size >>= 1;
            }
            blocks.add(new PortMatch(start, PORTS - size));
            start += size;
        }
        return blocks;
    }

    /** The range of addresses as the fewest prefixes; at most 254. */
    private static List<Prefix> prefixes(TrafficSelector selector) {
        List<Prefix> prefixes = new ArrayList<>();
        IpAddress start = selector.start();
        while (true) {
            int length = start.bits();
            while (length > 0
                    && start.networkOf(length - 1).equals(start)
                    && start.lastOf(length - 1).compareTo(selector.end()) <= 0) {
                length--;
            }
            prefixes.add(new Prefix(start.toInetAddress(), length));
            IpAddress last = start.lastOf(length);
            if (last.compareTo(selector.end()) >= 0) {
                return prefixes;
            }
            start = last.next();
        }
    }
}
