package io.xfrmgate.ike.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import io.xfrmgate.ike.gen.Gens;
import io.xfrmgate.ike.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrafficSelectorTest {

    @Test
    void everyPrefixKnowsItsLength() {
        ForAll.forAll(31, 500, Gens.ADDRESSES, address -> {
            for (int prefix = 0; prefix <= address.bits(); prefix++) {
                TrafficSelector selector = TrafficSelector.ofPrefix(address, prefix);
                assertThat(selector.prefixLength()).isEqualTo(prefix);
            }
        });
    }

    @Test
    void aRangeIsAPrefixOnlyIfSomePrefixIsThatRange() {
        Gen<TrafficSelector> ranges = Gens.SELECTORS;
        ForAll.forAll(32, 5_000, ranges, range -> {
            int expected = -1;
            for (int prefix = 0; prefix <= range.start().bits(); prefix++) {
                TrafficSelector candidate = TrafficSelector.ofPrefix(range.start(), prefix);
                if (candidate.start().equals(range.start()) && candidate.end().equals(range.end())) {
                    expected = prefix;
                }
            }
            assertThat(range.prefixLength()).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,10.0.0.2", "10.0.0.0,10.0.0.2", "0.0.0.1,255.255.255.255", "::1,::2", "::,::2", "::,1::"})
    void otherRangesHaveNone(String start, String end) {
        TrafficSelector range = new TrafficSelector(0, 0, 0xFFFF, IpAddress.parse(start), IpAddress.parse(end));
        assertThat(range.prefixLength()).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "10.0.0.1",
                "10.0.0.1-10.0.0.2",
                "0.0.0.0/0",
                "::/0",
                "2001:db8::/32[6]",
                "10.0.0.1[17/500]",
                "10.0.0.1[6/80-90]",
                "10.0.0.1[0/65535-0]"
            })
    void textIsWhatAnOperatorReads(String text) {
        assertThat(SelectorTexts.parse(text)).hasToString(text);
    }

    @Test
    void familiesDoNotMix() {
        assertThatThrownBy(() -> new TrafficSelector(0, 0, 0, IpAddress.any(true), IpAddress.any(false)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
