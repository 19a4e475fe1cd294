package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.model.TunnelPolicy.OverloadAction;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Arrays;
import java.util.Optional;

/** What a map or template allows its peers, and what StarOS has that makes no difference here. */
final class PolicyCommands {
    private static final String REMOVE = "remove this line";

    private PolicyCommands() {}

    static <B extends TunnelBuilder> void add(Mode.Builder<B> mode) {
        mode.command(
                        "max-childsa <count:int(1..100000)> [ overload-action { ignore | terminate } ]",
                        (tunnel, match, findings) -> {
                            tunnel.maxChildSas = Optional.of(match.number("count"));
                            tunnel.policy.overload = Arrays.stream(OverloadAction.values())
                                    .filter(a -> match.has(a.keyword()))
                                    .map(a -> new Located<>(a, match.at()))
                                    .findFirst();
                        })
                .command("{ default | no } max-childsa", (tunnel, match, findings) -> {
                    tunnel.maxChildSas = Optional.empty();
                    tunnel.policy.overload = Optional.empty();
                })
                .command(
                        "ikev2-ikesa ignore-rekeying-requests",
                        (tunnel, match, findings) -> tunnel.policy.ignoreRekeying = true)
                .command(
                        "{ default | no } ikev2-ikesa ignore-rekeying-requests",
                        (tunnel, match, findings) -> tunnel.policy.ignoreRekeying = false)
                .command(
                        "ikev2-ikesa keepalive-user-activity",
                        (tunnel, match, findings) -> tunnel.policy.keepaliveUserActivity = true)
                .command(
                        "{ default | no } ikev2-ikesa keepalive-user-activity",
                        (tunnel, match, findings) -> tunnel.policy.keepaliveUserActivity = false)
                .command(
                        "ikev2-ikesa unique-identity", (tunnel, match, findings) -> tunnel.policy.uniqueIdentity = true)
                .command(
                        "{ default | no } ikev2-ikesa unique-identity",
                        (tunnel, match, findings) -> tunnel.policy.uniqueIdentity = false)
                .command(
                        "idle-timeout <seconds:int(1..31536000)>",
                        (tunnel, match, findings) -> tunnel.policy.idleSeconds = Optional.of(match.number("seconds")))
                .command(
                        "{ default | no } idle-timeout",
                        (tunnel, match, findings) -> tunnel.policy.idleSeconds = Optional.empty())
                .command(
                        "remote-secret-list <list:name>",
                        (tunnel, match, findings) -> tunnel.policy.remoteSecretList = Optional.of(match.text("list")))
                .command(
                        "no remote-secret-list [ <list:name> ]",
                        (tunnel, match, findings) -> tunnel.policy.remoteSecretList = Optional.empty())
                .command(
                        "nai { idr <id:text> [ id-type { ip-addr | fqdn | rfc822-addr | key-id | der-asn1-dn } ]"
                                + " | use-received-idr }",
                        PolicyCommands::nai)
                .command(
                        "{ default | no } nai [ idr | use-received-idr ]",
                        (tunnel, match, findings) -> tunnel.policy.nai = Optional.empty())
                .with(PolicyCommands::multiHoming)
                .with(PolicyCommands::withoutEffect);
    }

    private static void nai(TunnelBuilder tunnel, Match match, Findings findings) {
        if (match.has("use-received-idr")) {
            tunnel.policy.nai = Optional.of(new Located<>(new TunnelPolicy.ReceivedIdr(), match.at()));
            return;
        }
        Identity.Type type = Arrays.stream(Identity.Type.values())
                .filter(t -> match.has(t.keyword()))
                .findFirst()
                .orElse(Identity.Type.FQDN);
        Identities.read(type, match.text("id"), findings)
                .ifPresent(id -> tunnel.policy.nai = Optional.of(id.with(new TunnelPolicy.Idr(id.value()))));
    }

    private static <B extends TunnelBuilder> void multiHoming(Mode.Builder<B> mode) {
        mode.command("peer additional-address <address:address>...", (tunnel, match, findings) -> {
                    tunnel.peerAddresses.clear();
                    tunnel.peerAddresses.addAll(match.values("address", IpAddress.class));
                })
                .command("no peer additional-address", (tunnel, match, findings) -> tunnel.peerAddresses.clear())
                .command("local additional-address <address:address>...", (tunnel, match, findings) -> {
                    tunnel.localAddresses.clear();
                    tunnel.localAddresses.addAll(match.values("address", IpAddress.class));
                })
                .command("no local additional-address", (tunnel, match, findings) -> tunnel.localAddresses.clear());
    }

    private static <B extends TunnelBuilder> void withoutEffect(Mode.Builder<B> mode) {
        mode.withoutEffect(
                        "[ default | no ] ikev2-ikesa policy { error-notification [ invalid-major-version | invalid-message-id"
                                + " | invalid-syntax ]... | invalid-syntax [ invalid-major-version ] | use-rfc5996-notification }",
                        "the error notifications are those of RFC 7296; they can not be chosen here",
                        REMOVE)
                .withoutEffect(
                        "[ default | no ] ikev2-ikesa { ignore-notify-protocol-id | mobike [ cookie-challenge ]"
                                + " | notify-msg-error <error:name> [ <arguments:text> ]... }",
                        "this makes no difference here",
                        REMOVE)
                .withoutEffect(
                        "[ default | no ] dos cookie-challenge notify-payload"
                                + " [ half-open-sess-count { start <start:int(0..100000)> | stop <stop:int(0..100000)> }... ]",
                        "cookies are asked for by all templates together, from a number of half-open IKE SAs on",
                        "write limits cookie-threshold in gateway mode")
                .withoutEffect(
                        "[ default | no ] { blacklist | whitelist }",
                        "there is no list of peers beside the configuration",
                        "write peer network for those that may call")
                .withoutEffect(
                        "[ default | no ] { ip fragment { inner | outer } | { ip | ipv6 } mtu <mtu:int(68..65535)> }",
                        "the kernel finds the path's MTU, and fragments as RFC 4301 section 8 says",
                        "set the MTU of the interface or of the route, if it has to be smaller")
                .withoutEffect(
                        "[ default | no ] { allow-custom-fqdn-idr | dns-handling { custom | normal } | vendor-policy"
                                + " <policy:name> | server-certificate [ <certificate:name> ] }",
                        "this makes no difference here",
                        REMOVE);
    }
}
