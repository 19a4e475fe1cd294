package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EapProfile;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills {@link EapProfile}. */
final class EapProfileBuilder {
    private final Located<String> name;
    EapProfile.Mode mode = EapProfile.Mode.PASS_THROUGH;
    Optional<Located<Long>> maxRetry = Optional.empty();
    Optional<Located<Long>> retrySeconds = Optional.empty();
    final List<Located<EapProfile.Method>> methods = new ArrayList<>();

    Optional<Located<String>> aaaGroup = Optional.empty();
    boolean requestIdentity;
    boolean eapOnly;

    EapProfileBuilder(Located<String> name) {
        this.name = name;
    }

    EapProfile build() {
        return new EapProfile(name, mode, maxRetry, retrySeconds, methods, aaaGroup, requestIdentity, eapOnly);
    }
}
