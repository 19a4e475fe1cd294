package io.xfrmgate.ike.dataplane;

/**
 * The kernel's SA and policy tables, or a simulation of them with the same rules. One instance a shard; not for several
 * threads. Requests are only queued by {@link #submit}; {@link #exchange} sends all that are queued at once and hands over
 * what came back.
 */
public interface DataPlane extends AutoCloseable {

    /** Queues a request; {@code token} comes back with its answer. */
    void submit(long token, DataPlaneRequest request);

    /** Sends what is queued, and gives every answer and every event that is there to {@code sink}; never waits for events. */
    void exchange(Sink sink);

    @Override
    void close();

    /** Receives answers and events, on the caller's thread. */
    interface Sink {
        void answer(long token, DataPlaneAnswer answer);

        void event(DataPlaneEvent event);
    }
}
