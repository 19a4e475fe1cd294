package io.xfrmgate.agent.telemetry;

import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.SaSample;
import io.xfrmgate.metrics.SaTotals;
import io.xfrmgate.metrics.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is measured of one network namespace: its shards, its sockets and its Child SAs. */
final class GroupMetrics implements AutoCloseable {
    /** One reading of the shards for all gauges of a scrape. */
    private static final Duration SNAPSHOT_AGE = Duration.ofSeconds(1);

    private final ShardGroup group;
    private final List<Series> shards = new ArrayList<>();
    private final SocketMetrics sockets;
    private final Snapshots snapshots;
    private final ChildSaReader reader;
    private final XfrmStatMetrics statistics;

    /** @throws IOException if the kernel's statistics can not be read */
    GroupMetrics(GateMetrics metrics, ShardGroup group, SaTotals totals) throws IOException {
        this.group = group;
        this.statistics = XfrmStatMetrics.register(metrics, group);
        group.shards().forEach(shard -> shards.addAll(ShardMetrics.register(metrics, shard, group.namespace())));
        this.sockets = new SocketMetrics(metrics, group);
        this.snapshots = new Snapshots(group::shards, SNAPSHOT_AGE);
        this.reader = new ChildSaReader(() -> snapshots.latest().shards(), group.usage(), totals);
    }

    ShardGroup group() {
        return group;
    }

    /** Follows the sockets that were opened or closed. */
    void refresh() {
        sockets.refresh();
    }

    List<SaSample> samples() {
        return reader.samples();
    }

    long failures() {
        return reader.failures();
    }

    Snapshots.Reading latest() {
        return snapshots.latest();
    }

    @Override
    public void close() {
        shards.forEach(Series::remove);
        sockets.close();
        statistics.close();
        group.usage().close();
    }
}
