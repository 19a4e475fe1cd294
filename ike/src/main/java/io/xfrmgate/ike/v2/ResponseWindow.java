package io.xfrmgate.ike.v2;

import java.util.List;

/**
 * The peer's requests: each message ID is handled at most once, and the last answer is kept for when it is asked for again
 * (RFC 7296 sections 2.1 and 2.3).
 */
final class ResponseWindow {

    /** What a request's message ID means. */
    enum Place {
        /** The next one: to be handled. */
        NEW,
        /** Being handled; the answer is not there yet. */
        IN_PROGRESS,
        /** Answered already; to be answered the same again. */
        REPEATED,
        /** Outside the window. */
        OUTSIDE
    }

    private int expectedId;
    private int exchangeType;
    private boolean inProgress;
    private List<byte[]> lastAnswer = List.of();

    /** While no request is in progress. */
    void pack(PackWriter to) {
        to.u32(expectedId);
        to.octet(exchangeType);
        to.octet(lastAnswer.size());
        lastAnswer.forEach(to::octets);
    }

    void unpack(PackReader from) {
        expectedId = from.u32();
        exchangeType = from.octet();
        byte[][] answer = new byte[from.octet()][];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = from.octets();
        }
        lastAnswer = List.of(answer);
    }

    Place place(int messageId) {
        if (messageId == expectedId) {
            return inProgress ? Place.IN_PROGRESS : Place.NEW;
        }
        return messageId == expectedId - 1 && !lastAnswer.isEmpty() ? Place.REPEATED : Place.OUTSIDE;
    }

    int expectedId() {
        return expectedId;
    }

    /** The exchange of the request in progress. */
    int exchangeType() {
        return exchangeType;
    }

    boolean isInProgress() {
        return inProgress;
    }

    /** The expected request is being handled. */
    void begin(int exchange) {
        inProgress = true;
        exchangeType = exchange;
    }

    /** The request in progress is answered with {@code datagrams}. */
    void answered(List<byte[]> datagrams) {
        inProgress = false;
        lastAnswer = datagrams;
        expectedId++;
    }

    List<byte[]> lastAnswer() {
        return lastAnswer;
    }
}
