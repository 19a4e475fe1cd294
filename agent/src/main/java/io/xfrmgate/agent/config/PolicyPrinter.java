package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.AddressAllocation;
import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.model.Identity;
import io.xfrmgate.agent.config.model.MultiHoming;
import io.xfrmgate.agent.config.model.PayloadPolicy;
import io.xfrmgate.agent.config.model.RemoteSecretList;
import io.xfrmgate.agent.config.model.TunnelPolicy;

/** Prints what peers are allowed, and their secrets. */
final class PolicyPrinter {
    private final PrintedLines out;

    PolicyPrinter(PrintedLines out) {
        this.out = out;
    }

    void print(TunnelPolicy policy, MultiHoming addresses) {
        out.flag("ikev2-ikesa ignore-rekeying-requests", policy.ignoreRekeying());
        out.flag("ikev2-ikesa keepalive-user-activity", policy.keepaliveUserActivity());
        out.flag("ikev2-ikesa unique-identity", policy.uniqueIdentity());
        out.number("idle-timeout", policy.idleSeconds());
        policy.remoteSecretList()
                .ifPresent(list -> out.line("remote-secret-list " + PrintedLines.quoted(list.value())));
        policy.nai()
                .ifPresent(nai -> out.line(
                        switch (nai.value()) {
                            case TunnelPolicy.Idr(Identity identity) ->
                                "nai idr " + PrintedLines.quoted(identity.text()) + " id-type "
                                        + identity.type().keyword();
                            case TunnelPolicy.ReceivedIdr() -> "nai use-received-idr";
                        }));
        out.list("peer additional-address", addresses.peerAddresses(), Object::toString);
        out.list("local additional-address", addresses.localAddresses(), Object::toString);
    }

    void print(PayloadPolicy policy) {
        policy.accessList().ifPresent(acl -> out.line("match address " + PrintedLines.quoted(acl.value())));
        out.flag("ignore-rekeying-requests", policy.ignoreRekeying());
        out.number("maximum-child-sa", policy.maximumChildSas());
        out.number("maximum-tsr", policy.maximumTsr());
        policy.allocation().ifPresent(allocation -> {
            switch (allocation.value().kind()) {
                case HOME_ADDRESS -> out.line("ip-address-allocation home-address");
                case DYNAMIC -> dynamic(allocation.value());
            }
        });
    }

    private void dynamic(AddressAllocation allocation) {
        if (allocation.pools().isEmpty()) {
            out.line("ip-address-alloc dynamic");
        } else {
            out.list("ip-address-alloc dynamic pool", allocation.pools(), PrintedLines::quoted);
        }
    }

    void print(RemoteSecretList list) {
        out.open("remote-secret-list " + PrintedLines.quoted(list.name().value()));
        for (RemoteSecretList.Entry entry : list.entries()) {
            Identity identity = entry.identity().value();
            out.line("remote-id " + identity(identity) + " secret " + out.secret(entry.secret(), "key"));
        }
        out.exit();
    }

    /** As all commands with an identity have it. */
    static String identity(Identity identity) {
        return "id-type " + identity.type().keyword() + " id " + PrintedLines.quoted(identity.text());
    }

    void print(AaaGroup group) {
        out.open("aaa group " + PrintedLines.quoted(group.name().value()));
        group.servers().forEach(server -> server("radius server", server));
        group.accounting().forEach(server -> server("radius accounting server", server));
        out.flag("radius algorithm round-robin", group.roundRobin());
        out.number("radius timeout", group.timeoutSeconds());
        out.number("radius max-retries", group.maxRetries());
        out.number("radius deadtime", group.deadMinutes());
        out.number("radius detect-dead-server consecutive-failures", group.consecutiveFailures());
        group.nasIdentifier()
                .ifPresent(id -> out.line("radius attribute nas-identifier " + PrintedLines.quoted(id.value())));
        group.nasAddress().ifPresent(address -> out.line("radius attribute nas-ip-address address " + address));
        out.flag("radius message-authenticator accept-missing", group.bareAnswers());
        out.exit();
    }

    private void server(String command, AaaGroup.Server server) {
        out.line(command + " " + server.address() + " " + out.secret(server.key(), "key")
                + server.port().map(port -> " port " + port).orElse("")
                + server.priority().map(priority -> " priority " + priority).orElse(""));
    }

    void print(EapProfile profile) {
        out.open("eap-profile " + PrintedLines.quoted(profile.name().value()));
        out.flag("mode " + profile.mode().keyword(), profile.mode() != EapProfile.Mode.PASS_THROUGH);
        out.number("max-retry", profile.maxRetry());
        out.number("retry-timeout", profile.retrySeconds());
        out.list("method", profile.methods(), EapProfile.Method::keyword);
        profile.aaaGroup().ifPresent(group -> out.line("aaa group " + PrintedLines.quoted(group.value())));
        out.flag("request-identity", profile.requestIdentity());
        out.flag("eap-only", profile.eapOnly());
        out.exit();
    }
}
