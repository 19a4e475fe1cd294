package io.xfrmgate.agent.pki.fetch;

import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link FetchCache} has of one thing.
 *
 * @param value the last that could be fetched
 * @param fetchedAt when that was
 * @param failure why the last attempt failed; empty if it did not
 * @param dueAt when it is to be fetched again
 * @param fetches that succeeded
 * @param failures in all
 * @param failuresInRow since the last success
 */
public record Kept<V>(
        Optional<V> value,
        Optional<Instant> fetchedAt,
        Optional<String> failure,
        Instant dueAt,
        long fetches,
        long failures,
        int failuresInRow) {

    /** Never tried. */
    public static <V> Kept<V> nothing() {
        return new Kept<>(Optional.empty(), Optional.empty(), Optional.empty(), Instant.MIN, 0, 0, 0);
    }

    Kept<V> succeeded(V fresh, Instant now, Instant due) {
        return new Kept<>(Optional.of(fresh), Optional.of(now), Optional.empty(), due, fetches + 1, failures, 0);
    }

    Kept<V> failed(String why, Instant due) {
        return new Kept<>(value, fetchedAt, Optional.of(why), due, fetches, failures + 1, failuresInRow + 1);
    }
}
