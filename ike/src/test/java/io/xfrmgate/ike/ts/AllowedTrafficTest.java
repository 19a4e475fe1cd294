package io.xfrmgate.ike.ts;

import static io.xfrmgate.ike.ts.SelectorTexts.selectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.net.IpAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chapter's eNodeB at 1.1.1.1 and S-GW at 2.2.2.2, and what else a peer may ask for. */
final class AllowedTrafficTest {
    private static final IpAddress PEER = IpAddress.parse("1.1.1.1");
    private static final AllowedTraffic GTP_C = new AllowedTraffic(
            selectors("2.2.2.2[17/2123]", "2.2.2.2[17]"), selectors("1.1.0.0/16[17]", "1.1.0.0/16[17/2123]"), true);

    private static AllowedTraffic ofPeer() {
        return GTP_C.ofPeer(PEER).orElseThrow();
    }

    @Test
    void theListIsNarrowedToThePeer() {
        assertThat(ofPeer().local()).isEqualTo(selectors("2.2.2.2[17/2123]", "2.2.2.2[17]"));
        assertThat(ofPeer().remote()).isEqualTo(selectors("1.1.1.1[17]", "1.1.1.1[17/2123]"));
    }

    @Test
    void nothingIsAllowedToAPeerFromElsewhere() {
        assertThat(GTP_C.ofPeer(IpAddress.parse("1.2.0.1"))).isEmpty();
        assertThat(GTP_C.ofPeer(IpAddress.parse("2001:db8::1"))).isEmpty();
    }

    @Test
    void whoAllowsEverythingAllowsThePeer() {
        AllowedTraffic all = new AllowedTraffic(List.of(), List.of(), false);
        assertThat(all.ofPeer(PEER)).hasValue(new AllowedTraffic(List.of(), selectors("1.1.1.1"), false));
    }

    @Test
    void bothSelectorsOfThePairComeOutOfAnOfferOfBoth() {
        AllowedTraffic.Common common = ofPeer().narrow(
                        selectors("2.2.2.2[17/2123]", "2.2.2.2[17]"), selectors("1.1.1.1[17]", "1.1.1.1[17/2123]"));
        assertThat(common.local()).isEqualTo(selectors("2.2.2.2[17/2123]", "2.2.2.2[17]"));
        assertThat(common.remote()).isEqualTo(selectors("1.1.1.1[17]", "1.1.1.1[17/2123]"));
    }

    @Test
    void aWideOfferIsNarrowedToThePair() {
        AllowedTraffic.Common common = ofPeer().narrow(selectors("0.0.0.0/0"), selectors("0.0.0.0/0"));
        assertThat(common.local()).isEqualTo(selectors("2.2.2.2[17/2123]", "2.2.2.2[17]"));
        assertThat(common.remote()).isEqualTo(selectors("1.1.1.1[17]", "1.1.1.1[17/2123]"));
    }

    @Test
    void anOfferOfOneOfThemIsTakenAsItIs() {
        AllowedTraffic.Common source = ofPeer().narrow(selectors("2.2.2.2[17/2123]"), selectors("1.1.1.1[17]"));
        assertThat(source.local()).isEqualTo(selectors("2.2.2.2[17/2123]"));
        assertThat(source.remote()).isEqualTo(selectors("1.1.1.1[17]"));
        AllowedTraffic.Common exact = ofPeer().narrow(selectors("2.2.2.2[17/2123]"), selectors("1.1.1.1[17/40000]"));
        assertThat(exact.local()).isEqualTo(selectors("2.2.2.2[17/2123]"));
        assertThat(exact.remote()).isEqualTo(selectors("1.1.1.1[17/40000]"));
    }

    @Test
    void portsThatNoPairHasAreNotAllowedThoughEachListHasThem() {
        assertThat(ofPeer().narrow(selectors("2.2.2.2[17/5000]"), selectors("1.1.1.1[17/6000]"))
                        .isEmpty())
                .isTrue();
        assertThat(ofPeer().narrow(selectors("2.2.2.2[6]"), selectors("1.1.1.1"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void withoutPairsEachListIsNarrowedByItself() {
        AllowedTraffic plain = new AllowedTraffic(selectors("10.0.0.0/8"), List.of(), false);
        AllowedTraffic.Common common = plain.narrow(selectors("10.1.0.0/16", "11.0.0.0/8"), selectors("9.0.0.0/8"));
        assertThat(common.local()).isEqualTo(selectors("10.1.0.0/16"));
        assertThat(common.remote()).isEqualTo(selectors("9.0.0.0/8"));
    }

    @Test
    void pairsHaveTwoHalves() {
        assertThatThrownBy(() -> new AllowedTraffic(selectors("10.0.0.0/8"), List.of(), true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
