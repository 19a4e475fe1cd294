package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OldGenerationTest {
    private static final long MEBI = 1 << 20;

    private long used;
    private long live;
    private final AtomicInteger collections = new AtomicInteger();
    private final OldGeneration heap = new OldGeneration(() -> used, () -> live, collections::incrementAndGet);

    private int collectionsAt(long usedMebi, long liveMebi) {
        used = usedMebi * MEBI;
        live = liveMebi * MEBI;
        collections.set(0);
        heap.look();
        return collections.get();
    }

    @Test
    void aSmallHeapIsLeftAlone() {
        assertThat(collectionsAt(0, 0)).isZero();
        assertThat(collectionsAt(96, 0)).isZero();
        assertThat(collectionsAt(106, 10)).isZero();
    }

    @Test
    void moreThanToleratedSinceTheLastCollectionIsCollected() {
        assertThat(collectionsAt(97, 0)).isEqualTo(1);
        assertThat(collectionsAt(107, 10)).isEqualTo(1);
    }

    @Test
    void aLargeHeapMayDouble() {
        assertThat(collectionsAt(400, 200)).isZero();
        assertThat(collectionsAt(401, 200)).isEqualTo(1);
    }

    @Test
    void whateverCollectorRunsIsAsked() {
        assertThatCode(OldGeneration.ofThisProcess()::look).doesNotThrowAnyException();
    }
}
