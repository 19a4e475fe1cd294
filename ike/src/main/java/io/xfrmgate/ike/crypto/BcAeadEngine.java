package io.xfrmgate.ike.crypto;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** What the JDK lacks, by Bouncy Castle: AES-CCM, and AES-GCM with 64 bits of check value. */
final class BcAeadEngine implements AeadEngine {
    private final AEADBlockCipher cipher;
    private final int tagLength;
    /** Both modes give out plaintext before the check value is compared; it must not reach the message. */
    private byte[] scratch = new byte[2048];

    private BcAeadEngine(AEADBlockCipher cipher, int tagLength) {
        this.cipher = cipher;
        this.tagLength = tagLength;
    }

    static BcAeadEngine gcm(int tagLength) {
        return new BcAeadEngine(GCMBlockCipher.newInstance(AESEngine.newInstance()), tagLength);
    }

    static BcAeadEngine ccm(int tagLength) {
        return new BcAeadEngine(CCMBlockCipher.newInstance(AESEngine.newInstance()), tagLength);
    }

    @Override
    public int tagLength() {
        return tagLength;
    }

    @Override
    public void seal(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length) {
        try {
            int written = run(true, key, keyLength, nonce, message, aadLength, text, length);
            System.arraycopy(scratch, 0, message, text, written);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean open(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length) {
        try {
            int written = run(false, key, keyLength, nonce, message, aadLength, text, length + tagLength);
            System.arraycopy(scratch, 0, message, text, written);
            return true;
        } catch (InvalidCipherTextException e) {
            return false;
        }
    }

    private int run(
            boolean encrypt,
            byte[] key,
            int keyLength,
            byte[] nonce,
            byte[] message,
            int aadLength,
            int text,
            int length)
            throws InvalidCipherTextException {
        if (scratch.length < length + tagLength) {
            scratch = new byte[Math.max(length + tagLength, 2 * scratch.length)];
        }
        cipher.init(encrypt, new AEADParameters(new KeyParameter(key, 0, keyLength), tagLength * 8, nonce));
        cipher.processAADBytes(message, 0, aadLength);
        int written = cipher.processBytes(message, text, length, scratch, 0);
        return written + cipher.doFinal(scratch, written);
    }
}
