package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.SubscriberDefault;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;

/** Prints address pools. */
final class PoolPrinter {
    private final PrintedLines out;

    PoolPrinter(PrintedLines out) {
        this.out = out;
    }

    void print(AddressPool pool) {
        String name = (pool.v6() ? "ipv6" : "ip") + " pool "
                + PrintedLines.quoted(pool.name().value());
        pool.block()
                .ifPresent(block -> out.line(name + " " + block(block.value()) + access(pool.access())
                        + pool.group()
                                .map(g -> " group-name " + PrintedLines.quoted(g.value()))
                                .orElse("")
                        + (pool.staticAllocation() ? " policy allow-static-allocation" : "")));
        out.list(name + " dns", pool.dns(), IpAddress::toString);
        for (AddressPool.StaticLease lease : pool.leases()) {
            out.line(name + " static-lease "
                    + PolicyPrinter.identity(lease.identity().value()) + " address " + lease.address());
        }
        out.flag(name + " install-routes", pool.installRoutes());
    }

    private static String block(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(AddressRange network) when network.network().isV6() -> "prefix " + network;
            case AddressPool.Subnet(AddressRange network) ->
                network.network() + " "
                        + new IpAddress(0, 0xFFFF_FFFFL << (32 - network.prefix()) & 0xFFFF_FFFFL, false);
            case AddressPool.Span(IpAddress first, IpAddress last) -> "range " + first + " " + last;
        };
    }

    private static String access(AddressPool.Access access) {
        return switch (access.kind()) {
            case PUBLIC, PRIVATE ->
                access.equals(AddressPool.Access.PUBLIC)
                        ? ""
                        : " " + access.kind().keyword() + " " + access.priority();
            case STATIC, RESOURCE -> " " + access.kind().keyword();
        };
    }

    void print(SubscriberDefault subscriber) {
        out.open("subscriber default");
        subscriber.contextName().ifPresent(c -> out.line("ip context-name " + PrintedLines.quoted(c.value())));
        subscriber.pool().ifPresent(p -> out.line("ip address pool name " + PrintedLines.quoted(p.value())));
        subscriber.pool6().ifPresent(p -> out.line("ipv6 address pool name " + PrintedLines.quoted(p.value())));
        subscriber.primaryDns().ifPresent(a -> out.line("dns primary " + a));
        subscriber.secondaryDns().ifPresent(a -> out.line("dns secondary " + a));
        out.exit();
    }
}
