package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.cli.Cli;
import io.xfrmgate.agent.config.ControlAddress;
import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** A daemon with a control socket, and a gateway that it can call; their kernels are simulated. */
final class ControlledSite {
    private final Path socket;
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final SimulatedKernel peerKernel = new SimulatedKernel();

    ControlledSite(Path directory) {
        this.socket = directory.resolve("control.sock");
    }

    Path socket() {
        return socket;
    }

    /** The daemon's kernel. */
    SimulatedKernel kernel() {
        return kernel;
    }

    /** Runs a test's body while both serve, and sees that the daemon ends in order. */
    void run(PrivateNamespace.Body body) throws Exception {
        try (PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads())) {
            PrivateNamespace.run(() -> inNamespace(pki, body));
        }
        assertThat(socket).doesNotExist();
    }

    /** The socket is there a moment before anybody listens at it. */
    private boolean answers() {
        try (ViciClient client = ViciClient.connect(socket)) {
            client.call("version", ViciMessage.EMPTY);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void inNamespace(PkiRuntime pki, PrivateNamespace.Body body) throws Exception {
        Gateway peer = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), peerKernel.parts(), notice -> {});
        GatewayConfig site = Site.of("127.0.0.1", "127.0.0.2", 1);
        Daemon daemon = new Daemon(
                site.with(site.settings().withControl(new ControlAddress(socket, true))),
                kernel.parts(),
                pki,
                SystemdNotifier.fromEnvironment(Map.of()));
        FutureTask<Boolean> run = new FutureTask<>(daemon::run);
        Thread.ofPlatform().start(run);
        Waiting.until("the control socket", this::answers);
        body.run();
        daemon.stop("test");
        assertThat(run.get(30, TimeUnit.SECONDS)).as("stopped in order").isTrue();
        peer.stop(5_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** What a command of our own command line said. */
    record Said(int status, String out, String err) {}

    /** Runs our command line against the daemon. */
    Said say(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Cli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--control=" + socket());
        int status = line.execute(all.toArray(String[]::new));
        return new Said(status, out.toString(), err.toString());
    }
}
