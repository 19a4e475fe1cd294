package io.xfrmgate.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PortAnswersTest {
    private record NoRules() implements TrustPolicy.Rules {}

    private static final PkiRequest REQUEST = new PkiRequest.ValidatePeer(
            new TrustPolicy("test", List.of(), false, false, new NoRules()),
            List.of(),
            Identification.fqdn("peer.example"),
            IpAddress.parse("192.0.2.1"));
    private static final PkiAnswer ANSWER = new PkiAnswer.Invalid(PkiAnswer.Reason.UNTRUSTED, "nobody is trusted");

    private final List<Long> taken = new ArrayList<>();

    private void take(PortAnswers<PkiRequest, PkiAnswer> answers) {
        answers.take((token, answer) -> {
            assertThat(answer).isSameAs(ANSWER);
            taken.add(token);
        });
    }

    @Test
    void anAnswerGivenAtOnceWaitsForTheNextTurn() {
        int[] woken = new int[1];
        PortAnswers<PkiRequest, PkiAnswer> answers =
                new PortAnswers<>((request, answer) -> answer.accept(ANSWER), () -> woken[0]++);
        answers.submit(7, REQUEST);
        assertThat(answers.isEmpty()).isFalse();
        assertThat(woken[0]).isEqualTo(1);
        take(answers);
        assertThat(taken).containsExactly(7L);
        assertThat(answers.isEmpty()).isTrue();
    }

    @Test
    void answersFromOtherThreadsWakeTheShard() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(3);
        PortAnswers<PkiRequest, PkiAnswer> answers = new PortAnswers<>(
                (request, answer) -> Thread.ofVirtual().start(() -> answer.accept(ANSWER)), woken::countDown);
        for (long token = 1; token <= 3; token++) {
            answers.submit(token, REQUEST);
        }
        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        take(answers);
        assertThat(taken).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void manyAnswersDoNotHoldUpOneTurn() {
        PortAnswers<PkiRequest, PkiAnswer> answers =
                new PortAnswers<>((request, answer) -> answer.accept(ANSWER), () -> {});
        for (long token = 1; token <= 100; token++) {
            answers.submit(token, REQUEST);
        }
        take(answers);
        assertThat(taken).hasSize(64);
        assertThat(answers.isEmpty()).isFalse();
        take(answers);
        assertThat(taken).hasSize(100);
    }
}
