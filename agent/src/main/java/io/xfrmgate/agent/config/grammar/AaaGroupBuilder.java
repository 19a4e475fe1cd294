package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.AaaGroup;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills {@link AaaGroup}. */
final class AaaGroupBuilder {
    private final Located<String> name;
    final List<AaaGroup.Server> servers = new ArrayList<>();
    final List<AaaGroup.Server> accounting = new ArrayList<>();
    boolean roundRobin;
    Optional<Located<Long>> timeoutSeconds = Optional.empty();
    Optional<Located<Long>> maxRetries = Optional.empty();
    Optional<Located<Long>> deadMinutes = Optional.empty();
    Optional<Located<Long>> consecutiveFailures = Optional.empty();
    Optional<Located<String>> nasIdentifier = Optional.empty();
    Optional<Located<IpAddress>> nasAddress = Optional.empty();
    boolean bareAnswers;

    AaaGroupBuilder(Located<String> name) {
        this.name = name;
    }

    AaaGroup build() {
        return new AaaGroup(
                name,
                servers,
                accounting,
                roundRobin,
                timeoutSeconds,
                maxRetries,
                deadMinutes,
                consecutiveFailures,
                nasIdentifier,
                nasAddress,
                bareAnswers);
    }
}
