package io.xfrmgate.ike.eap;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * What comes with an acceptance.
 *
 * @param msk the key that the method made, at least 64 octets (RFC 3748 section 7.10); empty if it makes none
 * @param identity whom the judge calls the peer, if it says so
 * @param sessionSeconds after which the peer must prove itself anew; 0 never
 * @param addresses internal ones that the peer is to have, of the pools of the configuration
 * @param pools to be taken instead of the configuration's, in order
 */
public record EapGrant(
        Optional<Secret> msk,
        Optional<String> identity,
        long sessionSeconds,
        List<IpAddress> addresses,
        List<String> pools) {
    public EapGrant {
        addresses = List.copyOf(addresses);
        pools = List.copyOf(pools);
        if (sessionSeconds < 0) {
            throw new IllegalArgumentException("a session of negative length");
        }
    }

    /** Nothing but the key. */
    public static EapGrant of(Optional<Secret> msk) {
        return new EapGrant(msk, Optional.empty(), 0, List.of(), List.of());
    }
}
