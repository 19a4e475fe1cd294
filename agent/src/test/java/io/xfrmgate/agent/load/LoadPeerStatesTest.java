package io.xfrmgate.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoadPeerStatesTest {
    private final LoadPeerStates states = new LoadPeerStates(3);

    @Test
    void answeredWorkIsCountedUntilItEnds() {
        states.begin(0, LoadWork.CHILD_REKEY, 1, 0);
        states.begin(1, LoadWork.CHILD_REKEY, 2, 0);

        states.answered(1);
        states.answered(1);

        assertThat(states.answered()).isEqualTo(1);
        assertThat(states.work(1)).as("it is under way still").contains(LoadWork.CHILD_REKEY);

        states.end(1);
        states.end(0);

        assertThat(states.answered()).isZero();
    }

    @Test
    void anAnswerWithoutWorkCountsForNothing() {
        states.answered(2);

        assertThat(states.answered()).isZero();
    }
}
