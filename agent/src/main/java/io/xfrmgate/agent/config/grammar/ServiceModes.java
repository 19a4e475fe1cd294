package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.grammar.ContextBuilder.ServiceBuilder;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.net.IpAddress;

/** The services that bind a crypto template to an address. */
final class ServiceModes {
    static final Mode<ServiceBuilder> WSG = mode("wsg-service mode", "");
    static final Mode<ServiceBuilder> HNBGW = mode("hnbgw-service mode", "security-gateway ");

    private ServiceModes() {}

    private static Mode<ServiceBuilder> mode(String title, String prefix) {
        return new Mode.Builder<ServiceBuilder>(title, Types.ALL)
                .command(
                        prefix
                                + "bind address <address:address> crypto-template <template:name> [ context <context:name> ]",
                        (service, match, findings) -> service.bind(new Service.Binding(
                                match.value("address", IpAddress.class),
                                match.text("template"),
                                match.find("context", String.class))))
                .command("no " + prefix + "bind address <address:address>", (service, match, findings) -> {
                    IpAddress address = match.value("address", IpAddress.class).value();
                    if (!service.bindings.removeIf(b -> b.address().value().equals(address))) {
                        findings.warning(match.at(), "that address is not bound up to here", "remove this line");
                    }
                })
                .build();
    }
}
