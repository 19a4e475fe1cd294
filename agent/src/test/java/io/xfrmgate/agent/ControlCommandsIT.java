package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.cli.Cli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Our own command line against the daemon. */
@Timeout(120)
final class ControlCommandsIT {
    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // by prepare
    private ControlledSite site;

    private record Said(int status, String out, String err) {}

    @BeforeEach
    void prepare() {
        site = new ControlledSite(directory);
    }

    private Said say(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Cli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--control=" + site.socket());
        int status = line.execute(all.toArray(String[]::new));
        return new Said(status, out.toString(), err.toString());
    }

    private String said(String... words) {
        Said said = say(words);
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        return said.out();
    }

    @Test
    void tunnelsAreShownAndChanged() throws Exception {
        site.run(() -> {
            assertThat(said("show", "crypto", "ikev2-ikesa", "security-associations"))
                    .isEqualTo("no IKE SA\n");
            assertThat(say("initiate", "peer").out()).endsWith("peer is up\n");
            assertThat(site.kernel().states()).hasSize(2);
            assertThat(said("show", "crypto", "ikev2-ikesa", "security-associations"))
                    .contains("MAP/TEMPLATE")
                    .contains("127.0.0.2")
                    .contains("established");
            assertThat(said("show", "crypto", "ikev2-ikesa", "security-associations", "summary"))
                    .contains("IKE SAs: 1")
                    .contains("established: 1")
                    .contains("Child SAs: 1");
            assertThat(said("show", "crypto", "ikev2-ikesa", "security-associations", "peer", "192.0.2.99"))
                    .isEqualTo("no IKE SA\n");
            assertThat(say("show", "crypto", "ikev2-ikesa", "security-associations", "--json")
                            .out())
                    .startsWith("[\n  {\n    \"peer\": {\n      \"uniqueid\": \"1\"");
            assertThat(said("show", "crypto", "ipsec", "security-associations"))
                    .contains("site")
                    .contains("installed");
            assertThat(said("show", "crypto", "map")).contains("peer").contains("127.0.0.2");
            assertThat(said("show", "crypto", "map", "peer"))
                    .startsWith("crypto map peer ikev2-ipv4\n")
                    .endsWith("exit\n");
            assertThat(said("show", "crypto", "template")).contains("no crypto template");
            assertThat(said("show", "crypto", "transform-set"))
                    .contains("ikev2-ikesa transform-set ike")
                    .contains("ipsec transform-set esp");
            assertThat(said("show", "crypto", "statistics"))
                    .contains("1 IKE SAs")
                    .contains("ike-established");
            assertThat(said("show", "crypto", "certificate")).isEqualTo("no certificate\n");
            assertThat(said("show", "crypto", "ca-certificate")).isEqualTo("no certificate\n");
            assertThat(said("show", "crypto", "ca-crl")).isEqualTo("no revocation list\n");
            assertThat(said("rekey", "--child", "site")).contains("the rekey has begun");
            assertThat(say("terminate", "--ike", "peer").out()).endsWith("terminated\n");
            Waiting.until("the kernel to be empty", () -> site.kernel().states().isEmpty());
        });
    }

    @Test
    void theConfigurationIsShownWithoutSecrets() throws Exception {
        site.run(() -> assertThat(said("show", "configuration"))
                .contains("crypto map peer ikev2-ipv4")
                .doesNotContain(Site.PSK)
                .doesNotContain("horse"));
    }

    @Test
    void whatCanNotBeDoneEndsWithItsStatus() throws Exception {
        assertThat(say("show", "crypto", "map").status()).isEqualTo(Cli.NO_DAEMON);
        site.run(() -> {
            assertThat(say("initiate", "nothing-such").status()).isEqualTo(Cli.FAILED);
            assertThat(say("initiate", "nothing-such").err()).contains("'nothing-such' not found");
            assertThat(say("terminate").status()).isEqualTo(Cli.WRONG_USE);
            assertThat(say("show", "crypto", "ikev2-ikesa", "security-associations", "nonsense")
                            .status())
                    .isEqualTo(Cli.WRONG_USE);
            assertThat(say("show", "crypto", "map", "nothing-such").err()).contains("no such map");
            assertThat(say("audit").err()).contains("no tables");
        });
    }

    @Test
    void topDrawsPictures() throws Exception {
        site.run(() -> assertThat(said("top", "--count", "1", "--delay", "1"))
                .contains("xfrmgate  up ")
                .contains("per second: set-ups ")
                .contains("BUSIEST PEERS")
                .contains("FAILING PEERS"));
    }
}
