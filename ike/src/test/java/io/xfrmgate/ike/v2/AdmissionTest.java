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
            assertThat(admission.verdict(source(i), 0)).isEqualTo(Verdict.ADMIT);
            admission.opened(source(i));
        }
        assertThat(admission.verdict(source(9), 0)).isEqualTo(Verdict.ASK_COOKIE);
        assertThat(admission.halfOpen()).isEqualTo(3);
    }

    @Test
    void oneSourceAloneMeetsItsOwnLimitFirst() {
        admission.opened(source(1));
        admission.opened(source(1));
        assertThat(admission.verdict(source(1), 0)).isEqualTo(Verdict.ASK_COOKIE);
        assertThat(admission.verdict(source(2), 0)).isEqualTo(Verdict.ADMIT);
        admission.opened(source(1));
        admission.opened(source(1));
        assertThat(admission.verdict(source(1), 0)).isEqualTo(Verdict.DROP_SOURCE);
    }

    @Test
    void dropsAboveTheHardLimitsAndAdmitsAgainWhenHandshakesEnd() {
        for (int i = 0; i < 6; i++) {
            admission.opened(source(i));
        }
        assertThat(admission.verdict(source(9), 0)).isEqualTo(Verdict.DROP_HALF_OPEN);
        for (int i = 0; i < 6; i++) {
            admission.closed(source(i));
        }
        assertThat(admission.halfOpen()).isZero();
        assertThat(admission.verdict(source(9), 0)).isEqualTo(Verdict.ADMIT);
        assertThat(admission.verdict(source(9), 100)).isEqualTo(Verdict.DROP_SA_LIMIT);
    }
}
