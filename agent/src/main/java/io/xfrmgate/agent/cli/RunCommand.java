package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.ConfigSource;
import io.xfrmgate.agent.Daemon;
import io.xfrmgate.agent.LinuxParts;
import io.xfrmgate.agent.StartException;
import io.xfrmgate.agent.aaa.AaaRuntime;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.ControlAddress;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Run the gateway in the foreground.",
        footer = {
            "",
            "It needs the capabilities CAP_NET_ADMIN and CAP_NET_BIND_SERVICE, and UDP ports 500 and 4500 to itself. Events go "
                    + "to standard error, one line each. SIGHUP reads the configuration again: what did not change never notices, and a file with "
                    + "errors changes nothing. SIGTERM or SIGINT (Ctrl-C) deletes all SAs at the peers, takes what it "
                    + "installed out of the kernel, and ends with status 0; a second one ends it at once."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, in the StarOS language.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--check-only", description = "Check the configuration as `check` does, and end.")
    private boolean checkOnly;

    @Option(
            names = "--control",
            paramLabel = "PATH",
            description = "The control socket, instead of the configured one.")
    private Optional<Path> control = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        try (PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads());
                AaaRuntime aaa = AaaRuntime.open(LinuxParts.radiusSockets())) {
            return run(pki, aaa);
        }
    }

    private int run(PkiRuntime pki, AaaRuntime aaa) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        ConfigResult result = ConfigLoader.load(file, pki.reader());
        if (checkOnly) {
            return CheckCommand.check(result, file, spec.commandLine().getOut());
        }
        return switch (result) {
            case ConfigResult.Rejected rejected -> {
                CheckCommand.check(rejected, file, err);
                yield Cli.WRONG_USE;
            }
            case ConfigResult.Loaded loaded -> {
                CheckCommand.print(loaded.warnings(), err);
                ConfigSource again = running -> ConfigLoader.load(file, pki.reader(), running);
                yield serve(controlled(loaded.config()), again, pki, aaa, err);
            }
        };
    }

    private GatewayConfig controlled(GatewayConfig config) {
        return control.map(path -> config.with(config.settings().withControl(new ControlAddress(path, true))))
                .orElse(config);
    }

    private static int serve(GatewayConfig config, ConfigSource again, PkiRuntime pki, AaaRuntime aaa, PrintWriter err)
            throws InterruptedException {
        Logging.setLevel(config.settings().logLevel());
        Logging.setFormat(config.settings().logFormat());
        try {
            Daemon daemon = new Daemon(
                    config,
                    Optional.of(again),
                    LinuxParts.of(config.settings().shards(), pki.service(), aaa.port()),
                    pki,
                    aaa,
                    SystemdNotifier.fromEnvironment(System.getenv()));
            daemon.handleSignals();
            return daemon.run() ? Cli.DONE : Cli.FAILED;
        } catch (StartException e) {
            err.println("xfrmgate: " + e.getMessage());
            return Cli.FAILED;
        } finally {
            Logging.close();
        }
    }
}
