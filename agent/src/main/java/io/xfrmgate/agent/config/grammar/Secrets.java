package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Match;
import java.util.Optional;

/** Reads {@code key SECRET} and {@code encrypted key SEALED}, whose values are labelled so. */
final class Secrets {
    private Secrets() {}

    static Optional<Located<SecretText>> find(Match match) {
        return find(match, "secret", "sealed");
    }

    static Optional<Located<SecretText>> find(Match match, String clearLabel, String sealedLabel) {
        return match.findSecret(clearLabel)
                .map(s -> s.<SecretText>with(new SecretText.Clear(s.value())))
                .or(() -> match.find(sealedLabel, String.class).map(s -> s.with(new SecretText.Sealed(s.value()))));
    }
}
