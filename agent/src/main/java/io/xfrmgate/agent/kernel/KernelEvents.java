package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/** The kernel's notifications as the core's events. All shards hear all of them; each takes those of its own reqids. */
final class KernelEvents {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int MOBILITY = 135;
    /** TCP, UDP, DCCP, SCTP and UDP-Lite have ports. */
    private static final Set<Integer> WITH_PORTS = Set.of(6, 17, 33, 132, 136);

    private final IntPredicate ownReqid;

    KernelEvents(IntPredicate ownReqid) {
        this.ownReqid = ownReqid;
    }

    Optional<DataPlaneEvent> translate(XfrmMessage message) {
        return switch (message) {
            case XfrmMessage.Acquire acquire -> acquire(acquire);
            case XfrmMessage.Expire(var sa, var mark, boolean hard)
            // a larval state of an acquire has SPI 0 and expires, too
            when sa.id().protocol() == SaId.ESP && sa.id().spi() != 0 && ownReqid.test(sa.reqid()) ->
                Optional.of(
                        new DataPlaneEvent.Expire(sa.id().spi(), address(sa.id().destination()), sa.reqid(), hard));
            case XfrmMessage.Mapping mapping
            when ownReqid.test(mapping.reqid()) ->
                Optional.of(new DataPlaneEvent.MappingChanged(
                        mapping.id().spi(),
                        mapping.reqid(),
                        new UdpEndpoint(address(mapping.newSource()), mapping.newPort())));
            default -> Optional.empty();
        };
    }

    private Optional<DataPlaneEvent> acquire(XfrmMessage.Acquire acquire) {
        List<Template> templates = acquire.policy().templates();
        if (templates.isEmpty() || !ownReqid.test(templates.getFirst().reqid())) {
            return Optional.empty();
        }
        Selector packet = acquire.selector();
        int protocol = packet.protocol();
        TrafficSelector local = TrafficSelector.ofHost(address(packet.source()));
        TrafficSelector remote = TrafficSelector.ofHost(address(packet.destination()));
        int reqid = templates.getFirst().reqid();
        if (protocol == ICMP || protocol == ICMPV6 || protocol == MOBILITY) {
            int message =
                    packet.sourcePort().value() << 8 | packet.destinationPort().value() & 0xFF;
            return Optional.of(new DataPlaneEvent.Acquire(
                    reqid,
                    local.withProtocol(protocol, message & 0xFFFF, message & 0xFFFF),
                    remote.withProtocol(protocol, message & 0xFFFF, message & 0xFFFF)));
        }
        return Optional.of(new DataPlaneEvent.Acquire(
                reqid,
                withPort(local, protocol, packet.sourcePort()),
                withPort(remote, protocol, packet.destinationPort())));
    }

    private static TrafficSelector withPort(TrafficSelector host, int protocol, PortMatch port) {
        return WITH_PORTS.contains(protocol)
                ? host.withProtocol(protocol, port.value(), port.value())
                : host.withProtocol(protocol, 0, 0xFFFF);
    }

    private static IpAddress address(InetAddress address) {
        return IpAddress.of(address);
    }
}
