package io.xfrmgate.ike.gen;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Runs a property over many generated values. A failure names the seed of the one case, which {@link #replay} repeats; for
 * octets, it also shows the shortest that still fails.
 */
public final class ForAll {
    /** A claim about a value: throws (an assertion's error or any exception) where it does not hold. */
    @FunctionalInterface
    public interface Property<T> {
        void check(T value) throws Exception;
    }

    private static final int MAX_SHRINKS = 2_000;

    private ForAll() {}

    /** Checks {@code runs} values; the seed of each follows from {@code seed}. */
    public static <T> void forAll(long seed, int runs, Gen<T> values, Property<? super T> property) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int run = 0; run < runs; run++) {
            replay(seeds.nextLong(), values, property);
        }
    }

    /** Checks the one value of a case's seed. */
    public static <T> void replay(long caseSeed, Gen<T> values, Property<? super T> property) {
        T value = values.next(new SplittableRandom(caseSeed));
        try {
            property.check(value);
        } catch (Exception | AssertionError failure) {
            throw new AssertionError(
                    "fails for seed " + caseSeed + "L (ForAll.replay): " + shown(value) + ": " + failure, failure);
        }
    }

    /** The same for octets: a failing value is first cut down by halves, then zeroed, as far as it goes on failing. */
    public static void forAllBytes(long seed, int runs, Gen<byte[]> values, Property<byte[]> property) {
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int run = 0; run < runs; run++) {
            long caseSeed = seeds.nextLong();
            byte[] value = values.next(new SplittableRandom(caseSeed));
            if (holds(property, value)) {
                continue;
            }
            byte[] smallest = shrink(value, property);
            replay(caseSeed, Gen.constant(smallest), property);
        }
    }

    /** The smallest array that was found for which the property still fails. */
    static byte[] shrink(byte[] failing, Property<byte[]> property) {
        byte[] smallest = failing;
        int tries = 0;
        for (int size = Math.max(1, failing.length / 2); size >= 1; size /= 2) {
            for (int at = 0; at < smallest.length && tries < MAX_SHRINKS; tries++) {
                byte[] shorter = Octets.without(smallest, at, Math.min(size, smallest.length - at));
                if (holds(property, shorter)) {
                    at += size;
                } else {
                    smallest = shorter;
                }
            }
        }
        for (int at = 0; at < smallest.length && tries < MAX_SHRINKS; at++, tries++) {
            byte[] plainer = smallest.clone();
            plainer[at] = 0;
            if (!holds(property, plainer)) {
                smallest = plainer;
            }
        }
        return smallest;
    }

    private static boolean holds(Property<byte[]> property, byte[] value) {
        try {
            property.check(value.clone());
            return true;
        } catch (Exception | AssertionError failure) {
            return false;
        }
    }

    private static String shown(Object value) {
        return value instanceof byte[] bytes
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 400)))
                : String.valueOf(value);
    }
}
