package io.xfrmgate.ike.crypto;

import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * Explicit IVs of 8 octets for the modes that break if one repeats under a key (GCM, CCM, ChaCha20-Poly1305, CTR). A counter
 * repeats only after 2^64 messages. It starts at a random value, not at zero: an SA that another process takes over with its
 * keys but without this counter then still starts elsewhere.
 */
final class IvCounter {
    static final int LENGTH = 8;

    private boolean started;
    private long next;

    OptionalLong next() {
        return started ? OptionalLong.of(next) : OptionalLong.empty();
    }

    void resume(long at) {
        next = at;
        started = true;
    }

    void put(byte[] message, int offset, SecureRandom random) {
        if (!started) {
            next = random.nextLong();
            started = true;
        }
        Octets.putLong(message, offset, next);
        next++;
    }
}
