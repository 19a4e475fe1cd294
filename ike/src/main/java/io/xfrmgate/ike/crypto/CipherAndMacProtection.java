package io.xfrmgate.ike.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.crypto.Cipher;

/**
 * The Encrypted payload under a cipher and a separate check value (RFC 7296 section 3.14): encrypt, then compute the check
 * value over the whole message so far; on arrival verify first. CBC takes a random IV, CTR (RFC 5930) one that is counted.
 */
final class CipherAndMacProtection implements SkProtection {
    private final JdkCipherEngine cipher;
    private final MacEngine mac;
    private final int icvLength;
    private final byte[] encryptionKey;
    private final byte[] integrityKey;
    private final IvCounter countedIvs = new IvCounter();
    private boolean destroyed;

    CipherAndMacProtection(
            JdkCipherEngine cipher, MacEngine mac, int icvLength, byte[] encryptionKey, byte[] integrityKey) {
        this.cipher = cipher;
        this.mac = mac;
        this.icvLength = icvLength;
        this.encryptionKey = encryptionKey.clone();
        this.integrityKey = integrityKey.clone();
    }

    @Override
    public int ivLength() {
        return cipher.algorithm().ivLength();
    }

    @Override
    public int icvLength() {
        return icvLength;
    }

    @Override
    public int blockSize() {
        return cipher.algorithm().blockSize();
    }

    @Override
    public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {
        if (destroyed) {
            throw new IllegalStateException("the keys of this SA are gone");
        }
        if (plaintextLength % blockSize() != 0) {
            throw new IllegalArgumentException(plaintextLength + " octets are not whole blocks of " + blockSize());
        }
        if (cipher.isCounterMode()) {
            countedIvs.put(message, ivOffset, random);
        } else {
            cipher.putUnpredictableIv(message, ivOffset, random);
        }
        int text = ivOffset + ivLength();
        cipher.run(Cipher.ENCRYPT_MODE, encryptionKey, message, ivOffset, text, plaintextLength);
        int covered = text + plaintextLength;
        System.arraycopy(checkValue(message, covered), 0, message, covered, icvLength);
    }

    @Override
    public int open(byte[] message, int ivOffset, int end) {
        int text = ivOffset + ivLength();
        int length = end - icvLength - text;
        if (destroyed || ivOffset < 0 || end > message.length || length < 0 || length % blockSize() != 0) {
            return -1;
        }
        byte[] received = Arrays.copyOfRange(message, end - icvLength, end);
        if (!MessageDigest.isEqual(checkValue(message, end - icvLength), received)) {
            return -1;
        }
        cipher.run(Cipher.DECRYPT_MODE, encryptionKey, message, ivOffset, text, length);
        return length;
    }

    /** Over the message's first {@code covered} octets, truncated. */
    private byte[] checkValue(byte[] message, int covered) {
        mac.init(integrityKey);
        mac.update(message, 0, covered);
        byte[] full = new byte[mac.length()];
        mac.finish(full, 0);
        return full.length == icvLength ? full : Arrays.copyOf(full, icvLength);
    }

    @Override
    public SkKeys copyKeys() {
        if (destroyed) {
            throw new IllegalStateException("the keys of this SA are gone");
        }
        return new SkKeys(encryptionKey.clone(), integrityKey.clone());
    }

    @Override
    public OptionalLong nextIv() {
        return countedIvs.next();
    }

    @Override
    public void resumeIvs(long next) {
        countedIvs.resume(next);
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(encryptionKey, (byte) 0);
        Arrays.fill(integrityKey, (byte) 0);
    }
}
