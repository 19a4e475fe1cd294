package io.xfrmgate.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prometheus' own judge of metrics and rules, from Debian's package. */
final class Promtool {
    private static final long PATIENCE_SECONDS = 50;

    private Promtool() {}

    /**
     * What it said.
     *
     * @param output of both kinds
     */
    record Verdict(int status, String output) {}

    /** Runs it. @param input for its standard input */
    static Verdict run(Path directory, String input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("promtool did not end");
        }
        return new Verdict(process.exitValue(), output);
    }
}
