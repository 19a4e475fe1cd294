package io.xfrmgate.ike.gen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ForAllTest {

    @Test
    void theSameSeedGivesTheSameValues() {
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        ForAll.forAll(1, 100, Gen.ints(-5, 5), first::add);
        ForAll.forAll(1, 100, Gen.ints(-5, 5), second::add);
        assertThat(first).isEqualTo(second).contains(-5, 0, 5).allMatch(i -> i >= -5 && i <= 5);
    }

    @Test
    void aFailureNamesTheSeedThatRepeatsIt() {
        Gen<Integer> numbers = Gen.ints(0, 1000);
        assertThatThrownBy(
                        () -> ForAll.forAll(3, 1000, numbers, n -> assertThat(n).isLessThan(900)))
                .isInstanceOf(AssertionError.class)
                .satisfies(failure -> {
                    String text = failure.getMessage();
                    long seed = Long.parseLong(text.substring("fails for seed ".length(), text.indexOf("L (")));
                    assertThat(numbers.next(new SplittableRandom(seed))).isGreaterThanOrEqualTo(900);
                });
    }

    @Test
    void octetsAreCutDownToTheOnesThatFail() {
        byte[] failing = new byte[300];
        failing[77] = 5;
        failing[210] = 9;
        byte[] smallest = ForAll.shrink(failing, bytes -> {
            int sum = 0;
            for (byte octet : bytes) {
                sum += octet;
            }
            assertThat(sum).isNotEqualTo(14);
        });
        assertThat(smallest).containsExactly(5, 9);
    }

    @Test
    void mutationsDifferFromTheOriginalMostOfTheTime() {
        byte[] original = new byte[64];
        List<byte[]> mutated =
                Gen.mutations(Gen.constant(original)).list(200, 200).next(new SplittableRandom(4));
        assertThat(mutated)
                .filteredOn(m -> m.length != 64 || !java.util.Arrays.equals(m, original))
                .hasSizeGreaterThan(150);
        assertThat(original).containsOnly(0);
    }
}
