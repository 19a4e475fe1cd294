package io.xfrmgate.agent.pki;

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
        EXPIRED
    }
}
