package io.xfrmgate.lab.kernel;

import io.xfrmgate.agent.kernel.KernelMeter;
import io.xfrmgate.agent.kernel.PolicyTable;
import io.xfrmgate.agent.kernel.XfrmDataPlane;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.DataPlaneFixture;
import io.xfrmgate.ike.sim.InstalledPolicy;
import io.xfrmgate.ike.sim.InstalledPolicy.Direction;
import io.xfrmgate.ike.sim.InstalledState;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.PolicyInfo;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Two namespaces of the kernel, each with its data plane. */
final class KernelHosts implements DataPlaneFixture {
    private static final long SETTLE_MILLIS = 150;

    private final TwoNamespaces namespaces = TwoNamespaces.get();
    private final Map<Side, XfrmDataPlane> planes = new EnumMap<>(Side.class);
    private final Map<Side, XfrmChannel> channels = new EnumMap<>(Side.class);
    private final boolean v6;

    KernelHosts(boolean v6) {
        this.v6 = v6;
        try {
            for (Side side : Side.values()) {
                channels.put(side, namespaces.in(side).call(XfrmChannel::open));
                // larval states of the test before would keep the kernel from asking again
                require(side, new XfrmRequest.FlushSas(0));
                require(side, new XfrmRequest.FlushPolicies());
                planes.put(side, namespaces.in(side).call(() -> XfrmDataPlane.open(reqid -> true)));
            }
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One more data plane on a side, to be closed by the caller. */
    XfrmDataPlane openPlane(Side side, IntPredicate ownReqid, PolicyTable policies) throws ErrnoException {
        return namespaces.in(side).call(() -> XfrmDataPlane.open(ownReqid, policies, new KernelMeter()));
    }

    /** Octets that a host has put on the wire, frames and all. */
    long transmitted(Side side) {
        return namespaces.transmitted(side);
    }

    private XfrmReply.Done require(Side side, XfrmRequest request) throws ErrnoException {
        return switch (of(channels.get(side)).exchange(request)) {
            case XfrmReply.Done done -> done;
            case XfrmReply.Refused(var error) -> throw new AssertionError(error.toString());
        };
    }

    private static <T> T of(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("nothing is open on this side");
        }
        return value;
    }

    @Override
    public DataPlane plane(Side side) {
        return of(planes.get(side));
    }

    @Override
    public IpAddress outer(Side side) {
        return IpAddress.of(namespaces.outer(side, v6));
    }

    @Override
    public IpAddress inner(Side side) {
        return IpAddress.of(namespaces.inner(side, v6));
    }

    @Override
    public boolean udp(
            Side from, IpAddress source, IpAddress destination, int sourcePort, int destinationPort, int octets) {
        return namespaces.udp(
                from,
                new InetSocketAddress(source.toInetAddress(), sourcePort),
                new InetSocketAddress(destination.toInetAddress(), destinationPort),
                octets);
    }

    private List<XfrmMessage> dump(Side side, XfrmRequest request) {
        try {
            return require(side, request).messages();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<InstalledState> states(Side side) {
        List<InstalledState> states = new ArrayList<>();
        for (XfrmMessage message : dump(side, new XfrmRequest.DumpSas())) {
            if (message instanceof XfrmMessage.SaNews(var sa, boolean updated)
                    && sa.info().id().spi() != 0) {
                SaInfo info = sa.info();
                states.add(new InstalledState(
                        info.id().spi(), IpAddress.of(info.id().destination()), info.reqid()));
            }
        }
        return states;
    }

    @Override
    public List<InstalledPolicy> policies(Side side) {
        List<InstalledPolicy> policies = new ArrayList<>();
        for (XfrmMessage message : dump(side, new XfrmRequest.DumpPolicies())) {
            if (message instanceof XfrmMessage.PolicyNews(var policy, boolean updated)) {
                PolicyInfo info = policy.info();
                switch (info.direction()) {
                    case IN ->
                        policies.add(view(
                                Direction.IN,
                                info,
                                policy.templates().getFirst().reqid()));
                    case OUT ->
                        policies.add(view(
                                Direction.OUT,
                                info,
                                policy.templates().getFirst().reqid()));
                    case FWD ->
                        policies.add(view(
                                Direction.FORWARD,
                                info,
                                policy.templates().getFirst().reqid()));
                    case SOCKET_IN, SOCKET_OUT, SOCKET_FWD -> {}
                }
            }
        }
        return policies;
    }

    private static InstalledPolicy view(Direction direction, PolicyInfo info, int reqid) {
        var selector = info.selector();
        return new InstalledPolicy(
                direction,
                traffic(
                        IpAddress.of(selector.source()),
                        selector.sourcePrefix(),
                        selector.protocol(),
                        selector.sourcePort()),
                traffic(
                        IpAddress.of(selector.destination()),
                        selector.destinationPrefix(),
                        selector.protocol(),
                        selector.destinationPort()),
                reqid);
    }

    private static TrafficSelector traffic(IpAddress address, int prefix, int protocol, PortMatch port) {
        int last = port.value() | ~port.mask() & 0xFFFF;
        return TrafficSelector.ofPrefix(address, prefix).withProtocol(protocol, port.value(), last);
    }

    @Override
    public void settle() {
        try {
            Thread.sleep(SETTLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the planes, and checks that they took everything away that they had brought. */
    @Override
    public void close() {
        planes.values().forEach(XfrmDataPlane::close);
        for (Side side : Side.values()) {
            if (!states(side).isEmpty() || !policies(side).isEmpty()) {
                throw new AssertionError("left behind: " + states(side) + " " + policies(side));
            }
        }
        channels.values().forEach(XfrmChannel::close);
    }
}
