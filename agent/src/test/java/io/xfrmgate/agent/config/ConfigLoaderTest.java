package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they come from the disk. */
class ConfigLoaderTest {
    @TempDir
    Path directory;

    @Test
    void aFileIsReadInUtf8() throws IOException {
        Path file = Files.writeString(directory.resolve("a.cfg"), Samples.WHOLE + "# gr\u00FC\u00DFe\n");
        assertThat(ConfigLoader.load(file)).isEqualTo(ConfigLoader.parse(Samples.WHOLE, file.toString()));
    }

    @Test
    void aMissingFileIsAProblem() {
        assertThat(problem(directory.resolve("none.cfg"))).satisfies(p -> {
            assertThat(p.message()).isEqualTo("there is no such file");
            assertThat(p.render())
                    .endsWith(
                            "none.cfg:1:1: error: there is no such file\n  fix: give the path of a configuration file");
        });
    }

    @Test
    void aDirectoryIsAProblem() {
        assertThat(problem(directory).message()).startsWith("the file can not be read");
    }

    /** A device says that it has no octets, and has no end. */
    @Test
    void aFileWithoutEndIsAProblem() {
        assertThat(problem(Path.of("/dev/zero")).message()).isEqualTo("the file is larger than 64 MiB");
    }

    @Test
    void anotherEncodingIsAProblemWithItsPlace() throws IOException {
        Path file = directory.resolve("latin1.cfg");
        Files.write(file, "configure\r\n# gr\u00FC\u00DFe\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problem(file)).satisfies(p -> {
            assertThat(p.message()).isEqualTo("the file is not in UTF-8 from here on");
            assertThat(p.line()).isEqualTo(2);
            assertThat(p.column()).isEqualTo(5);
        });
    }

    @Test
    void aCharacterCutShortAtTheEndIsAProblem() throws IOException {
        Path file = Files.write(directory.resolve("cut.cfg"), new byte[] {'#', (byte) 0xC3});
        assertThat(problem(file).column()).isEqualTo(2);
    }

    private static ConfigProblem problem(Path file) {
        return switch (ConfigLoader.load(file)) {
            case ConfigResult.Loaded loaded -> throw new AssertionError("taken");
            case ConfigResult.Rejected rejected -> rejected.problems().getFirst();
        };
    }
}
