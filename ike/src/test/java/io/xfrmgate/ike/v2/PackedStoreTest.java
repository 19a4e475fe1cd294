package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedStoreTest {
    private final PackedStore store = new PackedStore();

    private static byte[] random(SplittableRandom random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    private byte[] read(int place, int length) {
        return Arrays.copyOfRange(store.octets(place), store.offset(place), store.offset(place) + length);
    }

    @Test
    void keepsEveryRecordApartThroughAnyChanges() {
        SplittableRandom random = new SplittableRandom(7);
        Map<Integer, byte[]> kept = new LinkedHashMap<>();
        for (int step = 0; step < 20_000; step++) {
            if (kept.isEmpty() || random.nextInt(5) < (step < 12_000 ? 3 : 2)) {
                byte[] octets = random(random, 8 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 700));
                assertThat(kept.put(store.put(octets, octets.length), octets)).isNull();
            } else {
                int place = kept.keySet().stream()
                        .skip(random.nextInt(kept.size()))
                        .findFirst()
                        .orElseThrow();
                byte[] octets = kept.getOrDefault(place, new byte[0]);
                kept.remove(place);
                assertThat(read(place, octets.length)).isEqualTo(octets);
                store.free(place);
                assertThat(store.has(place)).isFalse();
            }
        }
        Set<Integer> places = new HashSet<>();
        store.forEach(places::add);
        assertThat(places).isEqualTo(kept.keySet());
        assertThat(store.size()).isEqualTo(kept.size());
        kept.forEach((place, octets) -> assertThat(read(place, octets.length)).isEqualTo(octets));
    }

    @Test
    void overwritesWhatIsFree() {
        byte[] secret = random(new SplittableRandom(1), 600);
        int place = store.put(secret, secret.length);
        byte[] page = store.octets(place);
        int offset = store.offset(place);
        store.free(place);
        assertThat(Arrays.copyOfRange(page, offset, offset + secret.length)).containsOnly(0);
    }

    @Test
    void givesBackWhatManyRecordsTook() {
        int[] places = new int[50_000];
        for (int i = 0; i < places.length; i++) {
            places[i] = store.put(new byte[512], 500);
        }
        assertThat(store.octetsHeld()).isBetween(50_000L * 500, 50_000L * 530);
        for (int place : places) {
            store.free(place);
        }
        assertThat(store.size()).isZero();
        assertThat(store.octetsHeld()).isLessThan(64 * 1024);
    }

    @Test
    void readsNumbersWithinARecord() {
        byte[] octets = new byte[40];
        octets[15] = 1;
        store.put(octets, 40);
        int place = store.put(octets, 40);
        assertThat(store.getLong(place, 8)).isEqualTo(1);
        assertThat(store.getLong(place, 0)).isZero();
    }
}
