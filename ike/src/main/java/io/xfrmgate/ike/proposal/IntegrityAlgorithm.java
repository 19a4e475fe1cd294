package io.xfrmgate.ike.proposal;

import java.util.List;
import java.util.Optional;

/** Integrity algorithms (IANA "Transform Type 3"). */
public enum IntegrityAlgorithm {
    NONE(0, "none", 0, 0, false),
    HMAC_MD5_96(1, "md5-96", 16, 12, true),
    HMAC_SHA1_96(2, "sha1-96", 20, 12, false),
    AES_XCBC_96(5, "aes-xcbc-96", 16, 12, false),
    AES_CMAC_96(8, "aes-cmac-96", 16, 12, false),
    HMAC_SHA2_256_128(12, "sha2-256-128", 32, 16, false),
    HMAC_SHA2_384_192(13, "sha2-384-192", 48, 24, false),
    HMAC_SHA2_512_256(14, "sha2-512-256", 64, 32, false);

    private static final List<IntegrityAlgorithm> ALL = List.of(values());

    private final int id;
    private final String text;
    private final int keyLength;
    private final int icvLength;
    private final boolean weak;

    IntegrityAlgorithm(int id, String text, int keyLength, int icvLength, boolean weak) {
        this.id = id;
        this.text = text;
        this.keyLength = keyLength;
        this.icvLength = icvLength;
        this.weak = weak;
    }

    public int id() {
        return id;
    }

    public String text() {
        return text;
    }

    /** Octets of key. */
    public int keyLength() {
        return keyLength;
    }

    /** Octets of the truncated check value on the wire. */
    public int icvLength() {
        return icvLength;
    }

    public boolean isWeak() {
        return weak;
    }

    public static Optional<IntegrityAlgorithm> of(int id) {
        for (IntegrityAlgorithm algorithm : ALL) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
