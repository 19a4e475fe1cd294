package io.xfrmgate.ike.crypto;

/** A working object for one message authentication code; keyed anew for each message, shared by a shard's SAs. */
interface MacEngine {
    /** Octets of the untruncated code. */
    int length();

    /** Starts a message. */
    void init(byte[] key);

    void update(byte[] data, int offset, int length);

    /** Writes {@link #length()} octets. */
    void finish(byte[] out, int offset);
}
