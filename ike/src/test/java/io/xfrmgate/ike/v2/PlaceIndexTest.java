package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlaceIndexTest {
    private final PlaceIndex index = new PlaceIndex();

    private record Entry(int hash, int place) {}

    private Set<Integer> all(int hash) {
        Set<Integer> found = new HashSet<>();
        index.find(hash, place -> {
            found.add(place);
            return false;
        });
        return found;
    }

    @Test
    void findsWhatIsThereAndNothingElse() {
        SplittableRandom random = new SplittableRandom(3);
        List<Entry> entries = new ArrayList<>();
        for (int step = 0; step < 60_000; step++) {
            boolean grow = random.nextInt(10) < (step % 20_000 < 10_000 ? 7 : 3);
            if (entries.isEmpty() || grow) {
                // few hashes near one another, so that rows of entries meet and close again
                Entry entry = new Entry(random.nextInt(4_000) - 2_000, step);
                index.put(entry.hash, entry.place);
                entries.add(entry);
            } else {
                Entry entry = entries.remove(random.nextInt(entries.size()));
                index.remove(entry.hash, entry.place);
            }
        }
        assertThat(index.size()).isEqualTo(entries.size());
        for (int hash = -2_000; hash < 2_000; hash++) {
            int wanted = hash;
            Set<Integer> expected = new HashSet<>();
            entries.stream().filter(e -> e.hash == wanted).forEach(e -> expected.add(e.place));
            assertThat(all(hash)).as("hash %d", hash).isEqualTo(expected);
        }
    }

    @Test
    void saysWhereTooManyMeet() {
        for (int i = 0; i < 16; i++) {
            assertThat(index.isCrowded(5)).isFalse();
            index.put(5, i);
        }
        assertThat(index.isCrowded(5)).isTrue();
        assertThat(index.isCrowded(6)).isFalse();
        index.remove(5, 3);
        assertThat(index.isCrowded(5)).isFalse();
    }

    @Test
    void knowsWhenSomebodyChoseHashesInARow() {
        for (int i = 0; i < 1_000; i++) {
            index.put(1 << 20 | i, i);
        }
        assertThat(index.isCrowded(1 << 20)).isTrue();
        assertThat(index.isCrowded(1_500)).isFalse();
    }

    @Test
    void removesNothingThatIsNotThere() {
        index.put(1, 2);
        assertThatThrownBy(() -> index.remove(1, 3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void spreadsKeysThatAreNumbersInARow() {
        Set<Integer> low = new HashSet<>();
        for (int i = 0; i < 1_024; i++) {
            low.add(PlaceIndex.hash(i) & 1_023);
        }
        assertThat(low).hasSizeGreaterThan(550);
    }
}
