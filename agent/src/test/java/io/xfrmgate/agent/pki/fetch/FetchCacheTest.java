package io.xfrmgate.agent.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who waits for a fetch, how many there are, and when the next one is. */
final class FetchCacheTest {
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
    private static final Freshness FRESHNESS =
            new Freshness(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(60), 3);

    private final AtomicInteger fetches = new AtomicInteger();
    private volatile Instant now = START;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Duration life = Duration.ofMinutes(20);

    /** The value is when it ends. */
    private FetchCache<String, Instant> cache() {
        return cache(new CountDownLatch(0));
    }

    private FetchCache<String, Instant> cache(CountDownLatch gate) {
        return new FetchCache<>(
                key -> {
                    fetches.incrementAndGet();
                    await(gate);
                    if (failure.isPresent()) {
                        throw new FetchException(failure.get());
                    }
                    return now.plus(life);
                },
                Optional::of,
                FRESHNESS,
                () -> now,
                (key, kept) -> {});
    }

    private static void await(CountDownLatch gate) {
        try {
            assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aThousandWhoAskAtOnceCauseOneFetch() {
        CountDownLatch gate = new CountDownLatch(1);
        FetchCache<String, Instant> cache = cache(gate);
        CountDownLatch asking = new CountDownLatch(1000);
        List<CompletableFuture<Kept<Instant>>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            CompletableFuture<Kept<Instant>> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread.ofVirtual().start(() -> {
                asking.countDown();
                answer.complete(cache.get("a"));
            });
        }
        await(asking);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        gate.countDown();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(
                                answer.orTimeout(60, TimeUnit.SECONDS).join().value())
                        .contains(START.plus(life)));
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsStillGoodIsGivenAtOnceAndRenewedBehindTheBack() {
        CountDownLatch gate = new CountDownLatch(1);
        gate.countDown();
        FetchCache<String, Instant> cache = cache(gate);
        cache.get("a");
        now = START.plus(Duration.ofMinutes(18)); // nine tenths of its life

        assertThat(cache.get("a").value()).contains(START.plus(life));
        assertThat(cache.fetch("a").orTimeout(60, TimeUnit.SECONDS).join().value())
                .contains(now.plus(life));
        assertThat(fetches.get()).isBetween(2, 3); // the renewal may be over before this test joins it
    }

    @Test
    void whatHasEndedIsWaitedFor() {
        FetchCache<String, Instant> cache = cache();
        cache.get("a");
        now = START.plus(Duration.ofMinutes(21));

        assertThat(cache.get("a").value()).contains(now.plus(life));
    }

    @Test
    void afterFailuresThePausesGrowUpToTheLast() {
        failure = Optional.of("no route");
        FetchCache<String, Instant> cache = cache();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Kept<Instant> kept = cache.get("a");
            assertThat(kept.failure()).contains("no route");
            pauses.add(Duration.between(now, kept.dueAt()).toSeconds());
            cache.get("a"); // too early: it is not tried
            now = kept.dueAt();
        }
        assertThat(pauses).containsExactly(10L, 20L, 40L, 60L, 60L);
        assertThat(fetches).hasValue(5);
    }

    @Test
    void aFailureLeavesWhatIsThere() {
        FetchCache<String, Instant> cache = cache();
        cache.get("a");
        failure = Optional.of("no route");
        Kept<Instant> kept = cache.fetch("a").join();

        assertThat(kept.value()).contains(START.plus(life));
        assertThat(kept.failure()).contains("no route");
        assertThat(kept.fetches()).isOne();
        assertThat(kept.failures()).isOne();
    }

    @Test
    void whatIsAlreadyOverWhenItComesIsNotFetchedWithoutEnd() {
        life = Duration.ofHours(-1);
        FetchCache<String, Instant> cache = cache();
        cache.get("a");
        cache.get("a");
        assertThat(fetches).hasValue(1);
        now = START.plus(Duration.ofSeconds(30));
        cache.get("a");
        assertThat(fetches).hasValue(2);
    }

    @Test
    void pinnedThingsAreFetchedWhenDueAndStayWhileOthersGo() {
        FetchCache<String, Instant> cache = cache();
        cache.pin(Set.of("p", "q"));
        cache.refreshDue();
        cache.fetch("p").join();
        cache.fetch("q").join();
        for (int i = 0; i < 10; i++) {
            cache.get("k" + i);
        }

        assertThat(cache.entries()).containsOnlyKeys("p", "q", "k7", "k8", "k9");
        int before = fetches.get();
        cache.refreshDue();
        assertThat(fetches).hasValue(before);
    }

    @Test
    void aBugInAParserIsAFailureLikeAnyOther() {
        FetchCache<String, Instant> cache = new FetchCache<>(
                key -> {
                    throw new IllegalStateException("a bug");
                },
                Optional::of,
                FRESHNESS,
                () -> now,
                (key, kept) -> {});

        assertThat(cache.get("a").failure()).contains("it can not be read (IllegalStateException)");
    }
}
