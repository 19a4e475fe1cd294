package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.RetransmitPolicy;
import java.util.List;

/**
 * Our requests: message IDs and retransmission, one request in flight (RFC 7296 sections 2.1 to 2.3). Knows nothing of what
 * the requests say.
 */
final class RequestWindow {
    private int nextId;
    private List<byte[]> packets = List.of();
    private RetransmitPolicy policy = RetransmitPolicy.DEFAULT;
    private int attempt;
    private boolean waiting;

    /** While nothing is in flight. */
    void pack(PackWriter to) {
        to.u32(nextId);
    }

    void unpack(PackReader from) {
        nextId = from.u32();
    }

    /** The message ID of the next request, or of the one in flight. */
    int messageId() {
        return nextId;
    }

    boolean isWaiting() {
        return waiting;
    }

    boolean awaits(int messageId) {
        return waiting && messageId == nextId;
    }

    /** A request goes out now. Returns the ms to wait for its answer. */
    long begin(List<byte[]> datagrams, RetransmitPolicy retransmit) {
        packets = datagrams;
        policy = retransmit;
        attempt = 0;
        waiting = true;
        return policy.waitMillis(0);
    }

    List<byte[]> packets() {
        return packets;
    }

    /** Whether another sending is left. */
    boolean mayRetry() {
        return attempt < policy.retries();
    }

    /** The request goes out again now. Returns the ms to wait for its answer. */
    long retry() {
        attempt++;
        return policy.waitMillis(attempt);
    }

    /** Sendings of the request in flight. */
    int sendings() {
        return attempt + 1;
    }

    /** The answer came; the next request has the next ID. */
    void answered() {
        nextId++;
        forget();
    }

    /** The same message ID is used again: only IKE_SA_INIT, after a cookie or INVALID_KE_PAYLOAD. */
    void forget() {
        packets = List.of();
        waiting = false;
    }
}
