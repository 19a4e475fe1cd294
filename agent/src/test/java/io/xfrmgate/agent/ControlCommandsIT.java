package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.ControlledSite.Said;
import io.xfrmgate.agent.cli.Cli;
import io.xfrmgate.agent.log.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Our own command line against the daemon. */
@Timeout(120)
final class ControlCommandsIT {
    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // by prepare
    private ControlledSite site;

    @BeforeEach
    void prepare() {
        site = new ControlledSite(directory);
    }

    private Said say(String... words) {
        return site.say(words);
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
            assertThat(said("show", "crypto", "ikev2-ikesa", "transform-set"))
                    .startsWith("ikev2-ikesa transform-set ike\n")
                    .doesNotContain("ipsec");
            assertThat(said("show", "crypto", "ipsec", "transform-set", "esp")).startsWith("ipsec transform-set esp\n");
            assertThat(said("show", "crypto", "map", "tag", "peer")).isEqualTo(said("show", "crypto", "map", "peer"));
            assertThat(said("show", "crypto", "map", "summary")).isEqualTo(said("show", "crypto", "map"));
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
    void childSasEndAlone() throws Exception {
        site.run(() -> {
            assertThat(say("initiate", "peer").status()).isZero();
            Waiting.until("the Child SA", () -> site.kernel().states().size() == 2);
            String spi = String.format("%08x", spis().getFirst());
            assertThat(said("show", "crypto", "ipsec", "security-associations", "spi", spi))
                    .contains(spi);
            assertThat(said("show", "crypto", "ipsec", "security-associations", "tag", "nothing"))
                    .isEqualTo("no Child SA\n");
            assertThat(say("clear", "crypto", "ipsec", "security-associations", "spi", "12345678")
                            .err())
                    .contains("no matching SAs");
            assertThat(say("clear", "crypto", "ipsec", "security-associations", "spi", spi)
                            .out())
                    .endsWith("the Child SAs are deleted\n");
            Waiting.until("the kernel to be empty", () -> site.kernel().states().isEmpty());
            // an empty IKE SA ends, as the map does not allow it
            Waiting.until(
                    "the IKE SA to end",
                    () -> said("show", "crypto", "ikev2-ikesa", "security-associations")
                            .equals("no IKE SA\n"));

            assertThat(say("initiate", "peer").status()).isZero();
            assertThat(say("clear", "crypto", "ipsec", "security-associations", "--all", "--json")
                            .out())
                    .contains("\"terminated\": \"1\"");
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
            assertThat(say("show", "crypto", "map", "nothing-such").err()).contains("no such crypto map: nothing-such");
            assertThat(say("audit").err()).contains("no tables");
        });
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void anotherConfigurationIsComparedAndTaken() throws Exception {
        String running = Site.text("127.0.0.1", "127.0.0.2", 1, "no metrics");
        String same = file("same.cfg", running);
        String window = file("window.cfg", running.replace("payload site", "replay-window 128\npayload site"));
        String keepalive =
                file("keepalive.cfg", running.replace("payload site", "keepalive interval 77\npayload site"));
        String bad = file("bad.cfg", running.replace("crypto map", "crypto mop"));
        String without = file("without.cfg", "configure\ngateway\nno metrics\nno control\nexit\nend\n");
        site.run(() -> {
            assertThat(say("initiate", "peer").status()).isZero();
            assertThat(said("diff", same)).isEqualTo("nothing would change\nno tunnel would end\n");
            assertThat(said("diff", keepalive))
                    .contains("+     keepalive interval 77")
                    .contains("peer: in effect at once: no tunnel notices (keepalive)")
                    .contains("IKE SA with 127.0.0.2 (127.0.0.2): stays as it is")
                    .endsWith("no tunnel would end\n");
            assertThat(said("diff", window))
                    .contains(
                            "IKE SA with 127.0.0.2 (127.0.0.2): stays as it is; its Child SA site ends and is set up again")
                    .endsWith("0 IKE SAs and 1 Child SAs would end\n");
            assertThat(said("diff", without))
                    .contains("IKE SA with 127.0.0.2 (127.0.0.2): ends")
                    .endsWith("1 IKE SAs and 1 Child SAs would end\n");
            assertThat(say("diff", window, "--json").out())
                    .contains("\"child-sas-ending\": \"1\"")
                    .contains("\"stays\": \"1\"");

            List<Integer> spis = spis();
            Said refused = say("apply", bad);
            assertThat(refused.status()).isEqualTo(Cli.WRONG_USE);
            assertThat(refused.out()).contains("bad.cfg:").contains("crypto mop");
            assertThat(refused.err()).contains("stays in effect");
            assertThat(say("apply", file("gone.cfg", "") + "x").err()).contains("there is no such file");
            assertThat(said("apply", keepalive)).endsWith("reads its own file again (reload, restart)\n");
            assertThat(said("show", "configuration")).contains("keepalive interval 77");
            assertThat(spis()).isEqualTo(spis);
            assertThat(said("apply", without)).contains("peer: removed: its tunnels end");
            Waiting.until("the kernel to be empty", () -> site.kernel().states().isEmpty());
            assertThat(say("reload").err()).contains("no file to read again");
        });
    }

    @Test
    void theMessagesOfAPeerAreLoggedForAWhile() throws Exception {
        site.run(() -> {
            assertThat(said("debug")).isEqualTo("no peer is watched\n");
            List<String> lines = new CopyOnWriteArrayList<>();
            Logging.listen(lines::add);
            Logging.setLevel(Level.WARN); // of the daemon's own lines
            assertThat(said("debug", "127.0.0.2", "--for", "60"))
                    .startsWith("127.0.0.2: every message is logged, for ");
            assertThat(say("initiate", "peer").status()).isZero();
            Waiting.until("the messages", () -> messages(lines).size() >= 4);
            assertThat(messages(lines))
                    .anyMatch(line -> line.contains("direction=sent exchange=IKE_SA_INIT kind=request message_id=0")
                            && line.contains("KE(group 31)"))
                    .anyMatch(line -> line.contains("direction=received exchange=IKE_SA_INIT kind=response"))
                    .anyMatch(line -> line.contains("direction=sent exchange=IKE_AUTH kind=request message_id=1")
                            && line.contains("IDi(127.0.0.1)")
                            && line.contains("AUTH(method 2)"))
                    .anyMatch(line -> line.contains("direction=received exchange=IKE_AUTH") && line.contains("TSr("));
            assertThat(said("debug", "127.0.0.2", "--off")).isEqualTo("no peer is watched\n");
            assertThat(said("debug", "127.0.0.2", "--for", "1")).contains("127.0.0.2");
            Waiting.until("it ends by itself", () -> said("debug").equals("no peer is watched\n"));
            Logging.setLevel(Level.INFO);
            int before = messages(lines).size();
            assertThat(said("rekey", "--child", "site")).contains("the rekey has begun");
            Waiting.until("the rekey", () -> lines.stream().anyMatch(line -> line.contains("event=child-rekeyed")));
            assertThat(messages(lines)).hasSize(before);
            assertThat(say("debug", "127.0.0.2", "--off").err()).contains("is not watched");
            assertThat(say("debug", "x".repeat(300)).err()).contains("more than 80 characters");
            assertThat(said("debug")).isEqualTo("no peer is watched\n");
            assertThat(say("debug", "127.0.0.2", "--for", "100000").err()).contains("seconds has to be");
        });
    }

    private static List<String> messages(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("event=ike-message "))
                .toList();
    }

    private List<Integer> spis() {
        return site.kernel().states().stream().map(state -> state.spi()).toList();
    }

    @Test
    void aConfigurationLongerThanAPacketIsReadByTheDaemon() throws Exception {
        String running = Site.text("127.0.0.1", "127.0.0.2", 1, "no metrics");
        String text =
                running.replace("configure\n", "configure\n" + "# a long comment, again and again\n".repeat(20_000));
        String whole = file("long.cfg", text);
        String middle = file("middle.cfg", "configure" + text.substring(text.indexOf('\n', text.length() - 200_000)));
        site.run(() -> {
            assertThat(said("diff", whole)).isEqualTo("nothing would change\nno tunnel would end\n");
            assertThat(said("diff", middle)).isEqualTo("nothing would change\nno tunnel would end\n");
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
