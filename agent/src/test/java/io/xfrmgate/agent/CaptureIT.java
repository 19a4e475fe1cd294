package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.ControlledSite.Said;
import io.xfrmgate.agent.capture.Captured;
import io.xfrmgate.agent.cli.Cli;
import io.xfrmgate.agent.log.Logging;
import io.xfrmgate.agent.vici.ViciClient;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code xfrmgate capture} writes, read by tshark; and what is refused. */
@Timeout(300)
final class CaptureIT {
    @TempDir
    Path directory;

    private final List<String> log = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // by prepare
    private ControlledSite site;

    @BeforeEach
    void prepare() {
        site = new ControlledSite(directory);
    }

    private Said say(String... words) {
        return site.say(words);
    }

    private FutureTask<Said> begin(String... words) throws Exception {
        int before = events("capture-started").size();
        FutureTask<Said> capture = new FutureTask<>(() -> say(words));
        Thread.ofPlatform().start(capture);
        Waiting.until("the capture", () -> events("capture-started").size() > before);
        return capture;
    }

    private List<String> events(String event) {
        return log.stream().filter(l -> l.startsWith("event=" + event + " ")).toList();
    }

    private void tunnelWithRekey() throws Exception {
        assertThat(say("initiate", "peer").status()).isZero();
        assertThat(say("rekey", "--ike", "peer").status()).isZero();
        Waiting.until("the rekey", () -> !events("ike-rekeyed").isEmpty());
        assertThat(say("terminate", "--ike", "peer").status()).isZero();
    }

    /** What a capture that goes on has written until now. */
    private static boolean hasPackets(Path files, int atLeast) throws IOException {
        ByteBuffer blocks = ByteBuffer.wrap(Files.readAllBytes(files.resolve("ike.pcapng")));
        int packets = 0;
        while (blocks.remaining() >= 8) {
            packets += blocks.getInt(blocks.position()) == 6 ? 1 : 0;
            blocks.position(Math.min(blocks.limit(), blocks.position() + blocks.getInt(blocks.position() + 4)));
        }
        return packets >= atLeast;
    }

    private static boolean hasBothSas(Path files) throws IOException {
        List<String> lines = Files.readAllLines(files.resolve("ikev2_decryption_table"));
        return lines.size() == 2
                && HexFormat.of()
                        .formatHex(Files.readAllBytes(files.resolve("ike.pcapng")))
                        .contains(lines.getLast().substring(0, 16)
                                + lines.getLast().substring(17, 33));
    }

    @Test
    void whatIsCapturedWithKeysIsDecryptedByTshark() throws Exception {
        Path files = directory.resolve("files");
        List<FutureTask<Said>> captures = new ArrayList<>();
        site.run(() -> {
            Logging.listen(log::add);
            captures.add(begin("capture", "127.0.0.2", files.toString(), "--keys", "--yes", "--for", "3600"));
            tunnelWithRekey();
            Waiting.until("both IKE SAs are in the files", () -> hasPackets(files, 10) && hasBothSas(files));
            assertThat(events("capture-started"))
                    .singleElement()
                    .asString()
                    .contains("who=\"0(root)\" peer=127.0.0.2 keys=yes seconds=3600 megabytes=16");
        });
        // The daemon ended before the capture did: what was written is whole.
        Said said = captures.getFirst().get(60, TimeUnit.SECONDS);
        assertThat(said.err()).contains("WARNING: this exports the keys").contains("has closed the connection");
        for (String name : List.of("ike.pcapng", "ikev2_decryption_table")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files)))
                .isEqualTo("rwx------");
        List<String> keys = Files.readAllLines(files.resolve("ikev2_decryption_table"));
        assertThat(keys).hasSize(2).allSatisfy(line -> {
            assertThat(line)
                    .matches("[0-9a-f]{16},[0-9a-f]{16},[0-9a-f]{72},[0-9a-f]{72},"
                            + "\"AES-GCM-256 with 16 octet ICV \\[RFC5282]\",,,\"NONE \\[RFC4306]\"");
            // SK_ei, as no line of the log has it.
            assertThat(log).noneMatch(l -> l.contains(line.split(",")[2]));
        });
        assertThat(Tshark.read(files, "-V", "-Y", "isakmp.exchangetype == 35").lines())
                .anyMatch(l -> l.contains("Identification Data:127.0.0.1"))
                .anyMatch(l -> l.contains("Payload: Traffic Selector - Responder"));
        // Under the keys that came by the rekey.
        assertThat(Tshark.read(
                                files,
                                "-V",
                                "-Y",
                                "isakmp.ispi == " + keys.getLast().substring(0, 16))
                        .lines())
                .anyMatch(l -> l.contains("Payload: Delete (42)"));
        assertThat(Tshark.read(
                                files,
                                "-o",
                                "udp.check_checksum:TRUE",
                                "-o",
                                "ip.check_checksum:TRUE",
                                "-T",
                                "fields",
                                "-e",
                                "udp.checksum.status",
                                "-e",
                                "ip.checksum.status",
                                "-e",
                                "frame.packet_flags_direction")
                        .lines())
                .hasSizeGreaterThanOrEqualTo(8)
                .allMatch(l -> l.startsWith("1\t1\t"));
    }

    @Test
    void withoutKeysNothingIsDecrypted() throws Exception {
        Path files = directory.resolve("files");
        site.run(() -> {
            Logging.listen(log::add);
            begin("capture", "127.0.0.2", files.toString());
            assertThat(say("initiate", "peer").status()).isZero();
            Waiting.until("the handshake is in the file", () -> hasPackets(files, 4));
        });
        assertThat(files.resolve("ikev2_decryption_table")).doesNotExist();
        assertThat(Tshark.read(files, "-V").lines())
                .anyMatch(l -> l.contains("Payload: Encrypted and Authenticated"))
                .noneMatch(l -> l.contains("Payload: Identification"));
    }

    @Test
    void itEndsWhenItsTimeIsOver() throws Exception {
        site.run(() -> {
            Said said = say("capture", "127.0.0.2", directory.resolve("files").toString(), "--for", "1");
            assertThat(said.status()).isZero();
            assertThat(said.out()).endsWith("ike.pcapng: 0 datagrams, ended by time\n");
        });
    }

    @Test
    void itEndsWhenItsClientGoes() throws Exception {
        site.run(() -> {
            Logging.listen(log::add);
            ViciClient client = ViciClient.connect(site.socket());
            ViciMessage request = ViciMessage.builder().put("peer", "127.0.0.2").build();
            FutureTask<ViciMessage> capture =
                    new FutureTask<>(() -> client.stream("xfrmgate-capture", request, Captured.EVENT, event -> {}));
            Thread.ofPlatform().start(capture);
            Waiting.until("it begins", () -> !events("capture-started").isEmpty());
            client.close();
            Waiting.until("it ends", () -> !events("capture-ended").isEmpty());
            assertThat(events("capture-ended")).singleElement().asString().contains("end=client-gone");
        });
    }

    @Test
    void itsSizeIsBounded() throws Exception {
        Path files = directory.resolve("files");
        site.run(() -> {
            Logging.listen(log::add);
            FutureTask<Said> capture = begin("capture", "127.0.0.2", files.toString(), "--max-size", "1");
            FutureTask<Integer> flood = new FutureTask<>(() -> flood(capture));
            Thread.ofPlatform().start(flood); // in this namespace
            assertThat(capture.get(120, TimeUnit.SECONDS).out()).contains("ended by size");
            flood.get(30, TimeUnit.SECONDS);
        });
        assertThat(Files.size(files.resolve("ike.pcapng"))).isBetween(900_000L, 1_048_576L + 200);
    }

    /** Datagrams from the peer's address until the capture is full; how many. */
    private static int flood(FutureTask<Said> capture) throws Exception {
        byte[] octets = new byte[1_000];
        int sent = 0;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            while (!capture.isDone()) {
                socket.send(new DatagramPacket(octets, octets.length, InetAddress.getByName("127.0.0.1"), 500));
                sent++;
                Thread.onSpinWait();
            }
        }
        return sent;
    }

    @Test
    void whatIsWrongIsRefused() throws Exception {
        Path files = directory.resolve("files");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("no\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Said unsure = say("capture", "127.0.0.2", files.toString(), "--keys");
            assertThat(unsure.status()).isEqualTo(Cli.WRONG_USE);
            assertThat(unsure.err()).contains("no keys are exported");
        } finally {
            System.setIn(before);
        }
        assertThat(files).doesNotExist();
        assertThat(say("capture", "127.0.0.2", files.toString()).status()).isEqualTo(Cli.NO_DAEMON);
        site.run(() -> {
            Logging.listen(log::add);
            for (String[] wrong : new String[][] {{"--for", "0"}, {"--for", "3601"}, {"--max-size", "257"}}) {
                Said said = say("capture", "127.0.0.2", files.toString(), wrong[0], wrong[1]);
                assertThat(said.status()).isEqualTo(Cli.FAILED);
                assertThat(said.err()).contains(" has to be 1 to ");
                assertThat(files).isEmptyDirectory();
            }
            assertThat(say("capture", "x".repeat(90), files.toString()).err()).contains("more than 80 characters");
            Files.writeString(files.resolve("ike.pcapng"), "mine");
            assertThat(say("capture", "127.0.0.2", files.toString()).err()).contains("is there already");
            assertThat(files.resolve("ike.pcapng")).hasContent("mine");
            for (int i = 0; i < 4; i++) {
                begin("capture", "127.0.0." + (90 + i), directory + "/c" + i);
            }
            assertThat(say("capture", "127.0.0.99", directory + "/c4").err()).contains("4 captures run already");
            assertThat(directory.resolve("c4")).isEmptyDirectory();
        });
    }
}
