package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class XfrmStatisticsTest {
    @TempDir
    Path directory;

    @Test
    void readsTheKernelsLinesEachTimeAnew() throws Exception {
        Path file = directory.resolve("xfrm_stat");
        Files.writeString(file, "XfrmInError             \t0\nXfrmInNoStates          \t17\nnonsense\nX y\n");
        try (XfrmStatistics statistics = XfrmStatistics.open(file)) {
            assertThat(statistics.read())
                    .containsEntry("XfrmInError", 0L)
                    .containsEntry("XfrmInNoStates", 17L)
                    .hasSize(2);
            Files.writeString(file, "XfrmInNoStates          \t18\n");
            assertThat(statistics.read()).containsEntry("XfrmInNoStates", 18L).hasSize(1);
        }
    }

    @Test
    void aKernelWithoutThemHasNone() throws Exception {
        try (XfrmStatistics statistics = XfrmStatistics.open(directory.resolve("missing"))) {
            assertThat(statistics.read()).isEmpty();
        }
    }
}
