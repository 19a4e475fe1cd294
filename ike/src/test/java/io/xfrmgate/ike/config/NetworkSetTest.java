package io.xfrmgate.ike.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NetworkSetTest {
    private static AddressRange range(String text) {
        String[] parts = text.split("/", 2);
        return new AddressRange(IpAddress.parse(parts[0]), Integer.parseInt(parts[1]));
    }

    @Test
    void itCoversWhatOneOfItsNetworksContains() {
        NetworkSet set =
                NetworkSet.copyOf(List.of(range("10.1.0.0/16"), range("192.0.2.7/32"), range("2001:db8::/32")));
        assertThat(set.covers(IpAddress.parse("10.1.255.3"))).isTrue();
        assertThat(set.covers(IpAddress.parse("10.2.0.0"))).isFalse();
        assertThat(set.covers(IpAddress.parse("192.0.2.7"))).isTrue();
        assertThat(set.covers(IpAddress.parse("192.0.2.8"))).isFalse();
        assertThat(set.covers(IpAddress.parse("2001:db8:1::1"))).isTrue();
        assertThat(set.covers(IpAddress.parse("2001:db9::1"))).isFalse();
        assertThat(set).hasToString("[10.1.0.0/16, 192.0.2.7/32, 2001:db8::/32]");
    }

    @Test
    void anEmptyPrefixCoversItsFamilyAlone() {
        NetworkSet set = NetworkSet.copyOf(List.of(range("0.0.0.0/0")));
        assertThat(set.covers(IpAddress.parse("255.255.255.255"))).isTrue();
        assertThat(set.covers(IpAddress.parse("::1"))).isFalse();
    }

    @Test
    void itSaysTheSameAsAWalk() {
        SplittableRandom random = new SplittableRandom(7);
        List<AddressRange> ranges = IntStream.range(0, 40)
                .mapToObj(i ->
                        range("10." + random.nextInt(4) + "." + random.nextInt(256) + ".0/" + random.nextInt(12, 30)))
                .distinct()
                .toList();
        NetworkSet set = NetworkSet.copyOf(ranges);
        for (int i = 0; i < 2_000; i++) {
            IpAddress address =
                    IpAddress.parse("10." + random.nextInt(6) + "." + random.nextInt(256) + "." + random.nextInt(256));
            assertThat(set.covers(address))
                    .as("%s", address)
                    .isEqualTo(ranges.stream().anyMatch(r -> r.contains(address)));
        }
    }

    @Test
    void aCopyOfACopyIsTheSame() {
        NetworkSet set = NetworkSet.copyOf(List.of(range("10.0.0.0/8")));
        assertThat(NetworkSet.copyOf(set)).isSameAs(set);
        assertThat(set).isEqualTo(List.of(range("10.0.0.0/8")));
    }
}
