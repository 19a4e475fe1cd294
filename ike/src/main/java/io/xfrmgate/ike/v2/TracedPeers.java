package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose messages are told of. By its identity a peer is known from IKE_AUTH on, by its address from the first message.
 *
 * @param addresses of peers
 * @param identities of peers, in small letters
 */
public record TracedPeers(Set<IpAddress> addresses, Set<String> identities) {
    /** Nobody's. */
    public static final TracedPeers NONE = new TracedPeers(Set.of(), Set.of());

    public TracedPeers {
        addresses = Set.copyOf(addresses);
        identities = identities.stream().map(i -> i.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    boolean has(IpAddress remote) {
        return !addresses.isEmpty() && addresses.contains(remote);
    }

    boolean has(IkeSa sa) {
        return has(sa.remote().address())
                || !identities.isEmpty()
                        && sa.peerId()
                                .map(Identification::toString)
                                .filter(id -> identities.contains(id.toLowerCase(Locale.ROOT)))
                                .isPresent();
    }
}
