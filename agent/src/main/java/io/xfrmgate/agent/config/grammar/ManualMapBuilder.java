package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** Fills {@link ManualMap}. */
final class ManualMapBuilder {
    private final Located<String> name;
    Optional<Located<String>> accessList = Optional.empty();
    Optional<Located<Long>> priority = Optional.empty();
    Optional<Located<IpAddress>> peer = Optional.empty();
    Optional<Located<IpAddress>> localAddress = Optional.empty();
    Optional<Located<String>> transformSet = Optional.empty();
    Optional<ManualMap.SessionKey> inbound = Optional.empty();
    Optional<ManualMap.SessionKey> outbound = Optional.empty();
    boolean clearDontFragment;

    ManualMapBuilder(Located<String> name) {
        this.name = name;
    }

    ManualMap build() {
        return new ManualMap(
                name, accessList, priority, peer, localAddress, transformSet, inbound, outbound, clearDontFragment);
    }
}
