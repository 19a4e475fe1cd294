package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.CryptoTemplate;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/** Whether every sealed secret can be opened. */
final class SecretRules {
    private final SecretOpener opener;
    private final Findings findings;

    SecretRules(SecretOpener opener, Findings findings) {
        this.opener = opener;
        this.findings = findings;
    }

    void check(ConfigModel model) {
        for (Pki.Certificate certificate : model.pki().certificates()) {
            if (certificate.key() instanceof Pki.KeyData(Located<SecretText> text)) {
                check(text);
            }
            certificate.passphrase().ifPresent(this::check);
        }
        model.gateway().access().user().ifPresent(user -> check(user.password()));
        for (ContextSection context : model.contexts()) {
            for (AaaGroup group : context.aaaGroups()) {
                group.servers().forEach(server -> check(server.key()));
                group.accounting().forEach(server -> check(server.key()));
            }
            context.remoteSecretLists().forEach(list -> list.entries().forEach(e -> check(e.secret())));
            for (ManualMap map : context.manualMaps()) {
                map.inbound().ifPresent(this::sessionKey);
                map.outbound().ifPresent(this::sessionKey);
            }
            context.maps().forEach(map -> check(map.tunnel()));
            for (CryptoTemplate template : context.templates()) {
                check(template.tunnel());
                template.peerNetworks().forEach(p -> p.secret().ifPresent(this::check));
            }
        }
    }

    private void sessionKey(ManualMap.SessionKey key) {
        key.cipher().ifPresent(this::check);
        key.authenticator().ifPresent(this::check);
    }

    private void check(TunnelSettings tunnel) {
        method(tunnel.local());
        method(tunnel.remote());
    }

    private void method(Optional<Located<AuthenticationMethod>> method) {
        if (method.isPresent()
                && method.get().value() instanceof AuthenticationMethod.PreSharedKey(Located<SecretText> key)) {
            check(key);
        }
        if (method.isPresent()
                && method.get().value()
                        instanceof AuthenticationMethod.EapClient(Located<String> _, Located<SecretText> password)) {
            check(password);
        }
    }

    private void check(Located<SecretText> text) {
        if (opener.open(text.value()) instanceof SecretOpener.Closed(String reason, String fix)) {
            findings.error(text.at(), reason, "a secret that this gateway can open", fix);
        }
    }
}
