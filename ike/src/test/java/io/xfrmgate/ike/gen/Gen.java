package io.xfrmgate.ike.gen;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A generator of test values: all that it gives follows from the random source, so that a seed replays a case.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface Gen<T> {

    T next(SplittableRandom random);

    default <R> Gen<R> map(Function<? super T, ? extends R> function) {
        return random -> function.apply(next(random));
    }

    /** Lists of {@code min} to {@code max} elements. */
    default Gen<List<T>> list(int min, int max) {
        return random -> {
            int size = random.nextInt(min, max + 1);
            List<T> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(next(random));
            }
            return list;
        };
    }

    static <T> Gen<T> constant(T value) {
        return _ -> value;
    }

    /** From {@code min} to {@code max}, both included; one case in four is at an edge. */
    static Gen<Integer> ints(int min, int max) {
        return random -> switch (random.nextInt(8)) {
            case 0 -> min;
            case 1 -> max;
            default -> (int) random.nextLong(min, max + 1L);
        };
    }

    static Gen<Long> longs() {
        return SplittableRandom::nextLong;
    }

    static Gen<Boolean> booleans() {
        return SplittableRandom::nextBoolean;
    }

    /** Arrays of {@code min} to {@code max} random octets. */
    static Gen<byte[]> bytes(int min, int max) {
        return random -> {
            byte[] bytes = new byte[random.nextInt(min, max + 1)];
            random.nextBytes(bytes);
            return bytes;
        };
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> Gen<T> of(T... values) {
        List<T> choices = List.of(values);
        return random -> choices.get(random.nextInt(choices.size()));
    }

    /** One of several generators, each as likely. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> Gen<T> oneOf(Gen<? extends T>... generators) {
        List<Gen<? extends T>> choices = List.of(generators);
        return random -> choices.get(random.nextInt(choices.size())).next(random);
    }

    /**
     * Damaged copies: octets flipped, set to an edge value, cut out, doubled, or cut off at the end. One to four times.
     */
    static Gen<byte[]> mutations(Gen<byte[]> originals) {
        return random -> {
            byte[] bytes = originals.next(random).clone();
            for (int left = random.nextInt(1, 5); left > 0 && bytes.length > 0; left--) {
                bytes = mutate(bytes, random);
            }
            return bytes;
        };
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(1, 9), bytes.length - at);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 ->
                bytes[at] = Gen.of((byte) 0, (byte) 1, (byte) 0x7F, (byte) 0x80, (byte) 0xFF)
                        .next(random);
            case 3 -> bytes = Octets.without(bytes, at, length);
            case 4 -> bytes = Octets.doubled(bytes, at, length);
            default -> bytes = Octets.without(bytes, at, bytes.length - at);
        }
        return bytes;
    }
}
