package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import java.util.Optional;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What the PKI port was asked and has not answered yet; by a handshake one thing at a time. What a handshake asked that ended
 * meanwhile is forgotten, and its answer, when it comes, finds nothing.
 */
final class PkiRequests {
    private final Long2ObjectHashMap<Open> open = new Long2ObjectHashMap<>();
    private long nextToken = 1;

    /** What goes on when the port has answered. The IKE SA is still as it was: connecting. */
    interface Continuation {
        void answer(long now, PkiAnswer answer, Effects out);
    }

    /** A request under way. */
    record Open(IkeSa sa, Continuation continuation) {}

    /** Asks. The answer may come before this returns, so that nothing may follow a call of it. */
    void ask(IkeSa sa, PkiRequest request, Effects out, Continuation continuation) {
        long token = nextToken++;
        Handshake handshake = sa.handshake().orElseThrow();
        handshake.asked = Optional.of(new Handshake.Asked(token, request));
        open.put(token, new Open(sa, continuation));
        sa.endpoint().counters().count(Counter.PKI_REQUESTS);
        out.pki(token, request);
    }

    /** The request that an answer is for; empty if it is not waited for any more. */
    Optional<Open> answered(long token) {
        Optional<Open> found = Optional.ofNullable(open.remove(token));
        found.flatMap(o -> o.sa().handshake()).ifPresent(h -> h.asked = Optional.empty());
        return found;
    }

    /** The handshake ends. */
    void forget(Handshake handshake) {
        handshake.asked.ifPresent(asked -> open.remove(asked.token()));
        handshake.asked = Optional.empty();
    }
}
