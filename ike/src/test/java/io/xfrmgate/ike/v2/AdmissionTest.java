package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.Admission.Verdict;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission(new Limits(3, 6, 4, 100));

    private static IpAddress source(int last) {
        return new IpAddress(0, 0xC0000200L + last, false);
    }

    @Test
    void admitsUntilTheCookieThreshold() {
        for (int i = 0; i < 3; i++) {
            assertThat(admission.verdict(source(i))).isEqualTo(Verdict.ADMIT);
            admission.opened(source(i));
        }
        assertThat(admission.verdict(source(9))).isEqualTo(Verdict.ASK_COOKIE);
        assertThat(admission.halfOpen()).isEqualTo(3);
    }

    @Test
    void oneSourceAloneMeetsItsOwnLimitFirst() {
        admission.opened(source(1));
        admission.opened(source(1));
        assertThat(admission.verdict(source(1))).isEqualTo(Verdict.ASK_COOKIE);
        assertThat(admission.verdict(source(2))).isEqualTo(Verdict.ADMIT);
        admission.opened(source(1));
        admission.opened(source(1));
        assertThat(admission.verdict(source(1))).isEqualTo(Verdict.DROP_SOURCE);
    }

    @Test
    void dropsAboveTheHardLimitsAndAdmitsAgainWhenHandshakesEnd() {
        for (int i = 0; i < 6; i++) {
            admission.opened(source(i));
        }
        assertThat(admission.verdict(source(9))).isEqualTo(Verdict.DROP_HALF_OPEN);
        for (int i = 0; i < 6; i++) {
            admission.closed(source(i));
        }
        assertThat(admission.halfOpen()).isZero();
        assertThat(admission.verdict(source(9))).isEqualTo(Verdict.ADMIT);
        admission.holds(100);
        assertThat(admission.verdict(source(9))).isEqualTo(Verdict.DROP_SA_LIMIT);
    }

    @Test
    void whatOtherShardsAdmittedCountsToo() {
        Admission other = new Admission(new Limits(3, 6, 4, 100));
        AdmissionCounts counts = AdmissionCounts.ofOneShard();
        admission.shareWith(counts);
        other.shareWith(counts);
        admission.opened(source(1));
        other.opened(source(1));
        assertThat(admission.verdict(source(1))).isEqualTo(Verdict.ASK_COOKIE);
        assertThat(admission.isCrowded()).isFalse();
        other.opened(source(1));
        other.opened(source(1));
        assertThat(admission.isCrowded()).isTrue();
        assertThat(admission.verdict(source(1))).isEqualTo(Verdict.DROP_SOURCE);
        assertThat(admission.verdict(source(2))).isEqualTo(Verdict.ASK_COOKIE);
        other.opened(source(2));
        other.opened(source(3));
        assertThat(admission.verdict(source(4))).isEqualTo(Verdict.DROP_HALF_OPEN);
        assertThat(admission.halfOpen()).isEqualTo(1);
        other.closed(source(3));
        admission.holds(60);
        other.holds(40);
        assertThat(other.verdict(source(4))).isEqualTo(Verdict.DROP_SA_LIMIT);
    }
}
