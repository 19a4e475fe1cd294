package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** Hides nothing and protects from nobody, but finds each changed octet, as the codec's tests need. */
public final class XorProtection implements SkProtection {
    private static final int IV = 8;
    private static final int ICV = 4;
    private final int blockSize;

    public XorProtection(int blockSize) {
        this.blockSize = blockSize;
    }

    @Override
    public int ivLength() {
        return IV;
    }

    @Override
    public int icvLength() {
        return ICV;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {
        if (plaintextLength % blockSize != 0 || ivOffset + IV + plaintextLength + ICV != message.length) {
            throw new IllegalArgumentException("the codec left no place for the check value");
        }
        byte[] iv = new byte[IV];
        random.nextBytes(iv);
        System.arraycopy(iv, 0, message, ivOffset, IV);
        xor(message, ivOffset, plaintextLength);
        ByteBuffer.wrap(message).putInt(message.length - ICV, checksum(message));
    }

    @Override
    public int open(byte[] message, int ivOffset, int end) {
        if (ByteBuffer.wrap(message).getInt(end - ICV) != checksum(message)) {
            return -1;
        }
        int length = end - ICV - IV - ivOffset;
        xor(message, ivOffset, length);
        return length;
    }

    @Override
    public OptionalLong nextIv() {
        return OptionalLong.empty();
    }

    @Override
    public void resumeIvs(long next) {}

    @Override
    public SkKeys copyKeys() {
        return new SkKeys(new byte[0], new byte[0]);
    }

    @Override
    public void destroy() {}

    private static void xor(byte[] message, int ivOffset, int length) {
        for (int i = 0; i < length; i++) {
            message[ivOffset + IV + i] ^= (byte) (message[ivOffset + i % IV] + i);
        }
    }

    private static int checksum(byte[] message) {
        CRC32C crc = new CRC32C();
        crc.update(message, 0, message.length - ICV);
        return (int) crc.getValue();
    }
}
