package io.xfrmgate.ike.crypto;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Hands out given octets once, so that known answers pass through the code that draws them; more is an error. */
final class FixedRandom extends SecureRandom {
    private final transient ByteBuffer octets;

    FixedRandom(byte[]... parts) {
        octets = ByteBuffer.wrap(Octet.concat(parts));
    }

    @Override
    public void nextBytes(byte[] out) {
        octets.get(out);
    }

    @Override
    public long nextLong() {
        return octets.getLong();
    }
}
