package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** A cipher without integrity, by the JDK: AES-CBC, AES-CTR, DES and 3DES. Keyed anew for each message, shared by a shard's SAs. */
final class JdkCipherEngine {
    private static final int COUNTER_BLOCK = 16;

    private final Cipher cipher;
    private final EncryptionAlgorithm algorithm;
    private final String keyAlgorithm;
    private final byte[] freshIv;

    JdkCipherEngine(EncryptionAlgorithm algorithm) {
        this.algorithm = algorithm;
        keyAlgorithm = switch (algorithm) {
            case DES_CBC -> "DES";
            case TRIPLE_DES_CBC -> "DESede";
            default -> "AES";
        };
        freshIv = new byte[algorithm.ivLength()];
        String transformation = keyAlgorithm + (isCounterMode() ? "/CTR/NoPadding" : "/CBC/NoPadding");
        try {
            cipher = Cipher.getInstance(transformation, JdkProvider.NAME);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + transformation, e);
        }
    }

    EncryptionAlgorithm algorithm() {
        return algorithm;
    }

    boolean isCounterMode() {
        return algorithm == EncryptionAlgorithm.AES_CTR;
    }

    /** An IV that the peer's attacker can not foresee, as CBC needs it. */
    void putUnpredictableIv(byte[] message, int offset, SecureRandom random) {
        random.nextBytes(freshIv);
        System.arraycopy(freshIv, 0, message, offset, freshIv.length);
    }

    /** Encrypts or decrypts {@code length} octets at {@code text} in place, with the IV at {@code iv} of the message. */
    void run(int mode, byte[] keyAndSalt, byte[] message, int iv, int text, int length) {
        try {
            int keyLength = keyAndSalt.length - algorithm.saltLength();
            cipher.init(mode, new KeyView(keyAlgorithm, keyAndSalt, keyLength), parameters(keyAndSalt, message, iv));
            cipher.doFinal(message, text, length, message, text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** CTR's first counter block: salt, IV, and a block counter that starts at 1 (RFC 3686 section 4, RFC 5930 section 2). */
    private IvParameterSpec parameters(byte[] keyAndSalt, byte[] message, int iv) {
        if (!isCounterMode()) {
            return new IvParameterSpec(message, iv, algorithm.ivLength());
        }
        byte[] counter = new byte[COUNTER_BLOCK];
        int salt = algorithm.saltLength();
        System.arraycopy(keyAndSalt, keyAndSalt.length - salt, counter, 0, salt);
        System.arraycopy(message, iv, counter, salt, algorithm.ivLength());
        counter[COUNTER_BLOCK - 1] = 1;
        return new IvParameterSpec(counter);
    }
}
