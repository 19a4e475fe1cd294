package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.ReconfigureResult;
import io.xfrmgate.ike.v2.Standing;
import java.util.concurrent.CompletableFuture;

/** What other threads ask of a shard. Each carries the future that its answer completes. */
sealed interface ShardCommand {

    CompletableFuture<?> answer();

    record Snapshot(CompletableFuture<ShardSnapshot> answer) implements ShardCommand {}

    record Initiate(String config, String child, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record Terminate(long localSpi, CloseReason reason, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record Abandon(long localSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record TerminateChild(int inboundSpi, CloseReason reason, CompletableFuture<Boolean> answer)
            implements ShardCommand {}

    record Rekey(long localSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record Reconfigure(
            EndpointSettings settings, ApplyChanges when, Runnable first, CompletableFuture<ReconfigureResult> answer)
            implements ShardCommand {}

    record AskStanding(CompletableFuture<Standing> answer) implements ShardCommand {}

    record IsUsed(IpAddress local, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record Work(Runnable work, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record ActivateGroup(String group, CryptoGroup.Member member, CompletableFuture<Boolean> answer)
            implements ShardCommand {}

    record CheckLiveness(long localSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}

    record RekeyChild(int inboundSpi, CompletableFuture<Boolean> answer) implements ShardCommand {}
}
