package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProvenAddressesTest {
    private final ProvenAddresses proven = new ProvenAddresses(0x9E37_79B9_7F4A_7C15L);

    private static IpAddress v4(int host) {
        return new IpAddress(0, 0x0A00_0000L + host, false);
    }

    private static IpAddress v6(int host) {
        return new IpAddress(0x2001_0db8_0000_0000L + host, 1, true);
    }

    @Test
    void nobodyIsProvenWhoHasNotAuthenticated() {
        IntStream.range(0, 64_000).forEach(i -> proven.add(v4(i)));
        assertThat(IntStream.range(0, 1_000_000)
                        .filter(i -> proven.contains(v4(64_000 + i)))
                        .count())
                .isZero();
    }

    @Test
    void nearlyAllOf64000AreRemembered() {
        IntStream.range(0, 32_000).forEach(i -> proven.add(v4(i)));
        IntStream.range(0, 32_000).forEach(i -> proven.add(v6(i)));
        assertThat(IntStream.range(0, 32_000)
                        .filter(i -> proven.contains(v4(i)))
                        .count())
                .isGreaterThan(30_000);
        assertThat(IntStream.range(0, 32_000)
                        .filter(i -> proven.contains(v6(i)))
                        .count())
                .isGreaterThan(30_000);
    }

    @Test
    void theNewestIsAlwaysRemembered() {
        for (int i = 0; i < 500_000; i++) {
            proven.add(v4(i));
            assertThat(proven.contains(v4(i))).isTrue();
        }
    }

    @Test
    void anAddressTakesOnePlaceHoweverOftenItComes() {
        proven.add(v4(1));
        IntStream.range(0, 1_000).forEach(_ -> proven.add(v4(2)));
        assertThat(proven.contains(v4(1))).isTrue();
    }
}
