package io.xfrmgate.ike.sim;

import java.util.SplittableRandom;

/**
 * One number from which all chance of a world comes. Every concern draws from a stream of its own, so that one more packet
 * here does not change what happens there.
 */
public record SimSeed(long value) {

    /** The stream of a concern, always the same for the same names. */
    public SplittableRandom stream(String concern, Object... names) {
        return new SplittableRandom(number(concern, names));
    }

    /** A number of a concern, always the same for the same names. */
    public long number(String concern, Object... names) {
        long mixed = mix(value ^ 0x9E37_79B9_7F4A_7C15L) + concern.hashCode();
        for (Object name : names) {
            mixed = mix(mixed) + name.toString().hashCode();
        }
        return mix(mixed);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return x ^ (x >>> 31);
    }
}
