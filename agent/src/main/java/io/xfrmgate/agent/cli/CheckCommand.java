package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.LinuxParts;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigProblem;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.agent.vici.ViciJson;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Check a configuration file and change nothing.",
        footer = {
            "",
            "Certificates and keys that it names are fetched and read. Every error and warning is printed with its line and "
                    + "column, what would be right there, and how to mend it. "
                    + "Ends with status 0 if the file can take effect, though there may be warnings, and with 2 if not."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration, in the StarOS language.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--json", description = "Print JSON: an array of what was found.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        ConfigResult result = ConfigLoader.load(file, PkiRuntime.readerForOnce(LinuxParts.namespaceThreads()));
        PrintWriter out = spec.commandLine().getOut();
        if (!json) {
            return check(result, file, out);
        }
        return switch (result) {
            case ConfigResult.Loaded loaded -> {
                out.println(json(loaded.warnings()));
                yield Cli.DONE;
            }
            case ConfigResult.Rejected rejected -> {
                out.println(json(rejected.problems()));
                yield Cli.WRONG_USE;
            }
        };
    }

    private static String json(List<ConfigProblem> problems) {
        return ViciJson.array(problems.stream()
                .map(problem -> ViciMessage.builder()
                        .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                        .put("file", problem.file())
                        .put("line", problem.line())
                        .put("column", problem.column())
                        .put("message", problem.message())
                        .put("expected", problem.expected())
                        .put("fix", problem.fix())
                        .build())
                .toList());
    }

    /** Prints what was found; returns the exit status. */
    static int check(ConfigResult result, Path file, PrintWriter out) {
        return switch (result) {
            case ConfigResult.Loaded loaded -> {
                print(loaded.warnings(), out);
                int peers = loaded.config().peers().size();
                out.println(file + ": good, with " + plural(peers, "template or map", "templates and maps")
                        + (loaded.warnings().isEmpty()
                                ? ""
                                : " and " + plural(loaded.warnings().size(), "warning", "warnings")));
                yield Cli.DONE;
            }
            case ConfigResult.Rejected rejected -> {
                print(rejected.problems(), out);
                out.println(file + ": " + plural(rejected.problems().size(), "problem", "problems")
                        + "; nothing of it would take effect");
                yield Cli.WRONG_USE;
            }
        };
    }

    static void print(List<ConfigProblem> problems, PrintWriter out) {
        problems.forEach(problem -> out.println(problem.render() + System.lineSeparator()));
    }

    private static String plural(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
