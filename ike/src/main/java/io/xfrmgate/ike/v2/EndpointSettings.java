package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.List;

/**
 * What an endpoint runs on.
 *
 * @param shard our number, 0 to {@code shards - 1}; local SPIs, ESP SPIs and reqids equal it modulo {@code shards}
 * @param shards a power of two
 * @param peers templates and maps, in order of precedence
 * @param groups of maps among {@code peers}; the traps of both maps are this shard's, or those of neither
 * @param manual SAs without IKE, which this shard installs
 * @param limits admission
 */
public record EndpointSettings(
        int shard, int shards, List<PeerConfig> peers, List<CryptoGroup> groups, List<ManualSa> manual, Limits limits) {
    public EndpointSettings {
        if (Integer.bitCount(shards) != 1 || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException("shard " + shard + " of " + shards);
        }
        peers = List.copyOf(peers);
        groups = List.copyOf(groups);
        manual = List.copyOf(manual);
    }

    /** Without groups and manual SAs. */
    public EndpointSettings(int shard, int shards, List<PeerConfig> peers, Limits limits) {
        this(shard, shards, peers, List.of(), List.of(), limits);
    }
}
