package io.xfrmgate.ike.crypto;

import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * One direction's protection of the Encrypted payload (RFC 7296 section 3.14, RFC 5282): an AEAD, or a cipher with a
 * separate check value. Works in place on a whole message. Not safe for several threads.
 */
public interface SkProtection {

    /** Octets of explicit IV before the ciphertext. */
    int ivLength();

    /** Octets of check value after the ciphertext. */
    int icvLength();

    /** Plaintext with padding and Pad Length must be a multiple of this many octets. */
    int blockSize();

    /**
     * Fills in the IV, encrypts, and appends the check value.
     *
     * @param message the message from its IKE header at offset 0; everything before {@code ivOffset} is authenticated
     * @param ivOffset where the IV is to stand; plaintext follows it, room for the check value follows that
     * @param plaintextLength octets of plaintext with padding, a multiple of {@link #blockSize}
     * @param random source of unpredictable IVs
     */
    void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random);

    /**
     * Verifies and then decrypts in place.
     *
     * @param message the message from its IKE header at offset 0
     * @param ivOffset where the IV stands
     * @param end one past the check value, the end of the message
     * @return octets of plaintext (with padding) that now stand after the IV, or -1 if the message is not authentic
     */
    int open(byte[] message, int ivOffset, int end);

    /**
     * A copy of the keys, for an export that an operator asks for; nothing else may have them.
     *
     * @throws IllegalStateException if they are gone
     */
    SkKeys copyKeys();

    /** Where IVs are counted and one was used already: what the next message will have. Empty where they are drawn. */
    OptionalLong nextIv();

    /** Goes on with the IVs where another object with the same keys stood: none may repeat under a key. */
    void resumeIvs(long next);

    /** Overwrites the keys; the object can not be used after. */
    void destroy();
}
