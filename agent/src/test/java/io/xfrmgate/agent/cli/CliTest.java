package io.xfrmgate.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CliTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsVersions() {
        assertThat(run("version")).isEqualTo(Cli.DONE);
        assertThat(out.toString()).startsWith("xfrmgate ").contains("\nJava 25").contains("\nLinux ");
    }

    @Test
    void sealsASecret(@TempDir Path directory) throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "ab".repeat(32));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("SECRET\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("seal", "--key-file", key.toString())).isEqualTo(Cli.DONE);
        } finally {
            System.setIn(before);
        }
        Path file = Files.writeString(
                directory.resolve("x.cfg"), """
                gateway
                secret-key file %s
                exit
                context c
                crypto template t
                peer network 10.0.0.0/8 encrypted pre-shared-key %s
                """.formatted(key, out.toString().strip()));
        run("check", file.toString());
        assertThat(out.toString()).startsWith("xg1.").contains("lacks").doesNotContain("sealed");
    }

    @Test
    void everyCommandIsInTheManualAndInTheCompletion() {
        assertThat(run("generate", "man")).isEqualTo(Cli.DONE);
        assertThat(out.toString())
                .startsWith(".TH XFRMGATE 8")
                .contains(".SS xfrmgate show crypto ikev2\\-ikesa security\\-associations")
                .contains(".SS xfrmgate audit")
                .contains("no daemon answers at the control socket")
                .doesNotContain("generate");
        out.getBuffer().setLength(0);
        assertThat(run("generate", "completion")).isEqualTo(Cli.DONE);
        assertThat(out.toString()).contains("complete -F").contains("ikev2-ikesa");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isEqualTo(Cli.DONE);
        assertThat(out.toString()).contains("run", "check", "version", "Exit status");
    }

    @Test
    void findsThatThisInstallationWorks() {
        assertThat(run("self-test", "-n", "3")).isEqualTo(Cli.DONE);
        assertThat(out.toString())
                .contains("native libraries: good")
                .contains("tunnels: good, 3 set up and taken down")
                .contains("metrics: good");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("fly")).isEqualTo(Cli.WRONG_USE);
        assertThat(run("version", "--fast")).isEqualTo(Cli.WRONG_USE);
        assertThat(run("run")).isEqualTo(Cli.WRONG_USE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("fly", "--fast", "--config");
    }

    private int run(String... args) {
        CommandLine line = Cli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
