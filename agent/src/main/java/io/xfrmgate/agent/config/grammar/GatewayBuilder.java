package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.Control;
import io.xfrmgate.agent.config.model.GatewaySection;
import io.xfrmgate.agent.config.model.MetricsAccess;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.log.LogFormat;
import java.util.Optional;
import org.slf4j.event.Level;

/** Fills {@link GatewaySection}. */
final class GatewayBuilder {
    Optional<Located<Long>> shards = Optional.empty();
    Optional<GatewaySection.Metrics> metrics = Optional.empty();
    Optional<Located<Long>> cookieThreshold = Optional.empty();
    Optional<Located<Long>> halfOpen = Optional.empty();
    Optional<Located<Long>> halfOpenPerSource = Optional.empty();
    Optional<Located<Long>> ikeSas = Optional.empty();
    Optional<Level> logLevel = Optional.empty();
    Optional<LogFormat> logFormat = Optional.empty();
    Optional<Located<String>> secretKeyFile = Optional.empty();
    Optional<Control> control = Optional.empty();
    Optional<Located<Profile>> profile = Optional.empty();
    MetricsAccess access = MetricsAccess.OPEN;

    void defaultLimits() {
        cookieThreshold = Optional.empty();
        halfOpen = Optional.empty();
        halfOpenPerSource = Optional.empty();
        ikeSas = Optional.empty();
    }

    GatewaySection build() {
        return new GatewaySection(
                shards,
                metrics,
                cookieThreshold,
                halfOpen,
                halfOpenPerSource,
                ikeSas,
                logLevel,
                logFormat,
                secretKeyFile,
                control,
                profile,
                access);
    }
}
