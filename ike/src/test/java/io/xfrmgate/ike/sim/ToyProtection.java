package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The sizes of a real protection, with an XOR stream for its cipher and a 64-bit hash for its check value. Catches any
 * accident, stops no attacker.
 */
final class ToyProtection implements SkProtection {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final EncryptionAlgorithm encryption;
    private final int icvLength;
    private final long key;
    private final SkKeys keys;
    private boolean destroyed;
    private long messages;

    ToyProtection(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey) {
        this.encryption = encryption;
        this.icvLength = encryption.isAead() ? encryption.icvLength() : integrity.icvLength();
        this.keys = new SkKeys(encryptionKey.clone(), integrityKey.clone());
        this.key = hash(hash(0, encryptionKey, 0, encryptionKey.length), integrityKey, 0, integrityKey.length);
    }

    @Override
    public int ivLength() {
        return encryption.ivLength();
    }

    @Override
    public int icvLength() {
        return icvLength;
    }

    @Override
    public int blockSize() {
        return encryption.blockSize();
    }

    @Override
    public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {
        if (destroyed) {
            throw new IllegalStateException("destroyed");
        }
        if (plaintextLength % blockSize() != 0) {
            throw new IllegalArgumentException("not whole blocks: " + plaintextLength);
        }
        int text = ivOffset + ivLength();
        Arrays.fill(message, ivOffset, text, (byte) 0);
        putLong(message, ivOffset, mix(key ^ messages++));
        stream(message, ivOffset, text, plaintextLength);
        putCheckValue(message, text + plaintextLength, message, text + plaintextLength);
    }

    @Override
    public int open(byte[] message, int ivOffset, int end) {
        int text = ivOffset + ivLength();
        int length = end - icvLength - text;
        if (destroyed || ivOffset < 0 || end > message.length || length < 0 || length % blockSize() != 0) {
            return -1;
        }
        byte[] expected = new byte[icvLength];
        putCheckValue(message, end - icvLength, expected, 0);
        if (!Arrays.equals(expected, 0, icvLength, message, end - icvLength, end)) {
            return -1;
        }
        stream(message, ivOffset, text, length);
        return length;
    }

    @Override
    public SkKeys copyKeys() {
        if (destroyed) {
            throw new IllegalStateException("destroyed");
        }
        return new SkKeys(keys.encryption().clone(), keys.integrity().clone());
    }

    @Override
    public OptionalLong nextIv() {
        return OptionalLong.of(messages);
    }

    @Override
    public void resumeIvs(long next) {
        messages = next;
    }

    @Override
    public void destroy() {
        destroyed = true;
        keys.destroy();
    }

    private void stream(byte[] message, int iv, int text, int length) {
        long state = hash(key, message, iv, ivLength());
        int words = length / 8;
        for (int i = 0; i < words; i++) {
            state += GOLDEN;
            putLong(message, text + 8 * i, getLong(message, text + 8 * i) ^ mix(state));
        }
        long last = mix(state + GOLDEN);
        for (int i = 8 * words; i < length; i++) {
            message[text + i] = (byte) (message[text + i] ^ last);
            last >>>= 8;
        }
    }

    /** Eight octets of hash, repeated to the check value's length; no check value is shorter than eight. */
    private void putCheckValue(byte[] message, int covered, byte[] out, int offset) {
        long value = hash(key, message, 0, covered);
        for (int i = 0; i < icvLength; i++) {
            out[offset + i] = (byte) (value >>> (8 * (i % 8)));
        }
    }

    private static long hash(long seed, byte[] data, int offset, int length) {
        long state = seed ^ (length * GOLDEN);
        int words = length / 8;
        for (int i = 0; i < words; i++) {
            state = Long.rotateLeft((state ^ getLong(data, offset + 8 * i)) * GOLDEN, 29);
        }
        for (int i = 8 * words; i < length; i++) {
            state = Long.rotateLeft((state ^ (data[offset + i] & 0xFF)) * GOLDEN, 29);
        }
        return mix(state);
    }

    private static long getLong(byte[] data, int offset) {
        return (long) LONG.get(data, offset);
    }

    private static void putLong(byte[] out, int offset, long value) {
        LONG.set(out, offset, value);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return b ^ (b >>> 31);
    }
}
