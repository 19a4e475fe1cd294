package io.xfrmgate.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScenarioResultTest {
    @Test
    void readsSuccess() {
        assertThat(ScenarioResult.parse("ok ike-rekey (6.1 s)"))
                .contains(new ScenarioResult("ike-rekey", "6.1", Optional.empty()));
    }

    @Test
    void readsFailureWithItsReason() {
        assertThat(ScenarioResult.parse("not ok ike-rekey (9.0 s): steady: 3 lost"))
                .contains(new ScenarioResult("ike-rekey", "9.0", Optional.of("steady: 3 lost")));
    }

    @Test
    void failureWithoutReasonIsStillFailure() {
        assertThat(ScenarioResult.parse("not ok ike-rekey (9.0 s)"))
                .hasValueSatisfying(result -> assertThat(result.failure()).isPresent());
    }

    @Test
    void halfALineIsNoResult() {
        assertThat(ScenarioResult.parse("ok ike-rek")).isEmpty();
    }
}
