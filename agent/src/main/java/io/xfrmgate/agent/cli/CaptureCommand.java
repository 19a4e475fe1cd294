package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.BuildVersion;
import io.xfrmgate.agent.capture.CaptureFiles;
import io.xfrmgate.agent.capture.Captured;
import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "capture",
        description = "Write the IKE datagrams of one peer to a file for Wireshark.",
        footer = {
            "",
            "Writes " + CaptureFiles.PACKETS + " (pcapng) into DIR, and with --keys also " + CaptureFiles.TABLE
                    + ", by which Wireshark decrypts it: WIRESHARK_CONFIG_DIR=DIR wireshark DIR/" + CaptureFiles.PACKETS
                    + ". Both have mode 0600. Runs in the foreground until its time or size is reached, or Ctrl-C.",
            "",
            "By its address a peer is captured from its first datagram on, by its identity from when it is known. NAT keepalives and "
                    + "ESP are not in it. For root and the daemon's own user only; the log tells who captured whom, and when.",
            "",
            "Keys are exported only of the peer's IKE SAs, and only while the capture runs. With them all that these IKE SAs say "
                    + "can be read: identities, addresses, what EAP carries. ESP can not: its keys come from SK_d, which is not "
                    + "exported. Delete the table when it is not needed any more. Wireshark has no ChaCha20-Poly1305, DES, AES-XCBC and AES-CMAC for "
                    + "IKEv2: the keys of such IKE SAs are not exported."
        },
        mixinStandardHelpOptions = true)
final class CaptureCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PEER", description = "Address or identity of the peer.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String peer;

    @Parameters(index = "1", paramLabel = "DIR", description = "Directory for the files; made if it is missing.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(names = "--for", paramLabel = "SECONDS", description = "How long, 1 to 3600; default 600.")
    private long seconds = 600;

    @Option(names = "--max-size", paramLabel = "MIB", description = "MiB of packets, 1 to 256; default 16.")
    private long megabytes = 16;

    @Option(names = "--keys", description = "Export the keys of the peer's IKE SAs, too. Asks whether that is meant.")
    private boolean keys;

    @Option(names = "--yes", description = "With --keys: do not ask.")
    private boolean yes;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        if (keys && !isMeant()) {
            control.err().println("xfrmgate: no keys are exported, and nothing is captured");
            return Cli.WRONG_USE;
        }
        ViciMessage request = ViciMessage.builder()
                .put("peer", peer)
                .put("seconds", seconds)
                .put("megabytes", megabytes)
                .putIf("keys", keys)
                .build();
        try (ViciClient client = control.connect();
                CaptureFiles files = CaptureFiles.create(directory, keys, "xfrmgate " + BuildVersion.current())) {
            ViciMessage answer =
                    client.stream("xfrmgate-capture", request, Captured.EVENT, event -> take(event, files));
            if (!answer.isYes("success")) {
                files.discard();
            }
            return control.finish(answer, this::text);
        }
    }

    private void take(ViciMessage event, CaptureFiles files) {
        try {
            Captured captured = Captured.of(event);
            if (captured instanceof Captured.Keys sa && sa.line().isEmpty()) {
                control.err()
                        .println("xfrmgate: Wireshark can not decrypt " + sa.suite()
                                + "; the keys of this IKE SA are not exported");
            }
            files.write(captured);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMeant() throws IOException {
        PrintWriter err = control.err();
        err.println("""
                WARNING: this exports the keys of the IKE SAs with %s. Who has them and the packets can read all
                that these IKE SAs say. The log tells that you asked for it.""".formatted(peer));
        if (yes) {
            return true;
        }
        err.print("Type yes to export them: ");
        err.flush();
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return "yes".equals(line);
    }

    private String text(ViciMessage done) {
        return "%s: %s datagrams%s, ended by %s"
                .formatted(
                        directory.resolve(CaptureFiles.PACKETS),
                        done.text("datagrams").orElse("?"),
                        done.text("lost")
                                .filter(n -> !n.equals("0"))
                                .map(n -> " and " + n + " lost")
                                .orElse(""),
                        done.text("end").orElse("?"));
    }
}
