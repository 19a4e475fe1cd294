package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.SubscriberDefault;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** Fills {@link SubscriberDefault}. */
final class SubscriberBuilder {
    Optional<Located<String>> contextName = Optional.empty();
    Optional<Located<String>> pool = Optional.empty();
    Optional<Located<String>> pool6 = Optional.empty();
    Optional<Located<IpAddress>> primaryDns = Optional.empty();
    Optional<Located<IpAddress>> secondaryDns = Optional.empty();

    SubscriberDefault build() {
        return new SubscriberDefault(contextName, pool, pool6, primaryDns, secondaryDns);
    }
}
