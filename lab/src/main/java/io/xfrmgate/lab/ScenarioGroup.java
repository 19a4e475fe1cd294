package io.xfrmgate.lab;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The scenarios of one file in {@code lab/scenarios}, which share one boot of a kernel. Each becomes a test that waits for
 * its line in the results; a scenario without a line fails.
 */
public final class ScenarioGroup implements AutoCloseable {
    private final String name;
    private final Path results;
    private final LabProcess process;

    private ScenarioGroup(Path lab, String name) {
        this.name = name;
        this.results = lab.resolve("target/lab").resolve(name);
        this.process = LabProcess.start(lab, results, "lab-run", List.of(name));
    }

    /** One test for each scenario of a group; the first one starts the kernel. */
    public static Stream<DynamicTest> tests(String group) {
        Path lab = Lab.directory();
        List<String> scenarios = scenarios(lab, group);
        if (scenarios.isEmpty()) {
            return Stream.of(DynamicTest.dynamicTest(group, () -> fail("the group " + group + " has no scenarios")));
        }
        Once running = new Once(() -> new ScenarioGroup(lab, group));
        return scenarios.stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(scenario, () -> running.get().await(scenario)))
                .onClose(running::close);
    }

    /** The names of a group's scenarios. */
    static List<String> scenarios(Path lab, String group) {
        Path scratch = lab.resolve("target/lab").resolve(group);
        try (LabProcess list = LabProcess.start(lab, scratch, "lab-run", List.of("--list", group))) {
            if (!list.endsWithin(20_000) || list.status() != 0) {
                throw new IllegalStateException("lab-run --list " + group + " failed: " + list.lastWords());
            }
            return Files.readAllLines(scratch.resolve("lab.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(String scenario) {
        boolean last;
        do {
            last = process.endsWithin(200);
            Optional<ScenarioResult> result = result(scenario);
            if (result.isPresent()) {
                report(result.get());
                return;
            }
        } while (!last);
        fail("the lab ended with status " + process.status() + " before " + scenario + ": " + process.lastWords());
    }

    private Optional<ScenarioResult> result(String scenario) {
        Path file = results.resolve("results");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Files.readString(file)
                    .lines()
                    .flatMap(line -> ScenarioResult.parse(line).stream())
                    .filter(result -> result.name().equals(scenario))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(ScenarioResult result) {
        Path kept = results.resolve(result.name());
        System.out.printf(
                "lab: %-4s %s/%s (%s s)%n",
                result.failure().isPresent() ? "FAIL" : "ok", name, result.name(), result.seconds());
        result.failure().ifPresent(why -> fail(why + "\nLogs, kernel state and captures are in " + kept));
    }

    @Override
    public void close() {
        process.close();
    }

    /** Starts the group for the first test that asks, and ends it after the last. */
    private static final class Once implements AutoCloseable {
        private final Supplier<ScenarioGroup> starter;
        private Optional<ScenarioGroup> group = Optional.empty();

        Once(Supplier<ScenarioGroup> starter) {
            this.starter = starter;
        }

        ScenarioGroup get() {
            ScenarioGroup started = group.orElseGet(starter);
            group = Optional.of(started);
            return started;
        }

        @Override
        public void close() {
            group.ifPresent(ScenarioGroup::close);
        }
    }
}
