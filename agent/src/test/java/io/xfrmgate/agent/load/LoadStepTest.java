package io.xfrmgate.agent.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoadStepTest {
    @Test
    void readsWorkCountAndRate() {
        assertThat(LoadStep.parse("set-up")).isEqualTo(step(LoadWork.SET_UP, Optional.empty(), 0));
        assertThat(LoadStep.parse("liveness=20000@500")).isEqualTo(step(LoadWork.LIVENESS, Optional.of(20_000), 500));
        assertThat(LoadStep.parse("tear-down@9")).isEqualTo(step(LoadWork.TEAR_DOWN, Optional.empty(), 9));
        assertThat(LoadStep.parse("set-up=9@8/7"))
                .isEqualTo(new LoadStep(LoadWork.SET_UP, Optional.of(9), 8, Optional.of(7)));
    }

    private static LoadStep step(LoadWork work, Optional<Integer> count, double rate) {
        return new LoadStep(work, count, rate, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-up",
                "child-rekey=7",
                "reconnect=10@20",
                "mix@5",
                "hold=3",
                "crash",
                "set-up/64000",
                "mix=1@2/3"
            })
    void writesWhatItReads(String text) {
        assertThat(LoadStep.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flood",
                "set-up=",
                "set-up=0",
                "set-up=-4",
                "set-up=x",
                "set-up@",
                "set-up@0",
                "set-up/",
                "set-up/0",
                "hold",
                "hold@3"
            })
    void refusesWhatItIsNot(String text) {
        assertThatThrownBy(() -> LoadStep.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
