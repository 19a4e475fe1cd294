package io.xfrmgate.nativeio.rtnetlink;

/** One change to addresses or routes, for {@link RouteChannel#apply}. */
public sealed interface RouteChange {

    /** {@code ip address add}. */
    record AddAddress(LinkAddress address) implements RouteChange {}

    /** {@code ip address del}. */
    record RemoveAddress(LinkAddress address) implements RouteChange {}

    /** {@code ip route add}. */
    record AddRoute(Route route) implements RouteChange {}

    /** {@code ip route del}. */
    record RemoveRoute(Route route) implements RouteChange {}
}
