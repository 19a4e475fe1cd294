package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.ContextSettings;
import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.model.RecordedLine;
import io.xfrmgate.agent.config.model.RecordedSection;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.model.Service;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints a context's settings, groups, manual maps and services, and what is only kept. */
final class ContextPrinter {
    private final PrintedLines out;

    ContextPrinter(PrintedLines out) {
        this.out = out;
    }

    void settings(ContextSettings settings) {
        settings.profile().ifPresent(p -> out.line("profile " + p.value().keyword()));
        settings.hash4().ifPresent(h -> out.line("policy-hash-threshold ipv4 " + h.local() + " " + h.remote()));
        settings.hash6().ifPresent(h -> out.line("policy-hash-threshold ipv6 " + h.local() + " " + h.remote()));
    }

    void group(CryptoGroup group) {
        out.open("crypto group " + PrintedLines.quoted(group.name().value()));
        matchAddress(group.accessList(), group.priority());
        group.pool().ifPresent(p -> out.line("match ip pool pool-name " + PrintedLines.quoted(p.value())));
        group.switchover()
                .ifPresent(s -> out.line(
                        s == CryptoGroup.Switchover.AUTO ? "switchover auto" : "switchover auto do-not-revert"));
        out.exit();
    }

    private void matchAddress(Optional<Located<String>> accessList, Optional<Located<Long>> priority) {
        accessList.ifPresent(acl -> out.line("match address " + PrintedLines.quoted(acl.value())
                + priority.map(p -> " " + p).orElse("")));
    }

    void manual(ManualMap map) {
        out.open("crypto map " + PrintedLines.quoted(map.name().value()) + " ipsec-manual");
        matchAddress(map.accessList(), map.priority());
        map.peer().ifPresent(peer -> out.line("set peer " + peer));
        map.localAddress().ifPresent(address -> out.line("local-address " + address));
        map.transformSet().ifPresent(set -> out.line("set transform-set " + PrintedLines.quoted(set.value())));
        map.inbound().ifPresent(key -> sessionKey("inbound", key));
        map.outbound().ifPresent(key -> sessionKey("outbound", key));
        out.flag("set control-dont-fragment clear-bit", map.clearDontFragment());
        out.exit();
    }

    private void sessionKey(String direction, ManualMap.SessionKey key) {
        String start = "set session-key " + direction + (key.esp() ? " esp " : " ah ") + key.spi();
        out.line(start
                + key.cipher().map(c -> " " + out.secret(c, "cipher")).orElse("")
                + key.authenticator()
                        .map(a -> " " + out.secret(a, key.esp() ? "authenticator" : "key"))
                        .orElse(""));
    }

    void service(Service service) {
        out.open(service.kind().keyword() + " "
                + PrintedLines.quoted(service.name().value()));
        String bind = switch (service.kind()) {
            case HNBGW -> "security-gateway bind address ";
            case MME -> "bind s1-mme address ";
            case WSG, SGW, PGW -> "bind address ";
        };
        for (Service.Binding binding : service.bindings()) {
            Optional<String> context = binding.context().map(c -> " context " + PrintedLines.quoted(c.value()));
            out.line(bind + binding.address() + " crypto-template "
                    + PrintedLines.quoted(binding.template().value()) + context.orElse(""));
        }
        service.recorded().forEach(l -> out.line(line(l)));
        out.exit();
    }

    void recorded(RecordedSection section) {
        if (!section.mode()) {
            out.line(line(section.header()));
            return;
        }
        out.open(line(section.header()));
        section.lines().forEach(l -> out.line(line(l)));
        out.exit();
    }

    private String line(RecordedLine line) {
        return line.parts().stream().map(p -> part(p.value())).collect(Collectors.joining(" "));
    }

    private String part(RecordedLine.Part part) {
        return switch (part) {
            case RecordedLine.Keyword(String word) -> word;
            case RecordedLine.Value(String text) -> PrintedLines.quoted(text);
            case RecordedLine.Key(SecretText secret) -> out.secret(secret);
        };
    }
}
