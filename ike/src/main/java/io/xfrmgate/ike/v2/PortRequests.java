package io.xfrmgate.ike.v2;

import java.util.Optional;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What a port was asked and has not answered yet; by a handshake one thing at a time, of one port. What a handshake asked that ended
 * meanwhile is forgotten, and its answer, when it comes, finds nothing.
 *
 * @param <A> what the port answers
 */
final class PortRequests<A> {
    private final Long2ObjectHashMap<Open<A>> open = new Long2ObjectHashMap<>();
    private long nextToken = 1;

    /** What goes on when the port has answered. The IKE SA is still as it was: connecting. */
    interface Continuation<A> {
        void answer(long now, A answer, Effects out);
    }

    /** A request under way. */
    record Open<A>(IkeSa sa, Continuation<A> continuation) {}

    /**
     * Notes that something is asked for a handshake.
     *
     * @param waitingFor what the answer is, for the operator
     * @return the request's token
     */
    long open(IkeSa sa, String waitingFor, Continuation<A> continuation) {
        long token = nextToken++;
        sa.handshake().orElseThrow().asked = Optional.of(new Handshake.Asked(this, token, waitingFor));
        open.put(token, new Open<>(sa, continuation));
        return token;
    }

    /** The request that an answer is for; empty if it is not waited for any more. */
    Optional<Open<A>> answered(long token) {
        Optional<Open<A>> found = Optional.ofNullable(open.remove(token));
        found.flatMap(o -> o.sa().handshake()).ifPresent(h -> h.asked = Optional.empty());
        return found;
    }

    /** The handshake ends. */
    void forget(long token) {
        open.remove(token);
    }
}
