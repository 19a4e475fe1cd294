package io.xfrmgate.ike.crypto;

/**
 * A working object for one combined mode, keyed anew for each message and shared by a shard's SAs. The key is the first
 * {@code keyLength} octets of {@code key}; the associated data is everything before {@code aadLength} in the message.
 */
interface AeadEngine {
    /** Octets of check value. */
    int tagLength();

    /** Encrypts {@code length} octets at {@code text} in place and writes the check value after them. */
    void seal(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length);

    /**
     * Verifies, then decrypts {@code length} octets at {@code text} in place; the check value follows them.
     *
     * @return false if the message is not authentic; it is then unchanged
     */
    boolean open(byte[] key, int keyLength, byte[] nonce, byte[] message, int aadLength, int text, int length);
}
