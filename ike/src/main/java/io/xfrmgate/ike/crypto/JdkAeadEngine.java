package io.xfrmgate.ike.crypto;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/** AES-GCM with 96 to 128 bits of check value, and ChaCha20-Poly1305, by the JDK. */
final class JdkAeadEngine implements AeadEngine {
    private static final int CHACHA_TAG = 16;

    private final Cipher cipher;
    private final String keyAlgorithm;
    private final int tagLength;
    /**
     * Decryption goes through here and back: onto itself the JDK would take a fresh array as long as the whole buffer for
     * each message.
     */
    private byte[] scratch = new byte[2048];

    private JdkAeadEngine(String transformation, String keyAlgorithm, int tagLength) {
        try {
            cipher = Cipher.getInstance(transformation, JdkProvider.NAME);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + transformation, e);
        }
        this.keyAlgorithm = keyAlgorithm;
        this.tagLength = tagLength;
    }

    static JdkAeadEngine gcm(int tagLength) {
        return new JdkAeadEngine("AES/GCM/NoPadding", "AES", tagLength);
    }

    static JdkAeadEngine chacha20Poly1305() {
        return new JdkAeadEngine("ChaCha20-Poly1305", "ChaCha20", CHACHA_TAG);
    }

    @Override
    public int tagLength() {
        return tagLength;
    }

    private AlgorithmParameterSpec parameters(byte[] nonce) {
        return keyAlgorithm.equals("AES") ? new GCMParameterSpec(tagLength * 8, nonce) : new IvParameterSpec(nonce);
    }

    @Override
    public void seal(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, new KeyView(keyAlgorithm, key, keyLength), parameters(nonce));
            cipher.updateAAD(message, 0, aadLength);
            cipher.doFinal(message, text, length, message, text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean open(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length) {
        if (scratch.length < length + tagLength) {
            scratch = new byte[Math.max(length + tagLength, 2 * scratch.length)];
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, new KeyView(keyAlgorithm, key, keyLength), parameters(nonce));
            cipher.updateAAD(message, 0, aadLength);
            cipher.doFinal(message, text, length + tagLength, scratch, 0);
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        System.arraycopy(scratch, 0, message, text, length);
        return true;
    }
}
