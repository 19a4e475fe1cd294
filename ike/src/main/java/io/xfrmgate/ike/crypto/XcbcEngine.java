package io.xfrmgate.ike.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.MultiBlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-XCBC-MAC with a 128-bit key (RFC 3566 section 4), which neither the JDK nor Bouncy Castle offers, on the latter's AES. */
final class XcbcEngine implements MacEngine {
    private static final int BLOCK = 16;

    private final MultiBlockCipher aes = AESEngine.newInstance();
    private final byte[] key1 = new byte[BLOCK];
    private final byte[] key2 = new byte[BLOCK];
    private final byte[] key3 = new byte[BLOCK];
    private final byte[] chain = new byte[BLOCK];
    /** A full block stays here until more data shows that it is not the last one. */
    private final byte[] pending = new byte[BLOCK];

    private int pendingLength;

    @Override
    public int length() {
        return BLOCK;
    }

    @Override
    public void init(byte[] key) {
        aes.init(true, new KeyParameter(key));
        subkey(1, key1);
        subkey(2, key2);
        subkey(3, key3);
        aes.init(true, new KeyParameter(key1));
        Arrays.fill(chain, (byte) 0);
        pendingLength = 0;
    }

    private void subkey(int octet, byte[] out) {
        Arrays.fill(out, (byte) octet);
        aes.processBlock(out, 0, out, 0);
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (pendingLength == BLOCK) {
                absorbPending();
            }
            int taken = Math.min(left, BLOCK - pendingLength);
            System.arraycopy(data, from, pending, pendingLength, taken);
            pendingLength += taken;
            from += taken;
            left -= taken;
        }
    }

    private void absorbPending() {
        xorIntoChain(pending);
        aes.processBlock(chain, 0, chain, 0);
        pendingLength = 0;
    }

    @Override
    public void finish(byte[] out, int offset) {
        byte[] mask = key2;
        if (pendingLength < BLOCK) {
            pending[pendingLength] = (byte) 0x80;
            Arrays.fill(pending, pendingLength + 1, BLOCK, (byte) 0);
            mask = key3;
        }
        xorIntoChain(mask);
        absorbPending();
        System.arraycopy(chain, 0, out, offset, BLOCK);
    }

    private void xorIntoChain(byte[] block) {
        for (int i = 0; i < BLOCK; i++) {
            chain[i] = (byte) (chain[i] ^ block[i]);
        }
    }
}
