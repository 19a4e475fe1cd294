package io.xfrmgate.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Wireshark's reader of captures, from Debian's package. */
final class Tshark {
    private static final long PATIENCE_SECONDS = 100;

    private Tshark() {}

    /**
     * What it said.
     *
     * @param output of both kinds
     */
    record Said(int status, String output) {
        /** Lines, without its warning that it runs as root. */
        List<String> lines() {
            return output.lines().filter(l -> !l.startsWith("Running as user")).toList();
        }
    }

    /** Reads a capture's packets, with the table of keys beside them where there is one. */
    static Said read(Path directory, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", "ike.pcapng"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("WIRESHARK_CONFIG_DIR", directory.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("tshark did not end");
        }
        return new Said(process.exitValue(), output);
    }
}
