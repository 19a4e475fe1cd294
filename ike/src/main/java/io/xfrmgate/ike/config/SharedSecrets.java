package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.Optional;

/** Where pre-shared keys are looked up. Answers at once, from memory. */
public interface SharedSecrets {

    /**
     * The secret shared with a peer.
     *
     * @param peer the identity that it claims; empty where it is not known yet
     * @param address where it sends from
     */
    Optional<Secret> find(Optional<Identification> peer, IpAddress address);

    /** One secret for everybody. */
    static SharedSecrets one(Secret secret) {
        return (peer, address) -> Optional.of(secret);
    }
}
