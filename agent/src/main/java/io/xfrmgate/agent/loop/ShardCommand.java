package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.v2.CloseReason;
import java.util.concurrent.CompletableFuture;

/** What other threads ask of a shard. Each carries the future that its answer completes. */
sealed interface ShardCommand {

    CompletableFuture<?> answer();

    record Snapshot(CompletableFuture<ShardSnapshot> answer) implements ShardCommand {}

    record Initiate(String config, String child, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record Terminate(long localSpi, CloseReason reason, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record TerminateChild(int inboundSpi, CloseReason reason, CompletableFuture<Boolean> answer)
            implements ShardCommand {}

    record Rekey(long localSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record RekeyChild(int inboundSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}
}
