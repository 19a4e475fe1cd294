package io.xfrmgate.ike.proposal;

import java.util.List;
import java.util.Optional;

/** Encryption algorithms (IANA "Transform Type 1") that the gateway knows. */
public enum EncryptionAlgorithm {
    DES_CBC(2, "des-cbc", 8, 8, 0, 0, true, false, 64),
    TRIPLE_DES_CBC(3, "3des-cbc", 8, 8, 0, 0, true, false, 192),
    NULL(11, "null", 1, 0, 0, 0, false, false, 0),
    AES_CBC(12, "aes-cbc", 16, 16, 0, 0, false, true, 128, 192, 256),
    AES_CTR(13, "aes-ctr", 1, 8, 4, 0, false, true, 128, 192, 256),
    AES_CCM_8(14, "aes-ccm-64", 1, 8, 3, 8, false, true, 128, 192, 256),
    AES_CCM_12(15, "aes-ccm-96", 1, 8, 3, 12, false, true, 128, 192, 256),
    AES_CCM_16(16, "aes-ccm-128", 1, 8, 3, 16, false, true, 128, 192, 256),
    AES_GCM_8(18, "aes-gcm-64", 1, 8, 4, 8, false, true, 128, 192, 256),
    AES_GCM_12(19, "aes-gcm-96", 1, 8, 4, 12, false, true, 128, 192, 256),
    AES_GCM_16(20, "aes-gcm-128", 1, 8, 4, 16, false, true, 128, 192, 256),
    /** ESP only: integrity without encryption (RFC 4543). */
    AES_GMAC(21, "aes-gmac", 1, 8, 4, 16, false, true, 128, 192, 256),
    CHACHA20_POLY1305(28, "chacha20-poly1305", 1, 8, 4, 16, false, false, 256);

    private static final List<EncryptionAlgorithm> ALL = List.of(values());

    private final int id;
    private final String text;
    private final int blockSize;
    private final int ivLength;
    private final int saltLength;
    private final int icvLength;
    private final boolean weak;
    private final boolean keyLengthAttribute;
    private final List<Integer> keySizes;

    EncryptionAlgorithm(
            int id,
            String text,
            int blockSize,
            int ivLength,
            int saltLength,
            int icvLength,
            boolean weak,
            boolean keyLengthAttribute,
            Integer... keySizes) {
        this.id = id;
        this.text = text;
        this.blockSize = blockSize;
        this.ivLength = ivLength;
        this.saltLength = saltLength;
        this.icvLength = icvLength;
        this.weak = weak;
        this.keyLengthAttribute = keyLengthAttribute;
        this.keySizes = List.of(keySizes);
    }

    public int id() {
        return id;
    }

    /** Name without the key size. */
    public String text() {
        return text;
    }

    /** Name with the key size after the family, StarOS's way: {@code aes-cbc-128}, {@code aes-256-gcm-128}. */
    public String textWithKey(int keyBits) {
        return text.startsWith("aes-cbc") || text.startsWith("aes-ctr") || text.equals("aes-gmac")
                ? text + "-" + keyBits
                : text.startsWith("aes-") ? "aes-" + keyBits + text.substring(3) : text;
    }

    /** Octets that plaintext is padded to; 1 where no padding is needed. */
    public int blockSize() {
        return blockSize;
    }

    /** Octets of explicit IV on the wire. */
    public int ivLength() {
        return ivLength;
    }

    /** Octets of salt (implicit nonce) taken from the key material after the key. */
    public int saltLength() {
        return saltLength;
    }

    /** Octets of the algorithm's own integrity check value; 0 where a separate integrity transform is needed. */
    public int icvLength() {
        return icvLength;
    }

    /** A combined mode: no separate integrity transform (RFC 5282). */
    public boolean isAead() {
        return icvLength > 0;
    }

    /** Works only where the configuration names it, with a warning. */
    public boolean isWeak() {
        return weak;
    }

    /** Whether proposals must carry the Key Length attribute (RFC 7296 section 3.3.5). */
    public boolean hasKeyLengthAttribute() {
        return keyLengthAttribute;
    }

    /** Permitted key sizes in bits. */
    public List<Integer> keySizes() {
        return keySizes;
    }

    /** The key size in bits meant by a transform with this Key Length attribute value (0: absent). */
    public int effectiveKeyBits(int attribute) {
        return keyLengthAttribute ? attribute : keySizes.getFirst();
    }

    public static Optional<EncryptionAlgorithm> of(int id) {
        for (EncryptionAlgorithm algorithm : ALL) {
            if (algorithm.id == id) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
