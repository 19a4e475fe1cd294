package io.xfrmgate.agent.control;

import io.xfrmgate.ike.v2.Notice;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The notices that a command waits for, from when it is made on. Those beyond {@value #MAX_WAITING} are lost. */
final class Watch implements AutoCloseable {
    private static final int MAX_WAITING = 100_000;

    private final EventHub hub;
    private final BlockingQueue<Notice> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Consumer<Notice> listener;

    private Watch(EventHub hub, Predicate<Notice> wanted) {
        this.hub = hub;
        this.listener = notice -> {
            if (wanted.test(notice) && !waiting.offer(notice)) {
                hub.lostOne();
            }
        };
    }

    static Watch of(EventHub hub, Predicate<Notice> wanted) {
        Watch watch = new Watch(hub, wanted);
        hub.listen(watch.listener);
        return watch;
    }

    /** The next one; empty when {@link System#nanoTime} reaches the deadline. */
    Optional<Notice> next(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        return Optional.ofNullable(waiting.poll(Math.max(0, left), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        hub.forget(listener);
    }
}
