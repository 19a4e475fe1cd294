package io.xfrmgate.ike.crypto;

import java.util.Arrays;

/**
 * The key stream prf+ (RFC 7296 section 2.13): T1 | T2 | ..., with T1 = prf(K, S | 0x01) and Tn = prf(K, Tn-1 | S | n).
 * Keys are taken from it one after another.
 */
public final class PrfPlus implements AutoCloseable {
    private static final int MAX_BLOCKS = 255;

    private final Prf prf;
    private final byte[] key;
    /** T(n-1), the seed's parts, and the counter octet, as the PRF wants them. */
    private final byte[][] input;

    private byte[] block = new byte[0];
    private int used;
    private int blocks;

    /**
     * @param key K; not copied, must stay until the last key is taken
     * @param seed the parts of S; not copied
     */
    public PrfPlus(Prf prf, byte[] key, byte[]... seed) {
        this.prf = prf;
        this.key = key;
        this.input = new byte[seed.length + 2][];
        System.arraycopy(seed, 0, input, 1, seed.length);
        input[seed.length + 1] = new byte[1];
    }

    /**
     * The next {@code length} octets, in a fresh array.
     *
     * @throws IllegalStateException past 255 blocks, where the counter octet ends
     */
    public byte[] take(int length) {
        byte[] out = new byte[length];
        int filled = 0;
        while (filled < length) {
            if (used == block.length) {
                nextBlock();
            }
            int taken = Math.min(length - filled, block.length - used);
            System.arraycopy(block, used, out, filled, taken);
            used += taken;
            filled += taken;
        }
        return out;
    }

    private void nextBlock() {
        if (blocks == MAX_BLOCKS) {
            throw new IllegalStateException("prf+ ends after " + MAX_BLOCKS + " blocks (RFC 7296 section 2.13)");
        }
        blocks++;
        input[0] = block;
        input[input.length - 1][0] = (byte) blocks;
        byte[] next = prf.compute(key, input);
        Arrays.fill(block, (byte) 0);
        block = next;
        used = 0;
    }

    /** Overwrites the last block. */
    @Override
    public void close() {
        Arrays.fill(block, (byte) 0);
    }
}
