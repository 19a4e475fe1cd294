package io.xfrmgate.agent.route;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.rtnetlink.Link;
import io.xfrmgate.nativeio.rtnetlink.LinkAddress;
import io.xfrmgate.nativeio.rtnetlink.Route;
import io.xfrmgate.nativeio.rtnetlink.RouteChange;
import io.xfrmgate.nativeio.rtnetlink.RouteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is installed for which internal address. Routes lead to the interface towards the peer, without a gateway: IPsec takes
 * each packet before a neighbour is looked for, and one that it does not take leaves for nowhere. Not for several threads.
 */
final class RouteTable implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);
    private static final String LOOPBACK = "lo";

    private final RouteChannel channel;
    private volatile Predicate<IpAddress> routed;
    private final Map<IpAddress, Held> held = new HashMap<>();
    private final List<RouteChange> changes = new ArrayList<>();

    /** An address, how many IKE SAs hold it (two while a peer authenticates anew), and what undoes what was done for it. */
    private static final class Held {
        final boolean ours;
        final List<RouteChange> undo = new ArrayList<>(1);
        int holders = 1;

        Held(boolean ours) {
            this.ours = ours;
        }
    }

    RouteTable(RouteChannel channel, Predicate<IpAddress> routed) {
        this.channel = channel;
        this.routed = routed;
    }

    void follow(Predicate<IpAddress> other) {
        routed = other;
    }

    /** Does what follows from notices, in their order. */
    void follow(List<Notice> notices) throws ErrnoException {
        for (Notice notice : notices) {
            switch (notice) {
                case Notice.AddressesAssigned assigned -> assigned(assigned);
                case Notice.AddressesReleased released -> released.addresses().forEach(this::release);
                case Notice.ChildEstablished established -> established(established);
                default -> {}
            }
        }
        apply();
    }

    private void assigned(Notice.AddressesAssigned notice) throws ErrnoException {
        for (IpAddress address : notice.addresses()) {
            Held known = held.get(address);
            if (known != null) {
                known.holders++;
            } else if (!notice.assignedByUs()) {
                hold(address, true);
                int loopback = channel.link(LOOPBACK).map(Link::index).orElse(1);
                LinkAddress own = new LinkAddress(loopback, address.toInetAddress(), address.bits());
                change(address, new RouteChange.AddAddress(own), new RouteChange.RemoveAddress(own));
            } else if (routed.test(address)) {
                hold(address, false);
                int link = linkTowards(notice.ikeSa().remote().address());
                route(
                        address,
                        new Route(
                                address.toInetAddress(),
                                address.bits(),
                                Optional.empty(),
                                link,
                                Optional.empty(),
                                Route.MAIN,
                                0));
            }
        }
    }

    /** As a client we reach what the selectors say from the address that we were assigned. */
    private void established(Notice.ChildEstablished notice) throws ErrnoException {
        IpAddress peer = notice.ikeSa().remote().address();
        for (TrafficSelector local : notice.child().local()) {
            Held own = held.get(local.start());
            if (own == null || !own.ours || !local.start().equals(local.end())) {
                continue;
            }
            for (TrafficSelector remote : notice.child().remote()) {
                boolean family = remote.isV6() == local.isV6();
                // A route that the peer's own address goes by would send IKE and ESP into the tunnel themselves.
                boolean outer = remote.isV6() == peer.isV6()
                        && peer.compareTo(remote.start()) >= 0
                        && peer.compareTo(remote.end()) <= 0;
                if (family && !outer && remote.prefixLength() > 0) {
                    route(
                            local.start(),
                            new Route(
                                    remote.start().toInetAddress(),
                                    remote.prefixLength(),
                                    Optional.empty(),
                                    linkTowards(peer),
                                    Optional.of(local.start().toInetAddress()),
                                    Route.MAIN,
                                    0));
                }
            }
        }
    }

    private int linkTowards(IpAddress peer) throws ErrnoException {
        return channel.lookup(peer.toInetAddress()).map(Route::linkIndex).orElse(1);
    }

    private void hold(IpAddress address, boolean ours) {
        held.put(address, new Held(ours));
    }

    private void route(IpAddress address, Route route) {
        change(address, new RouteChange.AddRoute(route), new RouteChange.RemoveRoute(route));
    }

    private void change(IpAddress address, RouteChange change, RouteChange undo) {
        Held entry = held.get(address);
        if (entry != null && !entry.undo.contains(undo)) {
            entry.undo.add(undo);
            changes.add(change);
        }
    }

    private void release(IpAddress address) {
        Held entry = held.get(address);
        if (entry != null && --entry.holders == 0) {
            held.remove(address);
            changes.addAll(entry.undo.reversed());
        }
    }

    void removeAll() throws ErrnoException {
        for (Held entry : held.values()) {
            changes.addAll(entry.undo.reversed());
        }
        held.clear();
        apply();
    }

    private void apply() throws ErrnoException {
        List<RouteChange> batch = List.copyOf(changes);
        changes.clear();
        List<Optional<NetlinkError>> refusals = channel.apply(batch);
        for (int i = 0; i < batch.size(); i++) {
            RouteChange change = batch.get(i);
            refusals.get(i)
                    .filter(refusal -> matters(change, refusal))
                    .ifPresent(refusal -> LOG.warn(
                            "{}",
                            LogLine.event("route-refused").add("change", change).add("error", refusal)));
        }
    }

    /** What an earlier process left behind is there already; what went with its address or interface is gone already. */
    private static boolean matters(RouteChange change, NetlinkError refusal) {
        return switch (change) {
            case RouteChange.AddAddress _, RouteChange.AddRoute _ ->
                !refusal.errno().equals(Errno.EEXIST);
            case RouteChange.RemoveAddress _, RouteChange.RemoveRoute _ ->
                !refusal.errno().equals(Errno.ESRCH) && !refusal.errno().equals(Errno.EADDRNOTAVAIL);
        };
    }

    @Override
    public void close() {
        channel.close();
    }
}
