package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.Reqid;
import io.xfrmgate.ike.sim.SeededRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpiSourceTest {
    @Test
    void everyNumberNamesItsShardAndIsNewAndValid() {
        for (int shard = 0; shard < 4; shard++) {
            SpiSource source = new SpiSource(new SeededRandom(shard), shard, 4);
            Set<Integer> esp = new HashSet<>();
            Set<Long> ike = new HashSet<>();
            Set<Integer> reqids = new HashSet<>();
            for (int i = 0; i < 5_000; i++) {
                int spi = source.espSpi(esp::contains);
                assertThat(esp.add(spi)).isTrue();
                assertThat(Integer.compareUnsigned(spi, 256)).isNotNegative();
                assertThat(spi & 3).isEqualTo(shard);
                long ikeSpi = source.ikeSpi(ike::contains);
                assertThat(ike.add(ikeSpi)).isTrue();
                assertThat(ikeSpi).isNotZero();
                assertThat(ikeSpi & 3).isEqualTo(shard);
                int reqid = source.reqid(reqids::contains);
                assertThat(reqids.add(reqid)).isTrue();
                assertThat(reqid & 3).isEqualTo(shard);
                assertThat(Reqid.isOurs(reqid)).isTrue();
            }
        }
    }
}
