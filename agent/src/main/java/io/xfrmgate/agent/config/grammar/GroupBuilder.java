package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.CryptoGroup;
import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/** Fills {@link CryptoGroup}. */
final class GroupBuilder {
    private final Located<String> name;
    Optional<Located<String>> accessList = Optional.empty();
    Optional<Located<Long>> priority = Optional.empty();
    Optional<Located<String>> pool = Optional.empty();
    Optional<CryptoGroup.Switchover> switchover = Optional.empty();

    GroupBuilder(Located<String> name) {
        this.name = name;
    }

    CryptoGroup build() {
        return new CryptoGroup(name, accessList, priority, pool, switchover);
    }
}
