package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.Optional;

/**
 * Where pre-shared keys are looked up. Answers at once, from memory. Two that hold the same secrets are equal, so that a
 * configuration that is read again is known to be the same.
 */
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
        return new One(secret);
    }

    /** See {@link #one}. */
    record One(Secret secret) implements SharedSecrets {
        @Override
        public Optional<Secret> find(Optional<Identification> peer, IpAddress address) {
            return Optional.of(secret);
        }
    }
}
