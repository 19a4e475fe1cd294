package io.xfrmgate.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
