package io.xfrmgate.agent.pki;

import java.time.Duration;
import java.time.Instant;

/**
 * A certificate, as {@code show certificate} and {@code show ca-certificate} print it.
 *
 * @param name in the configuration
 * @param position in its file, from 0
 * @param serial in hexadecimal
 * @param key such as {@code RSA 2048 bits}
 * @param source URL, or "the configuration"
 */
public record CertificateView(
        String name,
        int position,
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter,
        String key,
        String signature,
        String source,
        State state) {

    /** Where the certificate is in its life. */
    public enum State {
        NOT_YET_VALID,
        VALID,
        /** Within 30 days of its end. */
        EXPIRES_SOON,
        EXPIRED;

        private static final Duration SOON = Duration.ofDays(30);

        /** Of one that has begun. */
        public static State until(Instant end, Instant now) {
            if (now.isAfter(end)) {
                return EXPIRED;
            }
            return now.plus(SOON).isAfter(end) ? EXPIRES_SOON : VALID;
        }
    }
}
