package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalStreamTest {
    @Test
    void isTheOneThatIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("stream"), "");
        String named = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
        assertThat(JournalStream.is(Optional.of(named), file)).isTrue();
        Path link = Files.createSymbolicLink(directory.resolve("2"), file);
        assertThat(JournalStream.is(Optional.of(named), link)).isTrue();
        assertThat(JournalStream.is(Optional.of(named), directory))
                .as("redirected")
                .isFalse();
        assertThat(JournalStream.is(Optional.of("nonsense"), file)).isFalse();
        assertThat(JournalStream.is(Optional.empty(), file)).isFalse();
        assertThat(JournalStream.is(Optional.of(named), directory.resolve("none")))
                .isFalse();
    }

    @Test
    void standardErrorCanBeLookedAt() throws IOException {
        assertThat(Files.readAttributes(JournalStream.STANDARD_ERROR, "unix:dev,ino"))
                .containsKeys("dev", "ino");
    }
}
