package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.SaWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Answers those who read a shard's SAs. Few are looked at on the spot, very many in parts, one in each turn, so that no message waits
 * for a reader. On the shard's thread.
 */
final class SnapshotMaker {
    static final long MAX_AGE_MILLIS = 1_000;

    /** Where much happens and many ask, snapshots take at most one part in so many of the shard's time. */
    private static final int SHARE = 20;

    /** Looked at in one turn: some 0.2 ms. */
    static final int PART = 256;

    private final int shard;
    private final IkeEndpoint endpoint;
    private final LongSupplier nanoClock;
    /** Of what changes SAs, as many as there were. */
    private final LongSupplier noticed;

    private final List<CompletableFuture<ShardSnapshot>> readers = new ArrayList<>();
    private Optional<SaWalk> walk = Optional.empty();
    private ShardSnapshot last;
    private long lastNoticed;
    private long notBeforeNanos;
    private long spentNanos;

    SnapshotMaker(int shard, IkeEndpoint endpoint, LongSupplier nanoClock, LongSupplier noticed, long now) {
        this.shard = shard;
        this.endpoint = endpoint;
        this.nanoClock = nanoClock;
        this.noticed = noticed;
        this.last = new ShardSnapshot(shard, now - MAX_AGE_MILLIS, List.of());
        this.notBeforeNanos = nanoClock.getAsLong();
    }

    /** Answers now, if the last snapshot still is as things are or there are few SAs, or else when all have been looked at. */
    void answer(long now, CompletableFuture<ShardSnapshot> reader) {
        if (walk.isEmpty() && isGood(now)) {
            reader.complete(last);
            return;
        }
        readers.add(reader);
        if (walk.isEmpty()) {
            lastNoticed = noticed.getAsLong();
            spentNanos = 0;
            walk = Optional.of(endpoint.walk());
            goOn(now);
        }
    }

    private boolean isGood(long now) {
        boolean few = last.sas().size() <= PART;
        boolean changed = noticed.getAsLong() != lastNoticed && (few || nanoClock.getAsLong() - notBeforeNanos >= 0);
        return !changed && now - last.takenMillis() < MAX_AGE_MILLIS;
    }

    /** Whether a reader waits for further turns. */
    boolean isAtWork() {
        return walk.isPresent();
    }

    /** Looks at one part more, if there is one. */
    void goOn(long now) {
        if (walk.isPresent()) {
            goOn(now, walk.get());
        }
    }

    private void goOn(long now, SaWalk current) {
        long began = nanoClock.getAsLong();
        boolean done;
        try {
            done = current.more(PART);
            if (done) {
                last = new ShardSnapshot(shard, now, current.end());
            }
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            current.abandon();
            walk = Optional.empty();
            fail(e);
            throw e;
        }
        long ended = nanoClock.getAsLong();
        spentNanos += ended - began;
        if (done) {
            walk = Optional.empty();
            notBeforeNanos = ended + spentNanos * (SHARE - 1);
            readers.forEach(reader -> reader.complete(last));
            readers.clear();
        }
    }

    /** No reader waits any more. */
    void fail(Throwable why) {
        readers.forEach(reader -> reader.completeExceptionally(why));
        readers.clear();
    }
}
