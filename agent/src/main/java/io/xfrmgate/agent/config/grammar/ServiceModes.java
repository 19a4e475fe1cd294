package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.ContextBuilder.ServiceBuilder;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The services that bind a crypto template to addresses. */
final class ServiceModes {
    private static final String ADDRESS = "{ address | ipv4-address | ipv6-address } <address:address>";

    /** One mode for each kind. */
    static final Map<Service.Kind, Mode<ServiceBuilder>> ALL = all();

    private ServiceModes() {}

    static void add(Mode.Builder<ContextBuilder> context) {
        ALL.forEach((kind, mode) -> {
            context.opening(
                            kind.keyword() + " <name:name>",
                            mode,
                            (builder, match, findings) -> builder.service(kind, match.text("name")),
                            () -> new ServiceBuilder(kind, new Located<>("", Position.START)))
                    .command("no " + kind.keyword() + " <name:name>", (builder, match, findings) -> {
                        String key = ContextBuilder.serviceKey(
                                kind, match.text("name").value());
                        if (builder.services.remove(key) == null) {
                            ContextMode.nothingToRemove(match, kind.keyword(), findings);
                        }
                    });
        });
    }

    private static Map<Service.Kind, Mode<ServiceBuilder>> all() {
        Map<Service.Kind, Mode<ServiceBuilder>> modes = new EnumMap<>(Service.Kind.class);
        for (Service.Kind kind : Service.Kind.values()) {
            modes.put(kind, mode(kind));
        }
        return Collections.unmodifiableMap(modes);
    }

    private static Mode<ServiceBuilder> mode(Service.Kind kind) {
        Mode.Builder<ServiceBuilder> mode = new Mode.Builder<>(kind.keyword() + " mode", Types.ALL);
        switch (kind) {
            case WSG -> {
                bind(mode, "bind address <address:address>");
                wsg(mode);
            }
            case HNBGW -> bind(mode, "security-gateway bind address <address:address>");
            case MME -> bind(mode, "bind [ s1-mme ] { " + ADDRESS + " }...");
            case SGW, PGW -> bind(mode, "bind { " + ADDRESS + " }...");
        }
        return mode.build();
    }

    private static void bind(Mode.Builder<ServiceBuilder> mode, String bind) {
        mode.command(bind + " crypto-template <template:name> [ context <context:name> ]", ServiceModes::bind)
                .command("no " + bind, (service, match, findings) -> {
                    for (Located<IpAddress> address : match.values("address", IpAddress.class)) {
                        if (!service.bindings.removeIf(b -> b.address().equals(address))) {
                            findings.warning(match.at(), "that address is not bound up to here", "remove this line");
                        }
                    }
                });
    }

    private static void bind(ServiceBuilder service, Match match, Findings findings) {
        for (Located<IpAddress> address : match.values("address", IpAddress.class)) {
            service.bind(new Service.Binding(address, match.text("template"), match.find("context", String.class)));
        }
    }

    private static void wsg(Mode.Builder<ServiceBuilder> mode) {
        record(mode, "deployment-mode", "{ remote-access | site-to-site }");
        record(mode, "ip access-list", "<acl:name>");
        record(mode, "ip address pool", "name <pool:name>");
        record(mode, "ip address alloc-method", "{ dhcp-proxy | dhcpv6-proxy | local }");
        record(mode, "initiator-mode-duration", "<seconds:int(1..3600)>");
        record(mode, "responder-mode-duration", "<seconds:int(1..3600)>");
        record(mode, "peer-list", "<list:name>");
        record(mode, "pre_fragment mtu", "<mtu:int(576..2048)>");
    }

    private static void record(Mode.Builder<ServiceBuilder> mode, String head, String rest) {
        mode.command(head + " " + rest, (service, match, findings) -> service.recorded.put(head, match))
                .command("{ default | no } " + head, (service, match, findings) -> service.recorded.remove(head));
    }
}
