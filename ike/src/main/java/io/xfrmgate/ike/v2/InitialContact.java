package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.Optional;

/**
 * A peer has proven who it is, and has no other IKE SA with us (INITIAL_CONTACT, RFC 7296 section 2.4), or may have none. What the
 * other shards still have with it goes; see {@link IkeEndpoint#initialContactElsewhere}.
 *
 * @param config name of the template or map
 * @param peer its identity
 * @param remote where it is now
 * @param beforeMillis IKE SAs that were established later are newer than this, and stay
 * @param shard where it came: of two that were established in the same millisecond that of the higher number is newer
 */
public record InitialContact(
        String config, Optional<Identification> peer, IpAddress remote, long beforeMillis, int shard) {

    /** Whether an IKE SA of another shard is older than what this tells of. */
    boolean isAfter(long establishedMillis, int otherShard) {
        return establishedMillis < beforeMillis || establishedMillis == beforeMillis && otherShard < shard;
    }
}
