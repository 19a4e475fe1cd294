package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.LinuxParts;
import io.xfrmgate.agent.ShardRandom;
import io.xfrmgate.agent.config.ConfigLoader;
import io.xfrmgate.agent.config.ConfigResult;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.load.AcceptAll;
import io.xfrmgate.agent.load.LoadPeers;
import io.xfrmgate.agent.load.LoadStep;
import io.xfrmgate.agent.load.LoadTest;
import io.xfrmgate.agent.load.StepResult;
import io.xfrmgate.agent.load.WatchedProcess;
import io.xfrmgate.agent.pki.Certificates;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.agent.pki.UnreadableException;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "load-test",
        description = "Play many peers of an IKEv2 responder, and measure it.",
        footer = {
            "",
            "The file has one crypto map: its peer is the responder, and the only address that anything is sent to. Its transform "
                    + "sets, secret or certificate, payload, keepalive and lifetimes are those of all peers. Each peer is an IKE SA "
                    + "with one Child SA, which no packet passes unless --kernel installs it.",
            "",
            "A step is WORK[=COUNT][@RATE][/WINDOW]: set-up, liveness, child-rekey, ike-rekey, reconnect, mix, tear-down, crash, or "
                    + "hold=SECONDS. Without COUNT every peer does it once; without RATE it goes as fast as answers come; WINDOW is "
                    + "--window for this step. For example: --do set-up@500 --do hold=30 --do mix=20000 --do tear-down",
            "",
            "crash has peers forget all without a word. So power that fails, and everybody back at once, is: "
                    + "--peers 64000 --do set-up --do crash --do set-up/64000",
            "",
            "It needs UDP ports 500 and 4500, so no daemon may run on the same addresses."
        },
        mixinStandardHelpOptions = true)
final class LoadTestCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "A configuration with one crypto map.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(
            names = "--i-own-this-target",
            description = "Without this word nothing is sent: load is for your own responders.")
    private boolean owned;

    @Option(
            names = {"-n", "--peers"},
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many; default ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--from",
            paramLabel = "NETWORK",
            converter = Network.class,
            description = "Addresses of this machine to call from, in turn; default: the map's.")
    private Optional<AddressRange> from = Optional.empty();

    @Option(
            names = "--inside",
            paramLabel = "NETWORK",
            converter = Network.class,
            description = "Each peer has a host of this network behind it; default: what the map says.")
    private Optional<AddressRange> inside = Optional.empty();

    @Option(
            names = "--certificates",
            paramLabel = "FILE",
            description = "One certificate for each peer, in PEM, all for the map's key; default: the map's for all.")
    private Optional<Path> certificates = Optional.empty();

    @Option(
            names = {"-w", "--window"},
            paramLabel = "N",
            defaultValue = "100",
            description = "So many at once wait for an answer, at most; default ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--do",
            paramLabel = "STEP",
            converter = Step.class,
            description = "What to do, in this order; default: set-up, then tear-down.")
    private List<LoadStep> steps = new ArrayList<>();

    @Option(names = "--stdin", description = "Read further steps from standard input, one a line, until its end.")
    private boolean readsSteps;

    @Option(
            names = "--kernel",
            description = "Install the tunnels in this kernel, so that traffic passes; needs CAP_NET_ADMIN.")
    private boolean kernel;

    @Option(names = "--max-failures", paramLabel = "N", description = "A step ends with so many; default: it goes on.")
    private int maxFailures = Integer.MAX_VALUE;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "A step ends when nothing was done for so long; default ${DEFAULT-VALUE}.")
    private int patience;

    @Option(
            names = "--watch",
            paramLabel = "PID",
            description = "Tell the processor time and memory of this process, of the same machine.")
    private Optional<Long> watch = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results there, too.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "No line each second.")
    private boolean quiet;

    /** {@code 192.0.2.0/24}. */
    static final class Network implements ITypeConverter<AddressRange> {
        @Override
        public AddressRange convert(String text) {
            try {
                String[] parts = text.split("/", 2);
                IpAddress address = IpAddress.parse(parts[0]);
                return new AddressRange(address, parts.length == 1 ? address.bits() : Integer.parseInt(parts[1]));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("not a network: " + text);
            }
        }
    }

    /** {@code child-rekey=1000@50}. */
    static final class Step implements ITypeConverter<LoadStep> {
        @Override
        public LoadStep convert(String text) {
            try {
                return LoadStep.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads())) {
            return switch (ConfigLoader.load(file, pki.reader())) {
                case ConfigResult.Rejected rejected ->
                    CheckCommand.check(rejected, file, spec.commandLine().getErr());
                case ConfigResult.Loaded loaded -> run(loaded.config(), pki);
            };
        }
    }

    private int run(GatewayConfig config, PkiRuntime pki) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        if (config.peers().size() != 1
                || config.peers().getFirst().remote().isEmpty()
                || config.peers().getFirst().localAddresses().isEmpty()
                || config.peers().getFirst().children().isEmpty()) {
            err.println("xfrmgate: " + file
                    + " must have one crypto map, with peer, local-address and payload, and no template");
            return Cli.WRONG_USE;
        }
        PeerConfig map = config.peers().getFirst();
        if (!owned) {
            err.println("xfrmgate: this would send load to " + map.remote().orElseThrow()
                    + "; if that responder is yours, say --i-own-this-target");
            return Cli.WRONG_USE;
        }
        LoadPeers peers;
        try {
            peers = new LoadPeers(count, from, inside, readCertificates());
        } catch (IllegalArgumentException e) {
            err.println("xfrmgate: " + e.getMessage());
            return Cli.WRONG_USE;
        }
        pki.use(config.pki());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<LoadStep> plan =
                steps.isEmpty() && !readsSteps ? List.of(LoadStep.parse("set-up"), LoadStep.parse("tear-down")) : steps;
        List<StepResult> results = new ArrayList<>();
        try (LoadTest test = LoadTest.open(
                map,
                peers,
                kernel ? LinuxParts.of(1, pki.service(), EapPort.none()).dataPlane() : (shard, io) -> new AcceptAll(),
                pki.service(),
                ShardRandom.open(),
                new LoadTest.Settings(
                        window, maxFailures, Duration.ofSeconds(patience), watch.map(WatchedProcess::new), quiet),
                err::println)) {
            for (LoadStep step : plan) {
                results.add(run(test, step));
            }
            String line = readsSteps ? in.readLine() : null;
            while (line != null) {
                results.add(run(test, LoadStep.parse(line.strip())));
                line = in.readLine();
            }
        }
        if (json.isPresent()) {
            Files.writeString(
                    json.get(),
                    results.stream().map(StepResult::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n")));
        }
        return results.stream().allMatch(StepResult::isComplete) ? Cli.DONE : Cli.FAILED;
    }

    private StepResult run(LoadTest test, LoadStep step) throws IOException, InterruptedException {
        StepResult result = test.run(step);
        spec.commandLine().getOut().println(result.text());
        spec.commandLine().getOut().flush();
        return result;
    }

    private List<X509Certificate> readCertificates() throws IOException {
        if (certificates.isEmpty()) {
            return List.of();
        }
        try {
            return Certificates.readAll(Files.readAllBytes(certificates.get()));
        } catch (UnreadableException e) {
            throw new IOException(certificates.get() + ": " + e.why(), e);
        }
    }
}
