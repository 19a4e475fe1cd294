package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.NetlinkChannel;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import io.xfrmgate.nativeio.netlink.NetlinkReply;
import io.xfrmgate.nativeio.netlink.NetlinkRequest;
import io.xfrmgate.nativeio.rtnetlink.RouteMessages.Request;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Links, addresses and routes of the network namespace of the thread that opened it. Not for several threads. */
public final class RouteChannel implements AutoCloseable {
    private final NetlinkChannel channel;

    private RouteChannel(NetlinkChannel channel) {
        this.channel = channel;
    }

    public static RouteChannel open() throws ErrnoException {
        return new RouteChannel(NetlinkChannel.open(RouteFamily.ROUTE));
    }

    /** {@code ip link}. */
    public List<Link> links() throws ErrnoException {
        return dump(RouteFamily.GETLINK, Link.SIZE, RouteFamily.NEWLINK, Link::read);
    }

    /** {@code ip link show NAME}. */
    public Optional<Link> link(String name) throws ErrnoException {
        return links().stream().filter(l -> l.name().equals(name)).findFirst();
    }

    /** {@code ip link set NAME up}. */
    public Optional<NetlinkError> setUp(int linkIndex) throws ErrnoException {
        return ask(Request.of(RouteFamily.NEWLINK, 0, w -> Link.head(w, linkIndex, Link.IFF_UP, Link.IFF_UP)));
    }

    /**
     * {@code ip link add NAME type xfrm dev UNDERLYING if_id ID}.
     *
     * @param underlying index of the interface that it belongs to; 0 for none
     */
    public Optional<NetlinkError> addXfrmInterface(String name, int underlying, int interfaceId) throws ErrnoException {
        return ask(Request.of(RouteFamily.NEWLINK, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, w -> {
            Link.head(w, 0, 0, 0);
            w.attributeText(Link.IFLA_IFNAME, name);
            w.nested(Link.IFLA_LINKINFO, () -> {
                w.attributeText(Link.IFLA_INFO_KIND, "xfrm");
                w.nested(Link.IFLA_INFO_DATA, () -> {
                    if (underlying != 0) {
                        w.attributeU32(Link.IFLA_XFRM_LINK, underlying);
                    }
                    w.attributeU32(Link.IFLA_XFRM_IF_ID, interfaceId);
                });
            });
        }));
    }

    /** {@code ip address}. */
    public List<LinkAddress> addresses() throws ErrnoException {
        return dump(RouteFamily.GETADDR, LinkAddress.SIZE, RouteFamily.NEWADDR, LinkAddress::read);
    }

    /** {@code ip address add}. */
    public Optional<NetlinkError> add(LinkAddress address) throws ErrnoException {
        return ask(Request.of(RouteFamily.NEWADDR, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, address::write));
    }

    /** {@code ip address del}. */
    public Optional<NetlinkError> remove(LinkAddress address) throws ErrnoException {
        return ask(Request.of(RouteFamily.DELADDR, 0, address::write));
    }

    /** {@code ip route list table all} of both families, without the kernel's clones. */
    public List<Route> routes() throws ErrnoException {
        return dump(RouteFamily.GETROUTE, Route.SIZE, RouteFamily.NEWROUTE, Route::read);
    }

    /** {@code ip route add}. */
    public Optional<NetlinkError> add(Route route) throws ErrnoException {
        return ask(Request.of(RouteFamily.NEWROUTE, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE, route::write));
    }

    /** {@code ip route del}. */
    public Optional<NetlinkError> remove(Route route) throws ErrnoException {
        return ask(Request.of(RouteFamily.DELROUTE, 0, route::write));
    }

    /** {@code ip route get}: the route that packets to an address take; empty if there is none. */
    public Optional<Route> lookup(InetAddress destination) throws ErrnoException {
        Request request = Request.of(RouteFamily.GETROUTE, 0, w -> Route.writeLookup(w, destination));
        return switch (channel.exchange(request)) {
            case NetlinkReply.Refused _ -> Optional.empty();
            case NetlinkReply.Done done -> {
                Optional<Route> found = Optional.empty();
                for (NetlinkMessage message : done.messages()) {
                    if (message.type() == RouteFamily.NEWROUTE) {
                        found = Optional.of(read(message, Route::read));
                    }
                }
                yield found;
            }
        };
    }

    /**
     * Makes changes, many in one system call. One that is refused does not stop those behind it.
     *
     * @return what became of each, in their order; empty is done
     */
    public List<Optional<NetlinkError>> apply(List<RouteChange> changes) throws ErrnoException {
        return channel.exchange(changes.stream().map(RouteChannel::request).toList()).stream()
                .map(RouteChannel::refusal)
                .toList();
    }

    private static Request request(RouteChange change) {
        int fresh = NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE;
        return switch (change) {
            case RouteChange.AddAddress(var address) -> Request.of(RouteFamily.NEWADDR, fresh, address::write);
            case RouteChange.RemoveAddress(var address) -> Request.of(RouteFamily.DELADDR, 0, address::write);
            case RouteChange.AddRoute(var route) -> Request.of(RouteFamily.NEWROUTE, fresh, route::write);
            case RouteChange.RemoveRoute(var route) -> Request.of(RouteFamily.DELROUTE, 0, route::write);
        };
    }

    private static Optional<NetlinkError> refusal(NetlinkReply reply) {
        return reply instanceof NetlinkReply.Refused(NetlinkError error) ? Optional.of(error) : Optional.empty();
    }

    private Optional<NetlinkError> ask(Request request) throws ErrnoException {
        return refusal(channel.exchange(request));
    }

    private <T> List<T> dump(int request, int structureLength, int answer, Attributes.Reading<T> reading)
            throws ErrnoException {
        return switch (channel.dump(Request.dump(request, structureLength))) {
            case NetlinkReply.Refused(NetlinkError error) ->
                throw new ErrnoException(error.toString(), error.errno().number());
            case NetlinkReply.Done(var messages, boolean interrupted) -> {
                List<T> entries = new ArrayList<>(messages.size());
                for (NetlinkMessage message : messages) {
                    if (message.type() == answer) {
                        entries.add(read(message, reading));
                    }
                }
                yield entries;
            }
        };
    }

    private static <T> T read(NetlinkMessage message, Attributes.Reading<T> reading) throws ErrnoException {
        try {
            return reading.read(message.body());
        } catch (MalformedMessageException e) {
            throw new ErrnoException("netlink entry, " + e.getMessage(), Errno.EMSGSIZE.number());
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
