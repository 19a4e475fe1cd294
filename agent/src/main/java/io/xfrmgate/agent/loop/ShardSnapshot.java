package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.v2.IkeSaView;
import java.util.List;

/**
 * A shard's SAs at one moment.
 *
 * @param takenMillis on the shard's clock, to which the times in the views belong
 */
public record ShardSnapshot(int shard, long takenMillis, List<IkeSaView> sas) {
    public ShardSnapshot {
        sas = List.copyOf(sas);
    }
}
