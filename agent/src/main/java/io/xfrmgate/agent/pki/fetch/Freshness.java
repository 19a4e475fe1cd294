package io.xfrmgate.agent.pki.fetch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a kept thing is fetched again: well before it ends, at the latest after {@code maxAge}; after failures ever more slowly.
 *
 * @param maxAge even where it does not end
 * @param firstRetry after the first failure; doubled with each further one
 * @param lastRetry at most
 * @param maxEntries kept besides the pinned ones; those asked for least recently go first
 */
public record Freshness(Duration maxAge, Duration firstRetry, Duration lastRetry, int maxEntries) {
    /** Between two fetches of what is already at its end when it comes. */
    private static final Duration LEAST = Duration.ofSeconds(30);

    /** CRLs. */
    public static final Freshness CRL =
            new Freshness(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofMinutes(10), 500);

    /** OCSP answers. */
    public static final Freshness OCSP =
            new Freshness(Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofMinutes(5), 20_000);

    /** Certificates by hash and URL: the hash says that they do not change. */
    public static final Freshness HASH_AND_URL =
            new Freshness(Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofMinutes(10), 20_000);

    /** When to fetch again what came at {@code fetched} and ends at {@code expiry}: at nine tenths of what is left of it. */
    Instant dueAfter(Instant fetched, Optional<Instant> expiry) {
        Instant latest = fetched.plus(maxAge);
        Instant due = expiry.map(end -> fetched.plus(
                        Duration.between(fetched, end).multipliedBy(9).dividedBy(10)))
                .filter(latest::isAfter)
                .orElse(latest);
        Instant earliest = fetched.plus(LEAST);
        return due.isBefore(earliest) ? earliest : due;
    }

    /** When to try again after so many failures in a row, the last at {@code failed}. */
    Instant dueAfterFailure(Instant failed, int failures) {
        Duration pause = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        return failed.plus(pause.compareTo(lastRetry) > 0 ? lastRetry : pause);
    }
}
