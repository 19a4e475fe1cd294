package io.xfrmgate.ike.ts;

import static io.xfrmgate.ike.ts.SelectorNarrowing.contains;
import static io.xfrmgate.ike.ts.SelectorNarrowing.intersect;
import static io.xfrmgate.ike.ts.SelectorNarrowing.narrow;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import io.xfrmgate.ike.gen.Gens;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectorNarrowingTest {

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "10.0.0.0/8,                      10.1.0.0/16,                  10.1.0.0/16",
        "10.1.0.0/16,                     10.0.0.0/8,                   10.1.0.0/16",
        "10.0.0.0-10.0.0.9,               10.0.0.5-10.0.0.20,           10.0.0.5-10.0.0.9",
        "10.0.0.0/24,                     10.0.1.0/24,                  ''",
        "10.0.0.0/8,                      2001:db8::/32,                ''",
        "2001:db8::/32,                   2001:db8:1::/48,              2001:db8:1::/48",
        "10.0.0.0/8[6],                   10.0.0.0/8,                   10.0.0.0/8[6]",
        "10.0.0.0/8[6],                   10.0.0.0/8[17],               ''",
        "10.0.0.0/8[6/80-90],             10.0.0.0/8,                   10.0.0.0/8[6/80-90]",
        "10.0.0.0/8[6/80-90],             10.0.0.0/8[6/85-99],          10.0.0.0/8[6/85-90]",
        "10.0.0.0/8[6/80],                10.0.0.0/8[6/81],             ''",
        "10.0.0.0/8[17/65535-0],          10.0.0.0/8[17],               10.0.0.0/8[17/65535-0]",
        "10.0.0.0/8[17/65535-0],          10.0.0.0/8[17/65535-0],       10.0.0.0/8[17/65535-0]",
        "10.0.0.0/8[17/65535-0],          10.0.0.0/8[17/1-65535],       ''",
        "10.0.0.0/8[1/2048],              10.0.0.0/8[1/2048-2303],      10.0.0.0/8[1/2048]",
        "10.0.0.5[17/500] 10.0.0.0/8,     10.0.0.0/16,                  10.0.0.0/16",
        "10.2.0.0/16 10.1.0.0/16,         10.0.0.0/8,                   10.2.0.0/16 10.1.0.0/16",
        "10.0.0.0/8,                      10.2.0.0/16 10.1.0.0/16,      10.2.0.0/16 10.1.0.0/16",
        "10.1.0.0/16 10.1.0.0/16,         10.0.0.0/8,                   10.1.0.0/16",
        "0.0.0.0/0 ::/0,                  10.0.0.0/8 2001:db8::/32,     10.0.0.0/8 2001:db8::/32"
    })
    void narrowed(String offered, String configured, String result) {
        assertThat(narrow(parse(offered), parse(configured))).isEqualTo(parse(result));
    }

    @Test
    void withoutAConfigurationTheOfferStands() {
        assertThat(narrow(parse("10.0.0.0/8 10.1.0.0/16 10.0.0.0/8[6]"), List.of()))
                .isEqualTo(parse("10.0.0.0/8"));
        assertThat(narrow(List.of(), parse("10.0.0.0/8"))).isEmpty();
        assertThat(narrow(List.of(), List.of())).isEmpty();
    }

    @Test
    void aResultHasAtMost32Selectors() {
        List<TrafficSelector> hosts = IntStream.range(0, 100)
                .mapToObj(i -> TrafficSelector.ofHost(new IpAddress(0, 0x0A000000L + 2 * i, false)))
                .toList();
        assertThat(narrow(hosts, List.of())).isEqualTo(hosts.subList(0, 32));
    }

    @Test
    void containsAsksForOneSelectorThatHoldsTheOther() {
        assertThat(contains(parse("10.0.0.0/8 2001:db8::/32"), parse("10.1.0.0/16[6/80] 2001:db8::1")))
                .isTrue();
        assertThat(contains(parse("10.0.0.0/8[6]"), parse("10.0.0.0/8"))).isFalse();
        assertThat(contains(parse("10.0.0.0/8"), List.of())).isTrue();
        assertThat(contains(List.of(), parse("10.0.0.0/8"))).isFalse();
    }

    private record Offer(List<TrafficSelector> offered, List<TrafficSelector> configured) {}

    private static final Gen<Offer> OFFERS = random -> new Offer(
            Gens.SELECTORS.list(0, 8).next(random), Gens.SELECTORS.list(1, 8).next(random));

    @Test
    void aResultLiesWithinBothAndHasNoPartTwice() {
        ForAll.forAll(21, 5_000, OFFERS, offer -> {
            List<TrafficSelector> result = narrow(offer.offered(), offer.configured());
            assertThat(contains(offer.offered(), result)).isTrue();
            assertThat(contains(offer.configured(), result)).isTrue();
            assertThat(result).hasSizeLessThanOrEqualTo(SelectorNarrowing.MAX_SELECTORS);
            for (int i = 0; i < result.size(); i++) {
                for (int j = 0; j < result.size(); j++) {
                    assertThat(i != j && contains(result.get(i), result.get(j))).isFalse();
                }
            }
        });
    }

    @Test
    void nothingThatBothAllowIsLost() {
        ForAll.forAll(22, 5_000, OFFERS, offer -> {
            List<TrafficSelector> result = narrow(offer.offered(), offer.configured());
            for (TrafficSelector theirs : offer.offered()) {
                for (TrafficSelector ours : offer.configured()) {
                    intersect(theirs, ours)
                            .ifPresent(common -> assertThat(result.size() == SelectorNarrowing.MAX_SELECTORS
                                            || contains(result, List.of(common)))
                                    .isTrue());
                }
            }
            assertThat(narrow(result, offer.configured())).as("once is enough").isEqualTo(result);
        });
    }

    @Test
    void intersectionIsTheSameFromBothSidesAndWithItself() {
        ForAll.forAll(23, 5_000, Gens.SELECTORS.list(2, 2), pair -> {
            TrafficSelector a = pair.get(0);
            TrafficSelector b = pair.get(1);
            assertThat(intersect(a, b)).isEqualTo(intersect(b, a));
            assertThat(intersect(a, a)).contains(a);
            intersect(a, b).ifPresent(common -> {
                assertThat(contains(a, common)).isTrue();
                assertThat(contains(b, common)).isTrue();
            });
        });
    }

    private static List<TrafficSelector> parse(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(SelectorTexts::parse).toList();
    }
}
