package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/** Fills {@link TunnelPolicy}. */
final class PolicyBuilder {
    Optional<Located<TunnelPolicy.OverloadAction>> overload = Optional.empty();
    boolean ignoreRekeying;
    boolean keepaliveUserActivity;
    boolean uniqueIdentity;
    Optional<Located<Long>> idleSeconds = Optional.empty();
    Optional<Located<String>> remoteSecretList = Optional.empty();
    Optional<Located<TunnelPolicy.Nai>> nai = Optional.empty();

    TunnelPolicy build() {
        return new TunnelPolicy(
                overload, ignoreRekeying, keepaliveUserActivity, uniqueIdentity, idleSeconds, remoteSecretList, nai);
    }
}
