package io.xfrmgate.agent.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what shards answer to commands. */
final class ShardAnswers {
    /** For a shard to take a command; it does at its next turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ShardAnswers() {}

    /** @throws IOException if there is no answer in time, or the command failed; the message is for the client */
    static <T> T await(CompletionStage<T> answer) throws IOException, InterruptedException {
        try {
            return answer.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the shard does not answer", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null
                            ? e.toString()
                            : String.valueOf(e.getCause().getMessage()),
                    e);
        }
    }
}
