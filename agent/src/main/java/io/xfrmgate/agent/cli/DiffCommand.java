package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.config.ConfigDifference;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.config.Placement;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description = "Show what a configuration would change, and what that does to tunnels.",
        footer = {
            "",
            "Compares with what the daemon runs on, or with a file. Object by object, with - before lines that go and + before "
                    + "lines that come; then, for each template and map on which something changes, what becomes of its tunnels, "
                    + "and where a daemon is asked, of each one that is up now (twenty by name). Secrets are not shown. Ends with "
                    + "status 0, whether there are differences or not, and with 2 if a file has errors."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration that would take effect.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--running", paramLabel = "FILE", description = "Compare with this file, and ask no daemon.")
    private Optional<Path> running = Optional.empty();

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        if (running.isEmpty()) {
            return control.change("xfrmgate-diff", SentFile.of(file).build(), DiffCommand::ending);
        }
        return offline(running.get());
    }

    private static String ending(ViciMessage answer) {
        String ike = answer.text("ike-sas-ending").orElse("0");
        String child = answer.text("child-sas-ending").orElse("0");
        return ike.equals("0") && child.equals("0")
                ? "no tunnel would end"
                : ike + " IKE SAs and " + child + " Child SAs would end";
    }

    private int offline(Path running) {
        PrintWriter out = spec.commandLine().getOut();
        Optional<GatewayConfig> before = load(running, Placement.NONE);
        Optional<GatewayConfig> after = before.flatMap(b -> load(file, b.placement()));
        if (before.isEmpty() || after.isEmpty()) {
            return Cli.WRONG_USE;
        }
        ConfigDifference difference = ConfigDifference.between(before.get(), after.get());
        if (difference.isEmpty()) {
            out.println("nothing would change");
        }
        difference.render().forEach(out::println);
        return Cli.DONE;
    }

    private Optional<GatewayConfig> load(Path from, Placement names) {
        return switch (ConfigLoader.load(from, names)) {
            case ConfigResult.Loaded(var config, var _) -> Optional.of(config);
            case ConfigResult.Rejected rejected -> {
                CheckCommand.check(rejected, from, spec.commandLine().getErr());
                yield Optional.empty();
            }
        };
    }
}
