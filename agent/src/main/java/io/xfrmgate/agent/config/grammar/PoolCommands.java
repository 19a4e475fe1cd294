package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Arrays;
import java.util.Optional;

/** Addresses that peers can get. */
final class PoolCommands {
    private static final String POOL = "{ ip | ipv6 } pool <name:name> ";
    private static final String IDENTITY =
            "id-type { ip-addr | fqdn | rfc822-addr | key-id | der-asn1-dn } id <id:text>";

    static final Mode<SubscriberBuilder> SUBSCRIBER = new Mode.Builder<SubscriberBuilder>("subscriber mode", Types.ALL)
            .command(
                    "ip context-name <context:name>",
                    (subscriber, match, findings) -> subscriber.contextName = Optional.of(match.text("context")))
            .command("no ip context-name", (subscriber, match, findings) -> subscriber.contextName = Optional.empty())
            .command(
                    "ip address pool name <pool:name>",
                    (subscriber, match, findings) -> subscriber.pool = Optional.of(match.text("pool")))
            .command(
                    "no ip address pool [ name <pool:name> ]",
                    (subscriber, match, findings) -> subscriber.pool = Optional.empty())
            .command(
                    "ipv6 address { pool name <pool:name> | prefix-pool <pool:name> }",
                    (subscriber, match, findings) -> subscriber.pool6 = Optional.of(match.text("pool")))
            .command(
                    "no ipv6 address { pool | prefix-pool }",
                    (subscriber, match, findings) -> subscriber.pool6 = Optional.empty())
            .command("dns { primary | secondary } <address:address>", (subscriber, match, findings) -> {
                Located<IpAddress> address = match.value("address", IpAddress.class);
                if (match.has("primary")) {
                    subscriber.primaryDns = Optional.of(address);
                } else {
                    subscriber.secondaryDns = Optional.of(address);
                }
            })
            .command("no dns { primary | secondary }", (subscriber, match, findings) -> {
                if (match.has("primary")) {
                    subscriber.primaryDns = Optional.empty();
                } else {
                    subscriber.secondaryDns = Optional.empty();
                }
            })
            .build();

    private PoolCommands() {}

    static void add(Mode.Builder<ContextBuilder> mode) {
        mode.command(
                        POOL
                                + "{ <address:address> <mask:address> | range <first:address> <last:address> | prefix <prefix:prefix> }"
                                + " [ public <public:int(0..10)> | private <private:int(0..10)> | static | resource"
                                + " | group-name <group:name> | policy allow-static-allocation ]...",
                        PoolCommands::define)
                .command(POOL + "dns <server:address>...", (context, match, findings) -> {
                    PoolBuilder pool = pool(context, match, findings);
                    pool.dns.clear();
                    pool.dns.addAll(match.values("server", IpAddress.class));
                })
                .command(
                        POOL + "static-lease " + IDENTITY + " address <address:address>",
                        (context, match, findings) -> Identities.read(match, findings)
                                .ifPresent(id -> pool(context, match, findings)
                                        .leases
                                        .put(
                                                id.value(),
                                                new AddressPool.StaticLease(
                                                        id, match.value("address", IpAddress.class)))))
                .command(
                        POOL + "install-routes",
                        (context, match, findings) -> pool(context, match, findings).installRoutes = true)
                .command(
                        "no " + POOL + "[ dns | install-routes | static-lease " + IDENTITY + " ]", PoolCommands::remove)
                .opening(
                        "subscriber default",
                        SUBSCRIBER,
                        (context, match, findings) -> context.subscriberDefault(),
                        SubscriberBuilder::new)
                .command("no subscriber default", (context, match, findings) -> context.subscriber = Optional.empty());
    }

    private static PoolBuilder pool(ContextBuilder context, Match match, Findings findings) {
        return context.pool(match.text("name"), match.has("ipv6"), findings);
    }

    private static void define(ContextBuilder context, Match match, Findings findings) {
        PoolBuilder pool = pool(context, match, findings);
        if (pool.v6 != match.has("ipv6")) {
            return;
        }
        block(match, findings).ifPresent(block -> {
            if (isV6(block.value()) != pool.v6) {
                findings.error(
                        block.at(),
                        "the addresses are not of the family of this pool",
                        pool.v6 ? "IPv6 addresses" : "IPv4 addresses",
                        "write " + (pool.v6 ? "ip pool" : "ipv6 pool") + ", or correct the addresses");
            }
            pool.block = Optional.of(block);
        });
        pool.access = access(match);
        pool.group = match.find("group", String.class);
        pool.staticAllocation = match.has("allow-static-allocation");
    }

    private static boolean isV6(AddressPool.Block block) {
        return switch (block) {
            case AddressPool.Subnet(AddressRange network) -> network.network().isV6();
            case AddressPool.Span(IpAddress first, IpAddress last) -> first.isV6();
        };
    }

    private static AddressPool.Access access(Match match) {
        AddressPool.Kind kind = Arrays.stream(AddressPool.Kind.values())
                .filter(k -> match.has(k.keyword()))
                .findFirst()
                .orElse(AddressPool.Kind.PUBLIC);
        return new AddressPool.Access(
                kind,
                match.findNumber(kind.keyword()).map(n -> n.value().intValue()).orElse(0));
    }

    private static Optional<Located<AddressPool.Block>> block(Match match, Findings findings) {
        Optional<Located<AddressRange>> prefix = match.find("prefix", AddressRange.class);
        if (prefix.isPresent()) {
            return prefix.map(p -> p.with(new AddressPool.Subnet(p.value())));
        }
        Optional<Located<IpAddress>> last = match.find("last", IpAddress.class);
        if (last.isEmpty()) {
            return Masks.network(
                            match.value("address", IpAddress.class), match.value("mask", IpAddress.class), findings)
                    .map(n -> n.with(new AddressPool.Subnet(n.value())));
        }
        Located<IpAddress> first = match.value("first", IpAddress.class);
        if (first.value().isV6() != last.get().value().isV6()
                || first.value().compareTo(last.get().value()) > 0) {
            findings.error(
                    last.get().at(),
                    "the range of addresses is empty",
                    "an address of the same family, not below " + first,
                    "write the lower address first");
            return Optional.empty();
        }
        return Optional.of(
                first.with(new AddressPool.Span(first.value(), last.get().value())));
    }

    private static void remove(ContextBuilder context, Match match, Findings findings) {
        PoolBuilder pool = context.pools.get(match.text("name").value());
        if (pool == null) {
            ContextMode.nothingToRemove(match, "pool", findings);
        } else if (match.has("dns")) {
            pool.dns.clear();
        } else if (match.has("install-routes")) {
            pool.installRoutes = false;
        } else if (match.has("static-lease")) {
            Identities.read(match, findings).ifPresent(id -> pool.leases.remove(id.value()));
        } else {
            context.pools.remove(match.text("name").value());
        }
    }
}
