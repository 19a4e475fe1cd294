package io.xfrmgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaTotalsTest {
    private final SaTotals totals = new SaTotals();

    private long packets(String template, List<SaSample> live) {
        return totals.with(live).getOrDefault(template, new long[6])[SaCounter.INBOUND_PACKETS.ordinal()];
    }

    @Test
    void sumsEachTemplatesSas() {
        List<SaSample> live = List.of(Samples.of("a", 1, 10), Samples.of("b", 2, 5), Samples.of("a", 3, 7));
        assertThat(packets("a", live)).isEqualTo(17);
        assertThat(packets("b", live)).isEqualTo(5);
        assertThat(totals.with(live).get("a")).containsExactly(1700, 17, 850, 8, 6, 8);
    }

    @Test
    void aRekeyDoesNotTakeTheSumBack() {
        assertThat(packets("a", List.of(Samples.of("a", 1, 10)))).isEqualTo(10);
        totals.close(Samples.of("a", 1, 12));
        assertThat(packets("a", List.of(Samples.of("a", 2, 0)))).isEqualTo(12);
        assertThat(packets("a", List.of(Samples.of("a", 2, 3)))).isEqualTo(15);
        assertThat(packets("a", List.of())).isEqualTo(15);
    }

    @Test
    void aSampleThatIsOlderThanTheCloseIsNotCountedAgain() {
        totals.close(Samples.of("a", 1, 12));
        assertThat(packets("a", List.of(Samples.of("a", 1, 11)))).isEqualTo(12);
        assertThat(packets("a", List.of(Samples.of("a", 1, 11)))).isEqualTo(12);
        totals.close(Samples.of("a", 1, 12));
        assertThat(packets("a", List.of())).isEqualTo(12);
    }

    @Test
    void anSaBetweenSourceAndCloseLeavesTheSumWhereItWas() {
        assertThat(packets("a", List.of(Samples.of("a", 1, 10)))).isEqualTo(10);
        assertThat(packets("a", List.of())).isEqualTo(10);
        totals.close(Samples.of("a", 1, 12));
        assertThat(packets("a", List.of())).isEqualTo(12);
    }

    @Test
    void aTemplateWithoutSasKeepsItsSum() {
        totals.close(Samples.of("gone", 1, 4));
        assertThat(totals.with(List.of())).containsOnlyKeys("gone");
    }

    @Test
    void manyClosesAreSummedExactly() {
        for (int spi = 1; spi <= 100_000; spi++) {
            totals.close(Samples.of("a", spi, 1));
        }
        assertThat(packets("a", List.of(Samples.of("a", 100_000, 1), Samples.of("a", 99_000, 1))))
                .isEqualTo(100_000);
    }

    @Test
    void shardsCloseAtTheSameTime() throws Exception {
        List<Thread> shards = new ArrayList<>();
        for (int shard = 0; shard < 4; shard++) {
            int base = shard << 20;
            shards.add(Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= 20_000; i++) {
                    totals.close(Samples.of("a", base + i, 2));
                }
            }));
        }
        long last = 0;
        for (int scrape = 0; scrape < 50; scrape++) {
            long now = packets("a", List.of());
            assertThat(now).isBetween(last, 160_000L);
            last = now;
        }
        for (Thread shard : shards) {
            shard.join();
        }
        assertThat(packets("a", List.of())).isEqualTo(160_000);
    }

    /** SAs come, count, are rekeyed and go; the source lags behind; scrapes come at any time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSumNeverGoesBackAndIsRightInTheEnd(long seed) {
        Random random = new Random(seed);
        Map<Integer, Long> sas = new HashMap<>();
        List<SaSample> published = List.of();
        long truth = 0;
        long last = 0;
        int nextSpi = 1;
        for (int step = 0; step < 5000; step++) {
            switch (random.nextInt(6)) {
                case 0 -> sas.put(nextSpi++, 0L);
                case 1, 2 -> {
                    for (Integer spi : List.copyOf(sas.keySet())) {
                        long more = random.nextInt(10);
                        sas.merge(spi, more, Long::sum);
                        truth += more;
                    }
                }
                case 3 -> {
                    if (!sas.isEmpty()) {
                        Map.Entry<Integer, Long> sa = sas.entrySet().iterator().next();
                        totals.close(Samples.of("a", sa.getKey(), sa.getValue()));
                        sas.remove(sa.getKey());
                    }
                }
                case 4 -> published = publish(sas);
                default -> {
                    long now = packets("a", published);
                    assertThat(now).isBetween(last, truth);
                    last = now;
                }
            }
        }
        assertThat(packets("a", publish(sas))).isEqualTo(truth);
    }

    private static List<SaSample> publish(Map<Integer, Long> sas) {
        List<SaSample> samples = new ArrayList<>();
        sas.forEach((spi, packets) -> samples.add(Samples.of("a", spi, packets)));
        return samples;
    }
}
