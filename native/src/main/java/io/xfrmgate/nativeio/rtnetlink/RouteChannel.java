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

    private Optional<NetlinkError> ask(Request request) throws ErrnoException {
        return switch (channel.exchange(request)) {
            case NetlinkReply.Done done -> Optional.empty();
            case NetlinkReply.Refused(NetlinkError error) -> Optional.of(error);
        };
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
                        try {
                            entries.add(reading.read(message.body()));
                        } catch (MalformedMessageException e) {
                            throw new ErrnoException("netlink entry, " + e.getMessage(), Errno.EMSGSIZE.number());
                        }
                    }
                }
                yield entries;
            }
        };
    }

    @Override
    public void close() {
        channel.close();
    }
}
