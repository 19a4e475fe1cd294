package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.SelfTest;
import io.xfrmgate.agent.control.ControlSelfTest;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import io.xfrmgate.nativeio.libc.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "self-test",
        description = "See whether this installation works: native libraries, algorithms, metrics.",
        footer = {
            "",
            "Two gateways in memory set up tunnels with each other, rekey them and take them down. It needs no privilege, and opens no "
                    + "socket but one for metrics on loopback, at a free port, and a control socket in a directory of its own."
        },
        mixinStandardHelpOptions = true)
final class SelfTestCommand implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-n", "--handshakes"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many tunnels, one after the other; default ${DEFAULT-VALUE}.")
    private int handshakes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("native libraries: good, up " + MonotonicClock.nanos() / (long) NANOS_PER_SECOND + " s");
        out.println("algorithms: " + new StandardCryptoRegistry().provenance());
        SelfTest.Result result = SelfTest.run(handshakes, StandardCryptoRegistry::new);
        double seconds = Math.max(1, result.cpuNanos()) / NANOS_PER_SECOND;
        out.println("tunnels: good, " + result.handshakes() + " set up, rekeyed and taken down, "
                + String.format(Locale.ROOT, "%.0f", result.handshakes() / seconds)
                + " in a second of processor time for both sides");
        // Half as many teach the compiler as much, and a processor without RSA in machine code has enough of them.
        SelfTest.Result certified =
                SelfTest.runWithCertificates(Math.max(1, handshakes / 2), StandardCryptoRegistry::new);
        out.println("certificates: good, " + certified.handshakes() + " set up with RSA-2048 on both sides");
        out.println("metrics: good, " + scrape() + " octets");
        String shown = control();
        out.println("control socket: good, " + shown.length() + " characters");
        return Cli.DONE;
    }

    /** Through the whole command line: a build's training run sees from it what a call needs. */
    private static String control() throws IOException {
        StringWriter shown = new StringWriter();
        int status = ControlSelfTest.run(socket -> {
            CommandLine line = Cli.commandLine();
            line.setOut(new PrintWriter(shown, true));
            String[] words = {"show", "crypto", "ikev2-ikesa", "security-associations", "--control", socket.toString()};
            return line.execute(words);
        });
        if (status != Cli.DONE || !shown.toString().contains("self-test")) {
            throw new IOException("the control socket does not work: status " + status);
        }
        return shown.toString();
    }

    private static int scrape() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        MetricsServer.Questions questions =
                new MetricsServer.Questions(() -> HealthStatus.OK, () -> HealthStatus.OK, () -> "");
        try (GateMetrics metrics = new GateMetrics();
                MetricsServer server = MetricsServer.start(MetricsEndpoint.open(anyPort), metrics, questions)) {
            InetSocketAddress at = server.address();
            try (InputStream body = URI.create(
                            "http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/metrics")
                    .toURL()
                    .openStream()) {
                return body.readAllBytes().length;
            }
        }
    }
}
