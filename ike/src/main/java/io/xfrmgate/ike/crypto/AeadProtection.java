package io.xfrmgate.ike.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The Encrypted payload under a combined mode (RFC 5282, RFC 7634). The nonce is the salt at the key's end and the 8 octets
 * of IV.
 */
final class AeadProtection implements SkProtection {
    private static final int IV = IvCounter.LENGTH;

    private final AeadEngine engine;
    private final byte[] keyAndSalt;
    private final int saltLength;
    private final IvCounter ivs = new IvCounter();
    private boolean destroyed;

    AeadProtection(AeadEngine engine, byte[] keyAndSalt, int saltLength) {
        this.engine = engine;
        this.keyAndSalt = keyAndSalt.clone();
        this.saltLength = saltLength;
    }

    @Override
    public int ivLength() {
        return IV;
    }

    @Override
    public int icvLength() {
        return engine.tagLength();
    }

    @Override
    public int blockSize() {
        return 1;
    }

    @Override
    public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {
        if (destroyed) {
            throw new IllegalStateException("the keys of this SA are gone");
        }
        ivs.put(message, ivOffset, random);
        engine.seal(
                keyAndSalt, keyLength(), nonce(message, ivOffset), message, ivOffset, ivOffset + IV, plaintextLength);
    }

    @Override
    public int open(byte[] message, int ivOffset, int end) {
        int length = end - ivOffset - IV - engine.tagLength();
        if (destroyed || ivOffset < 0 || end > message.length || length < 0) {
            return -1;
        }
        boolean authentic = engine.open(
                keyAndSalt, keyLength(), nonce(message, ivOffset), message, ivOffset, ivOffset + IV, length);
        return authentic ? length : -1;
    }

    private int keyLength() {
        return keyAndSalt.length - saltLength;
    }

    private byte[] nonce(byte[] message, int ivOffset) {
        byte[] nonce = new byte[saltLength + IV];
        System.arraycopy(keyAndSalt, keyLength(), nonce, 0, saltLength);
        System.arraycopy(message, ivOffset, nonce, saltLength, IV);
        return nonce;
    }

    @Override
    public SkKeys copyKeys() {
        if (destroyed) {
            throw new IllegalStateException("the keys of this SA are gone");
        }
        return new SkKeys(keyAndSalt.clone(), new byte[0]);
    }

    @Override
    public OptionalLong nextIv() {
        return ivs.next();
    }

    @Override
    public void resumeIvs(long next) {
        ivs.resume(next);
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(keyAndSalt, (byte) 0);
    }
}
