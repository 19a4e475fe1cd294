package io.xfrmgate.ike.sim;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.SplittableRandom;

/** Randomness that one seed determines: the same calls give the same octets. For tests and the simulator; it keeps no secret. */
public class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    public SeededRandom(long seed) {
        super(new Source(seed), null);
    }

    @Override
    public String getAlgorithm() {
        return "seeded";
    }

    @Override
    public String toString() {
        return "SeededRandom";
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient SplittableRandom random;

        Source(long seed) {
            random = new SplittableRandom(seed);
        }

        /** A seed from outside would end the repeatability. */
        @Override
        protected void engineSetSeed(byte[] seed) {
            throw new UnsupportedOperationException("the seed is given once");
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int numBytes) {
            byte[] seed = new byte[numBytes];
            random.nextBytes(seed);
            return seed;
        }
    }
}
