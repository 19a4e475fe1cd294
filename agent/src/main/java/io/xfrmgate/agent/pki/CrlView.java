package io.xfrmgate.agent.pki;

import java.time.Instant;
import java.util.Optional;

/**
 * A CRL, as {@code show ca-crl} prints it.
 *
 * @param name in the configuration; empty for one that a certificate named
 * @param source URL, or "the configuration"
 * @param content empty: there is none
 * @param lastFetched when a fetch last succeeded
 * @param lastFailure why the last fetch failed; empty if it succeeded
 */
public record CrlView(
        Optional<String> name,
        String source,
        Optional<Content> content,
        Optional<Instant> lastFetched,
        Optional<String> lastFailure,
        long fetches,
        long failures,
        State state) {

    /**
     * What is in it.
     *
     * @param number empty if it has none
     * @param nextUpdate empty if it does not say
     */
    public record Content(
            String issuer, Optional<String> number, Instant thisUpdate, Optional<Instant> nextUpdate, int revoked) {}

    /** Of what use it is. */
    public enum State {
        FRESH,
        /** After its nextUpdate. */
        STALE,
        MISSING
    }
}
