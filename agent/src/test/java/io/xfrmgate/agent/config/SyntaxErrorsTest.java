package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator reads about a line that is wrong. */
class SyntaxErrorsTest {

    @Test
    void aMisspeltCommand() {
        assertThat(Configs.errors("configure\n  contxt ipsec\nend\n"))
                .singleElement()
                .hasToString("""
                        test.cfg:2:3: error: "contxt" is not a command of configuration mode
                          2 |   contxt ipsec
                            |   ^^^^^^
                          expected: configure, gateway, context, no, certificate, ca-certificate or ca-crl
                          fix: did you mean context?""");
    }

    @Test
    void aMisspeltKeyword() {
        assertThat(Configs.errors(Samples.map("natt send-keepalve\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:20:6: error: "send-keepalve" is not expected here
                          20 | natt send-keepalve
                             |      ^^^^^^^^^^^^^
                          expected: include-header, send-keepalive or force-encapsulation
                          fix: did you mean send-keepalive?""");
    }

    @Test
    void aNumberOutOfRange() {
        assertThat(Configs.errors(Samples.map("replay-window 4097 ! too large\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:20:15: error: "4097" is too large (PACKETS)
                          20 | replay-window 4097
                             |               ^^^^
                          expected: a number from 0 to 4096
                          fix: the command is: replay-window PACKETS""");
    }

    @Test
    void aLineThatEndsTooEarly() {
        assertThat(Configs.errors(Samples.map("  keepalive interval\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:20:22: error: the line ends too early
                          20 |   keepalive interval
                             |                      ^
                          expected: a number from 1 to 86400
                          fix: the command is: keepalive { interval INTERVAL | timeout TIMEOUT | num-retry RETRIES }...""");
    }

    @Test
    void aLineThatIsTooLong() {
        assertThat(Configs.errors(Samples.map("auto-start now\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:20:12: error: "now" is too much: the command ends before it
                          20 | auto-start now
                             |            ^^^
                          expected: the end of the line
                          fix: the command is: auto-start""");
    }

    @Test
    void anAmbiguousAbbreviation() {
        assertThat(Configs.errors(Samples.map("ikev2-ikesa re\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.message())
                            .isEqualTo("\"re\" can mean several things: rekey or retransmission-timeout");
                    assertThat(e.column()).isEqualTo(13);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conf; cont c; cry map x ikev2-ipv6; exit; no cry m x; en",
                "config; gat; sh 2; met b a 127.0.0.1 p 1; li cook 1; log l w",
            })
    void keywordsMayBeAbbreviatedWhereOneIsMeant(String lines) {
        String text = lines.replace("; ", "\n");
        if (text.endsWith("\nen")) {
            assertThat(Configs.errors(text))
                    .extracting(ConfigProblem::line)
                    .containsExactly(6); // exit and end are written out
        } else {
            assertThat(Configs.parse(text).settings().shards()).isEqualTo(2);
        }
    }

    @Test
    void keywordsAreTakenInAnyCaseAndNamesInTheirOwn() {
        String text = Samples.map("").replace("crypto map", "Crypto MAP").replace("context c", "CONTEXT C");
        assertThat(Configs.parse(text).peers()).hasSize(1);
        assertThat(Configs.errors(Samples.map("ikev2-ikesa transform-set list IKE\n")))
                .extracting(ConfigProblem::fix)
                .containsExactly("did you mean ike?");
    }

    @Test
    void aQuotedWordIsNoKeyword() {
        assertThat(Configs.errors("\"configure\"\n")).hasSize(1);
        assertThat(Configs.parse("context \"gateway\"\nend\n").model().contexts())
                .hasSize(1);
    }

    @Test
    void indentationAndLineBreaksAreFree() {
        String text = Samples.map("").lines().map(String::strip).reduce("", (a, b) -> a + "\r\n\r\n\t  " + b);
        assertThat(Configs.parse(text).peers())
                .isEqualTo(Configs.parse(Samples.map("")).peers());
        assertThat(Configs.parse("\uFEFF" + text).peers()).hasSize(1);
    }

    @Test
    void aMissingExitIsReportedOnceAndReadingGoesOn() {
        List<ConfigProblem> errors = Configs.errors("""
                context c
                  crypto map a ikev2-ipv4
                    payload p match ipv4
                      rekey
                  ip access-list acl
                    permit ip any any
                  exit
                  crypto map b ikev2-ipv5
                    peer 10.0.0.300
                    payload p match ipv4
                      rekei
                    exit
                  exit
                exit
                """);
        assertThat(errors).extracting(e -> e.line() + ":" + e.column()).containsExactly("5:3", "8:16", "9:10", "11:7");
        assertThat(errors.getFirst()).hasToString("""
                        test.cfg:5:3: error: "ip" is not a command of payload mode, but of context mode
                          5 |   ip access-list acl
                            |   ^^
                          expected: exit, 2 times, before it
                          fix: write exit on a line of its own above this one, 2 times""");
    }

    @Test
    void allErrorsOfAFileAreFound() {
        StringBuilder text = new StringBuilder("context c\nip access-list acl\n");
        for (int i = 0; i < 100; i++) {
            text.append("permit nonsense\n");
        }
        assertThat(Configs.errors(text.toString()))
                .hasSize(100)
                .extracting(ConfigProblem::line)
                .startsWith(3, 4, 5)
                .endsWith(102);
    }

    @Test
    void moreErrorsThanAnybodyReadsAreCounted() {
        List<ConfigProblem> errors = Configs.errors("nonsense\n".repeat(3000));
        assertThat(errors).hasSize(1001);
        assertThat(errors.getLast().message()).isEqualTo("2000 further problems are not shown");
    }

    @Test
    void anExitTooManyIsHarmless() {
        assertThat(Configs.warnings("context c\nexit\nexit\n")).singleElement().hasToString("""
                        test.cfg:3:1: warning: there is no mode to leave here
                          3 | exit
                            | ^^^^
                          fix: remove this line""");
    }

    @Test
    void aFileCutShortIsNoticed() {
        assertThat(Configs.warnings("configure\ncontext c\n  ip access-list acl\n"))
                .singleElement()
                .satisfies(w -> {
                    assertThat(w.message()).isEqualTo("the file ends inside ip access-list mode, which begins here");
                    assertThat(w.line()).isEqualTo(3);
                });
    }

    @Test
    void enteringAModeAgainGoesOnWithTheSameObject() {
        String text = Samples.map("exit\nexit\ncontext c\ncrypto map m ikev2-ipv4\nif-id 9\n");
        assertThat(Configs.parse(text).peers())
                .singleElement()
                .satisfies(p ->
                        assertThat(p.children().getFirst().options().ifId()).isEqualTo(9));
        assertThat(Configs.errors(Samples.context("crypto map m ikev2-ipv4\nexit\ncrypto map m ikev2-ipv6\n")))
                .extracting(ConfigProblem::message)
                .contains("crypto map \"m\" exists already, of another type");
    }

    @Test
    void anExitTooManyIsMadeGood() {
        String text = Samples.map("exit\nreplay-window 128\nexit\nip access-list other\n");
        assertThat(Configs.warnings(text)).singleElement().satisfies(w -> {
            assertThat(w.line()).isEqualTo(21);
            assertThat(w.message()).startsWith("the exit before this line is one too many");
        });
        assertThat(Configs.parse(text)
                        .model()
                        .contexts()
                        .getFirst()
                        .maps()
                        .getFirst()
                        .tunnel()
                        .kernel()
                        .replayWindow())
                .hasToString("Optional[128]");
        assertThat(Configs.errors(Samples.map("exit\nreplay-windw 128\n"))).hasSize(1);
    }

    @Test
    void noRemovesWhatIsThere() {
        String text = Samples.context("""
                crypto map m ikev2-ipv4
                exit
                no crypto map m
                crypto template t
                exit
                no crypto template t
                wsg-service w
                  bind address 10.0.0.1 crypto-template t
                  no bind address 10.0.0.1
                exit
                hnbgw-service w
                  security-gateway bind address 10.0.0.1 crypto-template t
                exit
                no hnbgw-service w
                no ip access-list acl
                no ikev2 transform-set ike
                no ipsec transform-set esp
                exit
                no context nowhere
                """);
        assertThat(Configs.parse(text).model().contexts()).singleElement().satisfies(context -> {
            assertThat(context.maps()).isEmpty();
            assertThat(context.templates()).isEmpty();
            assertThat(context.accessLists()).isEmpty();
            assertThat(context.ikeTransformSets()).isEmpty();
            assertThat(context.ipsecTransformSets()).isEmpty();
            assertThat(context.services()).hasSize(1);
        });
        assertThat(Configs.warnings(text))
                .extracting(ConfigProblem::message)
                .containsExactly("there is no context \"nowhere\" up to here");
        assertThat(Configs.parse(text + "no context c\n").model().contexts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "control-dont-fragment set-bit",
                "ikev2-ikesa policy error-notification invalid-message-id invalid-syntax",
                "no ikev2-ikesa policy use-rfc5996-notification",
                "dos cookie-challenge notify-payload half-open-sess-count start 50000 stop 40000",
                "ip mtu 1400",
                "ipv6 mtu 1400",
                "ip fragment inner",
                "whitelist",
                "ikev2-ikesa mobike",
                "default dns-handling normal",
                "no natt",
                "ikev2-ikesa rekey disallow-param-change",
                "ikev2-ikesa retransmission-timeout 100",
                "ikev2-ikesa max-retransmissions 9",
            })
    void whatHasNoEffectOrStarOsWouldNotTakeIsWarnedOf(String line) {
        assertThat(Configs.warnings(Samples.map(line + "\n"))).singleElement().satisfies(w -> {
            assertThat(w.line()).isEqualTo(20);
            assertThat(w.fix()).isNotEmpty();
        });
    }
}
