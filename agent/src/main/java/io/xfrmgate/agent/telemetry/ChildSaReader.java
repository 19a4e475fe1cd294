package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.telemetry.UsageSource.State;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.metrics.SaSample;
import io.xfrmgate.metrics.SaSource;
import io.xfrmgate.metrics.SaTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the shards' Child SAs with the kernel's counters, read in one dump.
 *
 * <p>A Child SA that is gone adds what was last read of it to its template's sums; what passed between that reading and its
 * end is not in them.
 */
final class ChildSaReader implements SaSource {
    private static final Logger LOG = LoggerFactory.getLogger(ChildSaReader.class);
    private static final SaUsage UNUSED = new SaUsage(0, 0, 0, 0, 0);

    private final Supplier<List<ShardSnapshot>> shards;
    private final UsageSource usage;
    private final SaTotals totals;
    private final AtomicLong failures = new AtomicLong();
    private Map<Key, SaSample> last = Map.of();
    private boolean failing;

    private record Key(int inboundSpi, int outboundSpi) {}

    ChildSaReader(Supplier<List<ShardSnapshot>> shards, UsageSource usage, SaTotals totals) {
        this.shards = shards;
        this.usage = usage;
        this.totals = totals;
    }

    /** Readings of the kernel's counters that failed. */
    long failures() {
        return failures.get();
    }

    @Override
    public synchronized List<SaSample> samples() {
        Map<State, SaUsage> used = readUsage();
        Map<Key, SaSample> current = new HashMap<>();
        for (ShardSnapshot shard : shards.get()) {
            for (IkeSaView sa : shard.sas()) {
                for (ChildView child : sa.children()) {
                    SaSample sample = sample(shard, sa, child, used);
                    current.put(new Key(sample.inboundSpi(), sample.outboundSpi()), sample);
                }
            }
        }
        last.forEach((key, sample) -> {
            if (!current.containsKey(key)) {
                totals.close(sample);
            }
        });
        last = current;
        return new ArrayList<>(current.values());
    }

    private Map<State, SaUsage> readUsage() {
        try {
            Map<State, SaUsage> used = usage.read();
            failing = false;
            return used;
        } catch (IOException e) {
            failures.incrementAndGet();
            if (!failing) {
                failing = true;
                LOG.warn("{}", LogLine.event("usage-not-read").add("error", e));
            }
            return Map.of();
        }
    }

    /** Where the kernel has no counters, those read last stand: a counter must not go back. */
    private SaSample sample(ShardSnapshot shard, IkeSaView sa, ChildView child, Map<State, SaUsage> used) {
        SaPath path = child.ref().path();
        SaUsage in = used.get(new State(child.name().inboundSpi(), path.local().address()));
        SaUsage out =
                used.get(new State(child.name().outboundSpi(), path.remote().address()));
        SaSample before =
                last.get(new Key(child.name().inboundSpi(), child.name().outboundSpi()));
        SaUsage lastIn = before == null
                ? UNUSED
                : new SaUsage(
                        before.inboundBytes(),
                        before.inboundPackets(),
                        before.replayDrops(),
                        before.integrityFailures(),
                        before.lastUseEpochSeconds().orElse(0));
        SaUsage lastOut = before == null
                ? UNUSED
                : new SaUsage(
                        before.outboundBytes(),
                        before.outboundPackets(),
                        0,
                        0,
                        before.lastUseEpochSeconds().orElse(0));
        return sample(shard, sa, child, in == null ? lastIn : in, out == null ? lastOut : out);
    }

    private static SaSample sample(ShardSnapshot shard, IkeSaView sa, ChildView child, SaUsage in, SaUsage out) {
        long lastUse = Math.max(in.lastUseEpochSecond(), out.lastUseEpochSecond());
        return new SaSample(
                sa.ikeSa().peer().orElseGet(() -> sa.ikeSa().remote().address().toString()),
                sa.ikeSa().config(),
                child.name().config(),
                child.name().inboundSpi(),
                child.name().outboundSpi(),
                in.bytes(),
                in.packets(),
                out.bytes(),
                out.packets(),
                in.replayDrops(),
                in.integrityFailures(),
                lastUse == 0 ? OptionalLong.empty() : OptionalLong.of(lastUse),
                secondsTo(child.rekeyMillis(), shard),
                secondsTo(child.expireMillis(), shard),
                child.state().equals("installed"));
    }

    private static OptionalLong secondsTo(long millis, ShardSnapshot shard) {
        return millis == Long.MAX_VALUE
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, (millis - shard.takenMillis()) / 1_000));
    }
}
