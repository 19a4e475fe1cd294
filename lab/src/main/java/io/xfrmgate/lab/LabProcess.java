package io.xfrmgate.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One command of {@code lab/bin}, started on the host; its output goes to a file. */
final class LabProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private LabProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a command of {@code lab/bin}.
     *
     * @param results directory that the command may fill (LAB_OUT); it is made if need be
     */
    static LabProcess start(Path lab, Path results, String command, List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(lab.resolve("bin").resolve(command).toString());
        line.addAll(arguments);
        try {
            Files.createDirectories(results);
            Files.deleteIfExists(results.resolve("results"));
            Path output = results.resolve("lab.log");
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(lab.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(output.toFile());
            builder.environment().put("LAB_OUT", results.toString());
            return new LabProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("can not start " + line, e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits until the command ends, for at most {@code millis}; whether it has. */
    boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lab ran", e);
        }
    }

    /** The status of a command that has ended; 125 says that the lab failed, not what it tested. */
    int status() {
        return process.exitValue();
    }

    /** The last lines of what it printed. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, and with it the kernel that it started: the scripts forward SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        if (!endsWithin(10_000)) {
            process.destroyForcibly();
        }
    }
}
