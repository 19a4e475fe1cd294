package io.xfrmgate.ike.proposal;

import java.util.List;
import java.util.Optional;

/** Pseudo-random functions (IANA "Transform Type 2"). */
public enum PrfAlgorithm {
    HMAC_MD5(1, "md5", 16, 16, true),
    HMAC_SHA1(2, "sha1", 20, 20, false),
    AES128_XCBC(4, "aes-xcbc-128", 16, 16, false),
    HMAC_SHA2_256(5, "sha2-256", 32, 32, false),
    HMAC_SHA2_384(6, "sha2-384", 48, 48, false),
    HMAC_SHA2_512(7, "sha2-512", 64, 64, false),
    AES128_CMAC(8, "aes-cmac-128", 16, 16, false);

    private static final List<PrfAlgorithm> ALL = List.of(values());

    private final int id;
    private final String text;
    private final int keyLength;
    private final int outputLength;
    private final boolean weak;

    PrfAlgorithm(int id, String text, int keyLength, int outputLength, boolean weak) {
        this.id = id;
        this.text = text;
        this.keyLength = keyLength;
        this.outputLength = outputLength;
        this.weak = weak;
    }

    public int id() {
        return id;
    }

    public String text() {
        return text;
    }

    /** Preferred key length in octets: the length of SK_d, SK_pi and SK_pr (RFC 7296 section 2.13). */
    public int keyLength() {
        return keyLength;
    }

    /** Octets of output. */
    public int outputLength() {
        return outputLength;
    }

    public boolean isWeak() {
        return weak;
    }

    /** Takes exactly 16 octets of key, so that half comes from each nonce in SKEYSEED (RFC 7296 section 2.14). */
    public boolean hasFixedKey() {
        return this == AES128_XCBC || this == AES128_CMAC;
    }

    public static Optional<PrfAlgorithm> of(int id) {
        for (PrfAlgorithm algorithm : ALL) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
