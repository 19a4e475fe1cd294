package io.xfrmgate.agent.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FailureTextsTest {
    private final FailureTexts texts = new FailureTexts();

    @Test
    void eachTextIsToldOnceTheMostFrequentFirst() {
        texts.add("b");
        texts.add("a");
        texts.add("b");
        assertThat(texts.lines()).containsExactly("2 failed: b", "1 failed: a");
    }

    @Test
    void textsThatAreAllDifferentDoNotFillTheMemory() {
        IntStream.range(0, 1_000).forEach(i -> texts.add("text " + i));
        assertThat(texts.lines()).hasSize(21).first().isEqualTo("980 failed: others");
    }
}
