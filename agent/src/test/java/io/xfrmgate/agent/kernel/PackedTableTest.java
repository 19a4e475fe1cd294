package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PackedTableTest {
    private static final int WIDTH = 4;
    private static final int KEY = 2;

    private final PackedTable table = new PackedTable(WIDTH, KEY);
    /** The same by plain means. */
    private final Map<List<Integer>, List<List<Integer>>> model = new HashMap<>();

    private int inModel;

    private void add(int first, int second, int third, int fourth) {
        table.add(new int[] {first, second, third, fourth});
        model.computeIfAbsent(List.of(first, second), _ -> new ArrayList<>()).add(List.of(third, fourth));
        inModel++;
    }

    private void removeOne(int first, int second) {
        int[] key = {first, second};
        int found = table.find(key);
        List<List<Integer>> values = model.getOrDefault(List.of(first, second), new ArrayList<>());
        assertThat(found == PackedTable.NONE).isEqualTo(values.isEmpty());
        if (found != PackedTable.NONE) {
            assertThat(values.remove(value(found))).isTrue();
            table.remove(found);
            inModel--;
        }
    }

    private List<Integer> value(int record) {
        return List.of(table.get(record, KEY), table.get(record, KEY + 1));
    }

    private void assertAlike() {
        assertThat(table.size()).isEqualTo(inModel);
        model.forEach((words, values) -> {
            int[] key = {words.get(0), words.get(1)};
            List<List<Integer>> found = new ArrayList<>();
            for (int one = table.find(key); one != PackedTable.NONE; one = table.findNext(one, key)) {
                found.add(value(one));
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(values);
        });
    }

    @Test
    void itIsAMapOfListsWhateverComesAndGoes() {
        Random random = new Random(1);
        int[] growth = {90, 50, 5, 70, 0};
        for (int share : growth) {
            for (int i = 0; i < 6_000; i++) {
                int first = random.nextInt(40);
                int second = random.nextInt(60);
                if (random.nextInt(100) < share) {
                    add(first, second, random.nextInt(), random.nextInt());
                } else {
                    removeOne(first, second);
                }
            }
            assertAlike();
        }
    }

    @Test
    void veryManyWithoutAnEqual() {
        for (int i = 0; i < 50_000; i++) {
            table.add(new int[] {i, -i, i + 1, i + 2});
        }
        for (int i = 0; i < 50_000; i += 2) {
            table.remove(table.find(new int[] {i, -i}));
        }
        for (int i = 0; i < 50_000; i++) {
            int found = table.find(new int[] {i, -i});
            assertThat(found == PackedTable.NONE).isEqualTo(i % 2 == 0);
            if (found != PackedTable.NONE) {
                assertThat(table.get(found, KEY + 1)).isEqualTo(i + 2);
                assertThat(table.findNext(found, new int[] {i, -i})).isEqualTo(PackedTable.NONE);
            }
        }
    }

    @Test
    void onlyWhatItIsNotFoundByCanBeChanged() {
        add(1, 2, 3, 4);
        table.set(0, KEY, 5);
        assertThat(table.get(0, KEY)).isEqualTo(5);
        assertThatThrownBy(() -> table.set(0, 1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table.add(new int[KEY])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allAreMetFromTheLastToTheFirstWhileSomeAreRemoved() {
        for (int i = 0; i < 3_000; i++) {
            add(i, 0, i, 0);
        }
        boolean[] met = new boolean[3_000];
        for (int record = table.size() - 1; record >= 0; record--) {
            int name = table.get(record, 0);
            met[name] = true;
            if (name % 3 != 0) {
                table.remove(record);
            }
        }
        assertThat(met).doesNotContain(false);
        assertThat(table.size()).isEqualTo(1_000);
    }
}
