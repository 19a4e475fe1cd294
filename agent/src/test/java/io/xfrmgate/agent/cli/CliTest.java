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
import java.util.ArrayList;
import java.util.List;
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
                .contains("X25519 by Conscrypt")
                .contains("tunnels: good, 3 set up, rekeyed and taken down")
                .contains("certificates: good, 1 set up with RSA-2048 on both sides")
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

    @Test
    void saysWhatMayFollow() {
        assertThat(run("show", "crypto", "nonsense")).isEqualTo(Cli.WRONG_USE);
        assertThat(err.toString())
                .contains("'nonsense' can not follow 'xfrmgate show crypto'")
                .contains("may follow: ca-certificate, ca-crl, certificate, group, ikev2-ikesa, ipsec, map,");
        err.getBuffer().setLength(0);
        assertThat(run("clear", "crypto")).isEqualTo(Cli.WRONG_USE);
        assertThat(err.toString()).isEqualTo("""
                        xfrmgate: Missing required subcommand
                        After 'xfrmgate clear crypto' may follow: ikev2-ikesa, ipsec, statistics
                        """);
        err.getBuffer().setLength(0);
        assertThat(run("show", "crypto", "ipsec", "security-associations", "nonsense"))
                .isEqualTo(Cli.WRONG_USE);
        assertThat(err.toString()).contains("'nonsense' is not one of summary, peer, spi, map, template, tag");
        assertThat(run("s")).isEqualTo(Cli.WRONG_USE); // show, seal, self-test
        assertThat(run("sh", "cr", "ikev2", "sec", "--help")).isEqualTo(Cli.DONE);
        assertThat(out.toString()).contains("show crypto ikev2-ikesa security-associations");
    }

    @Test
    void endsNothingThatWasNotNamed() {
        for (String kind : List.of("ikev2-ikesa", "ipsec")) {
            assertThat(run("clear", "crypto", kind, "security-associations")).isEqualTo(Cli.WRONG_USE);
            assertThat(err.toString()).contains("say which SAs by peer, spi, map or template, or --all");
            err.getBuffer().setLength(0);
            assertThat(run("clear", "crypto", kind, "security-associations", "summary"))
                    .isEqualTo(Cli.WRONG_USE);
            assertThat(err.toString()).contains("'summary' only shows: say which SAs by");
            err.getBuffer().setLength(0);
            assertThat(run("clear", "crypto", kind, "security-associations", "peer", "192.0.2.1", "--all"))
                    .isEqualTo(Cli.WRONG_USE);
            assertThat(err.toString()).contains("with --all every SA ends");
            err.getBuffer().setLength(0);
        }
    }

    @Test
    void everyCommandThatTellsSomethingTellsItAsJson() {
        List<String> without = new ArrayList<>();
        collectWithoutJson("", Cli.commandLine(), without);
        assertThat(without)
                .containsExactlyInAnyOrder("run", "help", "seal", "self-test", "generate man", "generate completion");
    }

    private static void collectWithoutJson(String name, CommandLine command, List<String> without) {
        if (!command.getSubcommands().isEmpty()) {
            command.getSubcommands()
                    .forEach((word, next) -> collectWithoutJson((name + " " + word).strip(), next, without));
        } else if (command.getCommandSpec().findOption("--json") == null) {
            without.add(name);
        }
    }

    @Test
    void checksAsJson(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("x.cfg"), "configure\ncontext c\ncrypto mop t\n");
        assertThat(run("check", file.toString(), "--json")).isEqualTo(Cli.WRONG_USE);
        assertThat(out.toString()).startsWith("[\n").contains("\"severity\": \"error\"", "\"line\": \"3\"");
        out.getBuffer().setLength(0);
        assertThat(run("version", "--json")).isEqualTo(Cli.DONE);
        assertThat(out.toString()).startsWith("{\n  \"xfrmgate\": ");
    }

    private int run(String... args) {
        CommandLine line = Cli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
