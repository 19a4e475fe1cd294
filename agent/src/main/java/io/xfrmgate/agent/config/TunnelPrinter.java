package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.grammar.Words;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.Payload;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.HexFormat;
import java.util.Optional;

/** Prints what crypto maps and crypto templates have in common. */
final class TunnelPrinter {
    private final PrintedLines out;

    TunnelPrinter(PrintedLines out) {
        this.out = out;
    }

    void print(TunnelSettings tunnel) {
        tunnel.local().ifPresent(m -> method("local", m.value()));
        tunnel.remote().ifPresent(m -> method("remote", m.value()));
        new PkiPrinter(out).print(tunnel.certificates());
        tunnel.localIdentity().ifPresent(id -> identity("local", id.value()));
        tunnel.remoteIdentities().forEach(id -> identity("remote", id.value()));
        out.list("ikev2-ikesa transform-set list", tunnel.ikeTransformSets(), PrintedLines::quoted);
        ike(tunnel.ike());
        tunnel.keepalive().ifPresent(this::keepalive);
        nat(tunnel.nat());
        kernel(tunnel.kernel());
        tunnel.maxChildSas()
                .ifPresent(count -> out.line("max-childsa " + count
                        + tunnel.policy()
                                .overload()
                                .map(a -> " overload-action " + a.value().keyword())
                                .orElse("")));
        new PolicyPrinter(out).print(tunnel.policy(), tunnel.multiHoming());
        tunnel.payloads().forEach(this::payload);
    }

    private void method(String side, AuthenticationMethod method) {
        out.line("authentication " + side
                + switch (method) {
                    case AuthenticationMethod.PreSharedKey(Located<SecretText> key) ->
                        " pre-shared-key " + out.secret(key, "key");
                    case AuthenticationMethod.Certificate() -> " certificate";
                    case AuthenticationMethod.Eap(Located<String> profile, Optional<Located<String>> second) ->
                        " eap-profile " + PrintedLines.quoted(profile.value())
                                + second.map(s -> " second-phase eap-profile " + PrintedLines.quoted(s.value()))
                                        .orElse("");
                    case AuthenticationMethod.EapClient(Located<String> id, Located<SecretText> password) ->
                        " eap identity " + PrintedLines.quoted(id.value()) + " " + out.secret(password, "password");
                });
    }

    private void identity(String side, Identity identity) {
        out.line("identity " + side + " id-type " + identity.type().keyword() + " id "
                + PrintedLines.quoted(identity.text()));
    }

    private void ike(TunnelSettings.Ike ike) {
        out.flag("ikev2-ikesa rekey", ike.rekey());
        ike.retransmissionMillis()
                .ifPresent(millis -> out.line(
                        "ikev2-ikesa retransmission-timeout " + millis + (ike.exponential() ? " exponential" : "")));
        out.number("ikev2-ikesa max-retransmissions", ike.maxRetransmissions());
        out.number("ikev2-ikesa setup-timer", ike.setupSeconds());
        out.flag("ikev2-ikesa allow-empty-ikesa", ike.allowEmpty());
        out.flag("no ikev2-ikesa fragmentation", !ike.fragmentation());
        out.number("ikev2-ikesa fragmentation mtu", ike.fragmentMtu());
    }

    private void keepalive(TunnelSettings.Keepalive keepalive) {
        out.number("keepalive interval", keepalive.intervalSeconds());
        out.number("keepalive timeout", keepalive.timeoutSeconds());
        out.number("keepalive num-retry", keepalive.retries());
    }

    private void nat(TunnelSettings.Nat nat) {
        out.flag("natt force-encapsulation", nat.forceEncapsulation());
        nat.keepaliveSeconds()
                .ifPresent(seconds -> out.line(
                        seconds.value() == 0
                                ? "no natt send-keepalive"
                                : "natt send-keepalive idle-interval " + seconds));
    }

    private void kernel(TunnelSettings.Kernel kernel) {
        out.number("replay-window", kernel.replayWindow());
        out.number("if-id", kernel.ifId());
        HexFormat hex = HexFormat.of();
        kernel.mark()
                .map(Located::value)
                .ifPresent(mark ->
                        out.line("mark 0x" + hex.toHexDigits(mark.value()) + "/0x" + hex.toHexDigits(mark.mask())));
        out.number("tfc-padding", kernel.tfcPadding());
        out.number("policy-priority", kernel.policyPriority());
        kernel.offload()
                .ifPresent(o -> out.line("offload device "
                        + PrintedLines.quoted(o.device().value()) + (o.packet() ? " packet" : " crypto")));
        out.flag("control-dont-fragment clear-bit", kernel.clearDontFragment());
    }

    private void payload(Payload payload) {
        String family = switch (payload.family()) {
            case ANY -> "any";
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
        out.open("payload " + PrintedLines.quoted(payload.name().value()) + " match childsa match " + family);
        out.list("ipsec transform-set list", payload.transformSets(), PrintedLines::quoted);
        out.number("lifetime", payload.lifetimeSeconds());
        out.number("lifetime kilo-bytes", payload.lifetimeKiloBytes());
        out.number("lifetime packets", payload.lifetimePackets());
        out.flag("rekey", payload.rekey());
        payload.ours().forEach(s -> out.line("tsr " + selector(s.value())));
        payload.theirs().forEach(s -> out.line("tsi " + selector(s.value())));
        new PolicyPrinter(out).print(payload.policy());
        out.exit();
    }

    private static String selector(Payload.Selector selector) {
        return switch (selector) {
            case Payload.Everything(int protocol, int startPort, int endPort) ->
                addresses("any", "any", protocol, startPort, endPort);
            case Payload.Endpoint(int protocol, int startPort, int endPort) ->
                addresses("endpoint", "endpoint", protocol, startPort, endPort);
            case Payload.Range(IpAddress start, IpAddress end, int protocol, int startPort, int endPort) ->
                addresses(start.toString(), end.toString(), protocol, startPort, endPort);
        };
    }

    private static String addresses(String start, String end, int protocol, int startPort, int endPort) {
        return "start-address " + start + " end-address " + end
                + (startPort == 0 && endPort == 0xFFFF ? "" : " start-port " + startPort + " end-port " + endPort)
                + (protocol == 0 ? "" : " protocol " + Words.protocol(protocol));
    }
}
