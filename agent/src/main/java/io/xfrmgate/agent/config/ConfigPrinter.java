package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.grammar.Words;
import io.xfrmgate.agent.config.model.AccessList;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.Control;
import io.xfrmgate.agent.config.model.CryptoMap;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * Prints a model in the language that it was read from: canonical spelling, two blanks for each mode, only what differs from
 * the default.
 * Sealed secrets are printed as they are, others as {@code <hidden>}, which the parser refuses, so that nobody loads a mask
 * as a secret.
 */
public final class ConfigPrinter {
    private final PrintedLines out;

    private ConfigPrinter(PrintedLines out) {
        this.out = out;
    }

    /** The whole configuration, without its secrets. */
    public static String print(ConfigModel model) {
        return print(model, secret -> Words.HIDDEN);
    }

    /**
     * The whole configuration.
     *
     * @param shown what is printed for a secret
     */
    static String print(ConfigModel model, Function<Secret, String> shown) {
        PrintedLines lines = new PrintedLines(shown);
        new ConfigPrinter(lines).model(model);
        return lines.text();
    }

    private void model(ConfigModel model) {
        out.open("configure");
        if (!model.gateway().equals(GatewaySection.EMPTY)) {
            gateway(model.gateway());
        }
        new PkiPrinter(out).print(model.pki());
        model.contexts().forEach(this::context);
        out.last("end");
    }

    private void gateway(GatewaySection gateway) {
        out.open("gateway");
        out.number("shards", gateway.shards());
        gateway.metrics().ifPresent(metrics -> {
            switch (metrics) {
                case GatewaySection.MetricsBind(IpAddress address, int port) ->
                    out.line("metrics bind address " + address + " port " + port);
                case GatewaySection.NoMetrics() -> out.line("no metrics");
            }
        });
        gateway.access()
                .certificate()
                .ifPresent(name -> out.line("metrics tls certificate " + PrintedLines.quoted(name.value())));
        gateway.access()
                .user()
                .ifPresent(user -> out.line("metrics user " + PrintedLines.quoted(user.name()) + " "
                        + out.secret(user.password(), "password")));
        out.number("limits cookie-threshold", gateway.cookieThreshold());
        out.number("limits half-open", gateway.halfOpen());
        out.number("limits half-open-per-source", gateway.halfOpenPerSource());
        out.number("limits ike-sa", gateway.ikeSas());
        gateway.logLevel()
                .ifPresent(level -> out.line("log level "
                        + (level == Level.WARN ? "warning" : level.name().toLowerCase(Locale.ROOT))));
        gateway.logFormat().ifPresent(format -> out.line("log format " + format.keyword()));
        gateway.profile().ifPresent(p -> out.line("profile " + p.value().keyword()));
        gateway.secretKeyFile().ifPresent(file -> out.line("secret-key file " + PrintedLines.quoted(file.value())));
        gateway.control().ifPresent(control -> {
            switch (control) {
                case Control.Socket(var path) -> out.line("control socket " + PrintedLines.quoted(path.value()));
                case Control.None() -> out.line("no control");
            }
        });
        out.exit();
    }

    private void context(ContextSection context) {
        out.open("context " + PrintedLines.quoted(context.name().value()));
        context.netns().ifPresent(netns -> out.line("netns " + PrintedLines.quoted(netns.value())));
        ContextPrinter parts = new ContextPrinter(out);
        parts.settings(context.settings());
        context.ikeTransformSets().forEach(this::ikeTransformSet);
        context.ipsecTransformSets().forEach(this::ipsecTransformSet);
        context.accessLists().forEach(this::accessList);
        PoolPrinter pools = new PoolPrinter(out);
        context.pools().forEach(pools::print);
        context.subscriber().ifPresent(pools::print);
        PolicyPrinter policies = new PolicyPrinter(out);
        context.remoteSecretLists().forEach(policies::print);
        context.aaaGroups().forEach(policies::print);
        context.eapProfiles().forEach(policies::print);
        context.groups().forEach(parts::group);
        context.maps().forEach(this::map);
        context.manualMaps().forEach(parts::manual);
        context.templates().forEach(this::template);
        context.services().forEach(parts::service);
        context.recorded().forEach(parts::recorded);
        out.exit();
    }

    private void ikeTransformSet(IkeTransformSet set) {
        out.open("ikev2-ikesa transform-set " + PrintedLines.quoted(set.name().value()));
        out.list("encryption", set.encryption(), Words::nameOf);
        out.list("group", set.groups(), Words::nameOf);
        out.list("hmac", set.hmacs(), IntegrityAlgorithm::text);
        out.list("prf", set.prfs(), PrfAlgorithm::text);
        out.number("lifetime", set.lifetimeSeconds());
        out.exit();
    }

    private void ipsecTransformSet(IpsecTransformSet set) {
        out.open("ipsec transform-set " + PrintedLines.quoted(set.name().value()));
        out.list("encryption", set.encryption(), Words::nameOf);
        out.list("group", set.groups(), Words::nameOf);
        out.list("hmac", set.hmacs(), IntegrityAlgorithm::text);
        set.mode().ifPresent(mode -> out.line("mode " + mode.value().name().toLowerCase(Locale.ROOT)));
        switch (set.esn()) {
            case OFF -> {}
            case REQUIRED -> out.line("esn");
            case OPTIONAL -> out.line("esn optional");
        }
        out.exit();
    }

    private void accessList(AccessList list) {
        out.open((list.v6() ? "ipv6" : "ip") + " access-list "
                + PrintedLines.quoted(list.name().value()));
        for (Located<AccessList.Rule> located : list.rules()) {
            AccessList.Rule rule = located.value();
            out.line((rule.permit() ? "permit " : "deny ")
                    + Words.protocol(rule.protocol())
                    + end(rule.source())
                    + end(rule.destination()));
        }
        out.exit();
    }

    private static String end(AccessList.End end) {
        IpAddress network = end.network().network();
        int prefix = end.network().prefix();
        String addresses = prefix == 0
                ? " any"
                : prefix == network.bits()
                        ? " host " + network
                        : network.isV6()
                                ? " " + end.network()
                                : " " + network + " " + new IpAddress(0, 0xFFFF_FFFFL >>> prefix, false);
        return addresses + end.ports().map(ConfigPrinter::ports).orElse("");
    }

    private static String ports(AccessList.Ports ports) {
        String first = " " + ports.comparison().keyword() + " " + ports.first();
        return ports.comparison() == AccessList.Comparison.RANGE ? first + " " + ports.last() : first;
    }

    private void map(CryptoMap map) {
        out.open("crypto map " + PrintedLines.quoted(map.name().value()) + (map.v6() ? " ikev2-ipv6" : " ikev2-ipv4"));
        map.accessList()
                .ifPresent(acl -> out.line("match address " + PrintedLines.quoted(acl.value())
                        + map.priority().map(p -> " " + p).orElse("")));
        map.pool()
                .ifPresent(match -> out.line("match ip pool pool-name "
                        + PrintedLines.quoted(match.pool().value())
                        + match.destination()
                                .map(network -> " destination-network " + network)
                                .orElse("")));
        map.group()
                .ifPresent(g -> out.line("match crypto-group "
                        + PrintedLines.quoted(g.group().value()) + (g.primary() ? " primary" : " secondary")));
        map.peer().ifPresent(peer -> out.line("peer " + peer));
        map.localAddress().ifPresent(address -> out.line("local-address " + address));
        new TunnelPrinter(out).print(map.tunnel());
        out.flag("auto-start", map.autoStart());
        out.list(
                "request-address",
                map.requestAddresses().stream()
                        .map(f -> new Located<>(f, map.name().at()))
                        .toList(),
                f -> f == Payload.Family.IPV4 ? "ipv4" : "ipv6");
        out.exit();
    }

    private void template(CryptoTemplate template) {
        out.open("crypto template " + PrintedLines.quoted(template.name().value()) + " ikev2-dynamic");
        for (CryptoTemplate.PeerNetwork peer : template.peerNetworks()) {
            out.line("peer network " + peer.network()
                    + peer.secret()
                            .map(s -> " " + out.secret(s, "pre-shared-key key"))
                            .orElse(""));
        }
        out.flag("initiate-on-traffic", template.initiateOnTraffic());
        new TunnelPrinter(out).print(template.tunnel());
        out.exit();
    }
}
