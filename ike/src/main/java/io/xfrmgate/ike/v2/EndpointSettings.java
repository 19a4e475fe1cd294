package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.List;

/**
 * What an endpoint runs on.
 *
 * @param shard our number, 0 to {@code shards - 1}; local SPIs, ESP SPIs and reqids equal it modulo {@code shards}
 * @param shards a power of two
 * @param peers templates and maps, in order of precedence
 * @param limits admission
 */
public record EndpointSettings(int shard, int shards, List<PeerConfig> peers, Limits limits) {
    public EndpointSettings {
        if (Integer.bitCount(shards) != 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException("shard " + shard + " of " + shards);
        }
        peers = List.copyOf(peers);
    }
}
