package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;

/** Further addresses of a multi-homed peer, and of us: traffic to one of them brings up its own tunnel. */
public record MultiHoming(List<Located<IpAddress>> peerAddresses, List<Located<IpAddress>> localAddresses) {
    public MultiHoming {
        peerAddresses = List.copyOf(peerAddresses);
        localAddresses = List.copyOf(localAddresses);
    }
}
