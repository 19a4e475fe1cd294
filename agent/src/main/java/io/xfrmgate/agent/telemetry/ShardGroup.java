package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.UdpShardIo;
import java.util.List;
import java.util.Optional;

/**
 * The shards of one network namespace, as metrics see them.
 *
 * @param namespace empty for the daemon's own
 * @param sockets of each shard
 * @param usage of the namespace's states; closed when the group is let go
 */
public record ShardGroup(Optional<String> namespace, List<Shard> shards, List<UdpShardIo> sockets, UsageSource usage) {
    public ShardGroup {
        shards = List.copyOf(shards);
        sockets = List.copyOf(sockets);
    }
}
