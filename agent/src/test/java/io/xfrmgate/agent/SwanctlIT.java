package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** strongSwan's own control program, unmodified, against the daemon; the kernels are simulated. */
@Timeout(120)
final class SwanctlIT {
    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // by prepare
    private ControlledSite site;

    private record Said(int status, String text) {}

    private ProcessBuilder swanctl(String command, String... more) {
        List<String> words = new ArrayList<>(List.of("swanctl", command, "--uri", "unix://" + site.socket()));
        words.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment()
                .put("STRONGSWAN_CONF", directory.resolve("strongswan.conf").toString());
        return builder;
    }

    private Said say(String command, String... more) throws IOException, InterruptedException {
        Process process = swanctl(command, more).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private String said(String command, String... more) throws IOException, InterruptedException {
        Said said = say(command, more);
        assertThat(said.status()).as(said.text()).isZero();
        return said.text();
    }

    @BeforeEach
    void prepare() throws IOException {
        site = new ControlledSite(directory);
        Files.writeString(
                directory.resolve("strongswan.conf"), "swanctl {\n  load = pem pkcs1 x509 pubkey openssl random\n}\n");
    }

    @Test
    void whatIsConfiguredIsListed() throws Exception {
        site.run(() -> {
            assertThat(said("--list-conns"))
                    .contains("peer: IKEv2, no reauthentication")
                    .contains("local:  127.0.0.1")
                    .contains("remote: 127.0.0.2")
                    .contains("local pre-shared key authentication:")
                    .contains("site: TUNNEL")
                    .contains("local:  127.0.0.1/32");
            assertThat(said("--list-pols")).contains("peer/site, TUNNEL").contains("remote: 127.0.0.2/32");
            assertThat(said("--version", "--daemon")).contains("xfrmgate");
            assertThat(said("--stats")).contains("uptime: ").contains("IKE_SAs: 0 total, 0 half-open");
            assertThat(said("--list-algs")).contains("AES_CBC[xfrmgate]").contains("CURVE_25519[xfrmgate]");
            assertThat(said("--list-certs")).isBlank();
            assertThat(said("--list-pools")).isBlank();
            assertThat(said("--list-sas")).isBlank();
        });
    }

    @Test
    void aTunnelComesUpIsShownRekeyedAndEnded() throws Exception {
        site.run(() -> {
            assertThat(said("--initiate", "--child", "site", "--timeout", "30"))
                    .contains("[IKE] event=child-established config=peer")
                    .contains("initiate completed successfully");
            assertThat(site.kernel().states()).hasSize(2);
            String sas = said("--list-sas");
            assertThat(sas)
                    .contains("peer: #1, ESTABLISHED, IKEv2, ")
                    .contains("local  '127.0.0.1' @ 127.0.0.1[500]")
                    .contains("remote '127.0.0.2' @ 127.0.0.2[500]")
                    .contains("AES_GCM_16-256/PRF_HMAC_SHA2_256/CURVE_25519")
                    .contains("site: #1, reqid ")
                    .contains("INSTALLED, TUNNEL, ESP:AES_GCM_16-128")
                    .contains("local  127.0.0.1/32")
                    .contains("remote 127.0.0.2/32");
            assertThat(said("--list-sas", "--ike", "other")).isBlank();
            assertThat(said("--list-sas", "--child-id", "1")).contains("site: #1");
            assertThat(said("--rekey", "--child", "site")).contains("rekey completed successfully");
            Waiting.until("another Child SA", () -> said("--list-sas").contains("site: #2"));
            assertThat(said("--rekey", "--ike", "peer")).contains("rekey completed successfully");
            Waiting.until("another IKE SA", () -> said("--list-sas").contains("peer: #2, ESTABLISHED"));
            assertThat(said("--counters")).contains("ike-rekeyed").contains("child-rekeyed");
            assertThat(said("--counters", "--all")).contains("peer:").contains("ike-rekey-init");
            assertThat(said("--terminate", "--ike", "peer", "--timeout", "30"))
                    .contains("event=ike-closed")
                    .contains("terminate completed successfully");
            Waiting.until("the kernel to be empty", () -> site.kernel().states().isEmpty());
            assertThat(said("--list-sas")).isBlank();
        });
    }

    @Test
    void whatCanNotBeDoneIsSaid() throws Exception {
        site.run(() -> {
            assertThat(say("--initiate", "--child", "nothing-such").text())
                    .contains("initiate failed: CHILD_SA config 'nothing-such' not found");
            assertThat(say("--terminate", "--ike", "peer").text()).contains("no matching SAs to terminate found");
            assertThat(say("--rekey", "--child-id", "7").text()).contains("no matching SAs to rekey found");
            assertThat(say("--counters", "--name", "nothing-such").text()).contains("no counters found");
        });
    }

    @Test
    void eventsAreMonitored() throws Exception {
        site.run(() -> {
            Path monitored = directory.resolve("monitored");
            Path logged = directory.resolve("logged");
            Process monitor = swanctl("--monitor-sa", "--raw")
                    .redirectOutput(monitored.toFile())
                    .start();
            Process log = swanctl("--log").redirectOutput(logged.toFile()).start();
            try {
                // The two register in their own time: what is told of goes on until both have heard of it.
                Waiting.until("events", () -> {
                    said("--initiate", "--child", "site", "--timeout", "30");
                    said("--rekey", "--ike", "peer");
                    said("--terminate", "--ike", "peer", "--timeout", "30");
                    return Files.readString(monitored).contains("child-updown event")
                            && Files.readString(logged).contains("event=ike-established");
                });
            } finally {
                monitor.destroy();
                log.destroy();
            }
            assertThat(Files.readString(monitored))
                    .contains("ike-updown event {up=yes peer {uniqueid=")
                    .contains("child-updown event {up=yes peer {uniqueid=");
        });
    }
}
