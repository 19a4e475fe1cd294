package io.xfrmgate.agent.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A shard's questions to a port, and the answers on their way back, from whatever thread they are given on to the shard's. There are
 * at most as many as the shard has half-open IKE SAs, which are limited.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
final class PortAnswers<Q, A> {
    private static final int ANSWERS_PER_CYCLE = 64;

    private final BiConsumer<Q, Consumer<A>> port;
    private final Runnable wake;
    private final Queue<Answered<A>> queue = new ConcurrentLinkedQueue<>();

    private record Answered<A>(long token, A answer) {}

    /** Who takes an answer, on the shard's thread. */
    interface Taker<A> {
        void take(long token, A answer);
    }

    /** @param wake makes the shard look; for any thread */
    PortAnswers(BiConsumer<Q, Consumer<A>> port, Runnable wake) {
        this.port = port;
        this.wake = wake;
    }

    void submit(long token, Q request) {
        port.accept(request, answer -> {
            queue.add(new Answered<>(token, answer));
            wake.run();
        });
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void take(Taker<A> taker) {
        for (int i = 0; i < ANSWERS_PER_CYCLE; i++) {
            Answered<A> answered = queue.poll();
            if (answered == null) {
                return;
            }
            taker.take(answered.token(), answered.answer());
        }
    }
}
