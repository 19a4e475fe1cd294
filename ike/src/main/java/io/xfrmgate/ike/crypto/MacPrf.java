package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.Arrays;

/** A pseudo-random function made from a message authentication code, as all of IKEv2's are. */
final class MacPrf implements Prf {
    private static final int AES_KEY = 16;

    private final PrfAlgorithm algorithm;
    private final MacEngine mac;

    MacPrf(PrfAlgorithm algorithm, MacEngine mac) {
        this.algorithm = algorithm;
        this.mac = mac;
    }

    @Override
    public PrfAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public byte[] compute(byte[] key, byte[]... parts) {
        start(key);
        for (byte[] part : parts) {
            mac.update(part, 0, part.length);
        }
        byte[] out = new byte[algorithm.outputLength()];
        mac.finish(out, 0);
        return out;
    }

    /** The AES functions take a key of any length by their own rules (RFC 4434 section 2, RFC 4615 section 3); HMAC by itself. */
    private void start(byte[] key) {
        if (!algorithm.hasFixedKey() || key.length == AES_KEY) {
            mac.init(key);
            return;
        }
        byte[] fitted = algorithm == PrfAlgorithm.AES128_XCBC && key.length < AES_KEY
                ? Arrays.copyOf(key, AES_KEY)
                : macUnderZeroKey(key);
        mac.init(fitted);
        Arrays.fill(fitted, (byte) 0);
    }

    private byte[] macUnderZeroKey(byte[] data) {
        byte[] out = new byte[AES_KEY];
        mac.init(new byte[AES_KEY]);
        mac.update(data, 0, data.length);
        mac.finish(out, 0);
        return out;
    }
}
