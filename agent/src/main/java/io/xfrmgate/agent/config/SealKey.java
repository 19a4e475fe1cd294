package io.xfrmgate.agent.config;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The gateway's own key, with which secrets in the configuration are sealed: AES-256 in GCM (NIST SP 800-38D) with a random
 * nonce. A sealed secret is {@code xg1.} and nonce, ciphertext and tag in base64url.
 */
public final class SealKey {
    /** How a sealed secret begins. */
    public static final String PREFIX = "xg1.";

    private static final int KEY_OCTETS = 32;
    private static final int NONCE_OCTETS = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "xfrmgate configuration secret".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey key;

    private SealKey(byte[] octets) {
        key = new SecretKeySpec(octets, "AES");
    }

    /** A key from a file's content: 32 octets, or the same in hexadecimal or base64; empty if it is something else. */
    public static Optional<SealKey> read(byte[] content) {
        byte[] octets = content.length == KEY_OCTETS
                ? content
                : decoded(new String(content, StandardCharsets.ISO_8859_1).strip());
        return octets.length == KEY_OCTETS ? Optional.of(new SealKey(octets)) : Optional.empty();
    }

    private static byte[] decoded(String text) {
        try {
            return text.length() == 2 * KEY_OCTETS
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException neither) {
            return new byte[0];
        }
    }

    /** Seals a secret; each time differently. */
    public String seal(byte[] secret, SecureRandom random) {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(secret);
            byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM is part of every Java runtime", impossible);
        }
    }

    /** The secret; empty if the text was not sealed with this key, or was changed. */
    Optional<byte[]> open(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            if (whole.length < NONCE_OCTETS + TAG_BITS / Byte.SIZE) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(whole, NONCE_OCTETS);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, nonce).doFinal(whole, NONCE_OCTETS, whole.length - NONCE_OCTETS));
        } catch (IllegalArgumentException | AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM is part of every Java runtime", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(PURPOSE);
        return cipher;
    }
}
