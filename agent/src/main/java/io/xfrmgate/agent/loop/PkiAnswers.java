package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pki.PkiRequest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A shard's questions to the PKI port, and the answers on their way back, from whatever thread they are given on to the shard's.
 * There are at most as many as the shard has half-open IKE SAs, which are limited.
 */
final class PkiAnswers {
    private static final int ANSWERS_PER_CYCLE = 64;

    private final PkiPort port;
    private final Runnable wake;
    private final Queue<Answered> queue = new ConcurrentLinkedQueue<>();

    private record Answered(long token, PkiAnswer answer) {}

    /** Who takes an answer, on the shard's thread. */
    interface Taker {
        void take(long token, PkiAnswer answer);
    }

    /** @param wake makes the shard look; for any thread */
    PkiAnswers(PkiPort port, Runnable wake) {
        this.port = port;
        this.wake = wake;
    }

    void submit(long token, PkiRequest request) {
        port.submit(request, answer -> {
            queue.add(new Answered(token, answer));
            wake.run();
        });
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void take(Taker taker) {
        for (int i = 0; i < ANSWERS_PER_CYCLE; i++) {
            Answered answered = queue.poll();
            if (answered == null) {
                return;
            }
            taker.take(answered.token(), answered.answer());
        }
    }
}
