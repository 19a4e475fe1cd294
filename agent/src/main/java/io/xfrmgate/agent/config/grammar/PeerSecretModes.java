package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.model.RemoteSecretList;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import io.xfrmgate.agent.config.syntax.Mode;
import java.util.Arrays;
import java.util.Optional;

/** How peers of a context prove themselves one by one: lists of secrets, and EAP. */
final class PeerSecretModes {
    private static final String IDENTITY =
            "remote-id id-type { ip-addr | fqdn | rfc822-addr | key-id | der-asn1-dn } id <id:text>";

    static final Mode<SecretListBuilder> LIST = new Mode.Builder<SecretListBuilder>(
                    "remote-secret-list mode", Types.ALL)
            .command(
                    IDENTITY + " secret { key <secret:secret> | encrypted key <sealed:sealed> }",
                    (list, match, findings) -> Identities.read(match, findings)
                            .ifPresent(id -> list.entries.put(
                                    id.value(),
                                    new RemoteSecretList.Entry(
                                            id, Secrets.find(match).orElseThrow()))))
            .command("no " + IDENTITY, PeerSecretModes::remove)
            .build();

    static final Mode<EapProfileBuilder> EAP = new Mode.Builder<EapProfileBuilder>("eap-profile mode", Types.ALL)
            .command(
                    "mode { authenticator-pass-through | authentication-pass-through | authenticator-terminate }",
                    (profile, match, findings) -> profile.mode = match.has("authenticator-terminate")
                            ? EapProfile.Mode.TERMINATE
                            : EapProfile.Mode.PASS_THROUGH)
            .command("{ default | no } mode", (profile, match, findings) -> profile.mode = EapProfile.Mode.PASS_THROUGH)
            .command(
                    "max-retry <count:int(0..100)>",
                    (profile, match, findings) -> profile.maxRetry = Optional.of(match.number("count")))
            .command("{ default | no } max-retry", (profile, match, findings) -> profile.maxRetry = Optional.empty())
            .command(
                    "retry-timeout <seconds:int(1..3600)>",
                    (profile, match, findings) -> profile.retrySeconds = Optional.of(match.number("seconds")))
            .command(
                    "{ default | no } retry-timeout",
                    (profile, match, findings) -> profile.retrySeconds = Optional.empty())
            .command("method { eap-aka | eap-gtc | eap-md5 }...", (profile, match, findings) -> {
                profile.methods.clear();
                Arrays.stream(EapProfile.Method.values())
                        .filter(m -> match.has(m.keyword()))
                        .forEach(m -> profile.methods.add(new Located<>(m, match.at())));
            })
            .command("{ default | no } method", (profile, match, findings) -> profile.methods.clear())
            .command(
                    "aaa group <group:name>",
                    (profile, match, findings) -> profile.aaaGroup = Optional.of(match.text("group")))
            .command("{ default | no } aaa group", (profile, match, findings) -> profile.aaaGroup = Optional.empty())
            .command("request-identity", (profile, match, findings) -> profile.requestIdentity = true)
            .command("{ default | no } request-identity", (profile, match, findings) -> profile.requestIdentity = false)
            .command("eap-only", (profile, match, findings) -> profile.eapOnly = true)
            .command("{ default | no } eap-only", (profile, match, findings) -> profile.eapOnly = false)
            .build();

    private PeerSecretModes() {}

    private static void remove(SecretListBuilder list, Match match, Findings findings) {
        Identities.read(match, findings).ifPresent(id -> {
            if (list.entries.remove(id.value()) == null) {
                findings.warning(match.at(), "there is no such remote-id up to here", "remove this line");
            }
        });
    }
}
