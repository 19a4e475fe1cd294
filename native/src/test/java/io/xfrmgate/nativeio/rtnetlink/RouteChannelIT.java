package io.xfrmgate.nativeio.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.netns.PrivateNamespace;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links, addresses and routes on this machine's kernel. Needs root. */
final class RouteChannelIT {

    private static int makeLink(RouteChannel channel) throws Exception {
        PrivateNamespace.ip("link add va type veth peer name vb");
        return channel.link("va").orElseThrow().index();
    }

    @Test
    void linksAreListedAndSetUp() throws Exception {
        PrivateNamespace.run(() -> {
            try (RouteChannel channel = RouteChannel.open()) {
                int index = makeLink(channel);
                assertThat(channel.link("va")).hasValueSatisfying(link -> {
                    assertThat(link.isUp()).isFalse();
                    assertThat(link.kind()).isEqualTo("veth");
                    assertThat(link.mtu()).isEqualTo(1500);
                });
                assertThat(channel.setUp(index)).isEmpty();
                assertThat(channel.link("va")).map(Link::isUp).contains(true);
                assertThat(channel.links()).extracting(Link::name).contains("lo", "va", "vb");
                assertThat(channel.link("eth99")).isEmpty();
                assertThat(channel.setUp(9999)).map(NetlinkError::errno).contains(Errno.ENODEV);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0.1", "fd00:9::1"})
    void addressesComeAndGo(String literal) throws Exception {
        PrivateNamespace.run(() -> {
            try (RouteChannel channel = RouteChannel.open()) {
                LinkAddress address = new LinkAddress(makeLink(channel), InetAddress.ofLiteral(literal), 24);
                assertThat(channel.add(address)).isEmpty();
                assertThat(channel.add(address)).map(NetlinkError::errno).contains(Errno.EEXIST);
                assertThat(channel.addresses()).contains(address);
                assertThat(channel.remove(address)).isEmpty();
                assertThat(channel.addresses()).doesNotContain(address);
            }
        });
    }

    @Test
    void routesComeAndGo() throws Exception {
        PrivateNamespace.run(() -> {
            try (RouteChannel channel = RouteChannel.open()) {
                int index = makeLink(channel);
                InetAddress own = InetAddress.ofLiteral("10.9.0.1");
                channel.add(new LinkAddress(index, own, 24));
                channel.setUp(index);
                Route route = new Route(
                        InetAddress.ofLiteral("10.8.0.0"),
                        16,
                        Optional.of(InetAddress.ofLiteral("10.9.0.2")),
                        index,
                        Optional.of(own),
                        220,
                        50);
                Route onLink = new Route(
                        InetAddress.ofLiteral("10.7.0.0"),
                        16,
                        Optional.empty(),
                        index,
                        Optional.empty(),
                        Route.MAIN,
                        0);
                assertThat(channel.add(route)).isEmpty();
                assertThat(channel.add(onLink)).isEmpty();
                assertThat(channel.routes()).contains(route, onLink);
                assertThat(channel.remove(route)).isEmpty();
                assertThat(channel.routes()).doesNotContain(route).contains(onLink);
            }
        });
    }

    @Test
    void manyChangesGoTogetherAndTheWayToAnAddressIsFound() throws Exception {
        PrivateNamespace.run(() -> {
            try (RouteChannel channel = RouteChannel.open()) {
                int index = makeLink(channel);
                channel.setUp(index);
                InetAddress own = InetAddress.ofLiteral("10.9.0.1");
                Route toPeers = new Route(
                        InetAddress.ofLiteral("10.7.0.0"),
                        16,
                        Optional.empty(),
                        index,
                        Optional.of(own),
                        Route.MAIN,
                        0);
                LinkAddress address = new LinkAddress(index, own, 32);
                assertThat(channel.lookup(InetAddress.ofLiteral("10.7.1.1"))).isEmpty();
                assertThat(channel.apply(List.of(
                                new RouteChange.AddAddress(address),
                                new RouteChange.AddRoute(toPeers),
                                new RouteChange.AddRoute(toPeers))))
                        .satisfiesExactly(
                                first -> assertThat(first).isEmpty(),
                                second -> assertThat(second).isEmpty(),
                                third -> assertThat(third)
                                        .map(NetlinkError::errno)
                                        .contains(Errno.EEXIST));
                assertThat(channel.lookup(InetAddress.ofLiteral("10.7.1.1"))).hasValueSatisfying(way -> {
                    assertThat(way.linkIndex()).isEqualTo(index);
                    assertThat(way.source()).contains(own);
                });
                assertThat(channel.apply(
                                List.of(new RouteChange.RemoveRoute(toPeers), new RouteChange.RemoveAddress(address))))
                        .allSatisfy(done -> assertThat(done).isEmpty());
                assertThat(channel.apply(List.of(new RouteChange.RemoveAddress(address)))
                                .getFirst())
                        .map(NetlinkError::errno)
                        .contains(Errno.EADDRNOTAVAIL);
            }
        });
    }

    @Test
    void anXfrmInterfaceIsMadeOrTheKernelSaysThatItHasNone() throws Exception {
        PrivateNamespace.run(() -> {
            try (RouteChannel channel = RouteChannel.open()) {
                int lo = channel.link("lo").orElseThrow().index();
                Optional<NetlinkError> refusal = channel.addXfrmInterface("xfrm42", lo, 42);
                if (refusal.isEmpty()) {
                    assertThat(channel.link("xfrm42")).map(Link::kind).contains("xfrm");
                } else {
                    assertThat(refusal.get().errno()).isEqualTo(Errno.EOPNOTSUPP);
                    assertThat(refusal.get().text()).isEqualTo("Unknown device type");
                }
            }
        });
    }
}
