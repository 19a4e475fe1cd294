package io.xfrmgate.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scripts that no scenario runs are at least programs: those of the build and of the lab of virtual machines. */
final class ScriptsTest {
    private static final Path ROOT = Lab.directory().resolve("..").normalize();

    @Test
    void shellScriptsParse() throws Exception {
        List<Path> scripts = new ArrayList<>();
        for (String directory : List.of("scripts", "vagrant", "lab/bin", "systemd/control", ".ci")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(directory))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (isShell(file)) {
                        scripts.add(file);
                    }
                }
            }
        }
        assertThat(scripts)
                .contains(ROOT.resolve("vagrant/check"), ROOT.resolve("scripts/deb-reproducible"))
                .allSatisfy(script -> assertThat(complaintOf("bash", "-n", script.toString()))
                        .as("bash -n %s", script)
                        .isEmpty());
    }

    @Test
    void vagrantfileParses() throws Exception {
        // Ruby is Vagrant's, and no part of what the build needs; the file is read here only where it is there.
        if (Stream.of("/usr/bin/ruby", "/usr/local/bin/ruby").anyMatch(ruby -> Files.isExecutable(Path.of(ruby)))) {
            assertThat(complaintOf(
                            "ruby", "-c", ROOT.resolve("vagrant/Vagrantfile").toString()))
                    .isEqualTo("Syntax OK");
        } else {
            assertThat(ROOT.resolve("vagrant/Vagrantfile")).content().contains("Vagrant.configure(\"2\")");
        }
    }

    private static boolean isShell(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, ISO_8859_1)) {
            return lines.findFirst().orElse("").matches("#!/bin/(ba)?sh.*");
        }
    }

    private static String complaintOf(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int status = process.waitFor();
        return status == 0 || !output.isEmpty() ? output : "status " + status;
    }
}
