package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no single line can tell. */
class ValidationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match address acls | 15 | there is no ip access-list \"acls\" in this context | did you mean acl?",
                "match address other | 15 | there is no ip access-list \"other\" in this context | define it with ip access-list other",
                "ikev2-ikesa transform-set list ike ikf | 36 | there is no ikev2-ikesa transform-set \"ikf\" in this context | did you mean ike?",
                "peer 2001:db8::1 | 6 | the address is not of the family of crypto map \"m\" | correct the address, or make the map of type ikev2-ipv6",
                "local-address 0.0.0.0 | 15 | the unspecified address is no address of a gateway | write the gateway's own address",
                "no local-address | 0 | crypto map \"m\" lacks our own address | add that command to crypto map \"m\"",
                "no peer | 0 | crypto map \"m\" lacks the peer's address | add that command to crypto map \"m\"",
                "no authentication local pre-shared-key | 0 | crypto map \"m\" lacks our secret | add that command to crypto map \"m\"",
                "no authentication remote pre-shared-key | 0 | crypto map \"m\" lacks the peer's secret | add that command",
                "no payload p | 0 | crypto map \"m\" lacks a payload | add that command",
                "no match address | -1 | crypto map \"m\" has no access list, and payload \"p\" does not say | write match address",
            })
    void whatAMapLacksOrGetsWrong(String line, int column, String message, String fix) {
        assertThat(Configs.errors(Samples.map(line + "\n"))).singleElement().satisfies(e -> {
            assertThat(e.line()).isEqualTo(column > 0 ? 20 : column == 0 ? 11 : 17);
            assertThat(e.column()).isEqualTo(column > 0 ? column : column == 0 ? 12 : 11);
            assertThat(e.message()).startsWith(message);
            assertThat(e.expected()).isNotEmpty();
            assertThat(e.fix()).startsWith(fix);
        });
    }

    @Test
    void withoutATransformSetListTheDefaultsAreOffered() {
        String text = Samples.map("no ikev2-ikesa transform-set list\n");
        assertThat(Configs.warnings(text))
                .extracting(ConfigProblem::message)
                .containsExactly(
                        "crypto map \"m\" names no ikev2-ikesa transform-set, and offers the defaults of such a set");
        assertThat(Configs.parse(text).peers().getFirst().proposals())
                .isEqualTo(Configs.parse(Samples.ikeSet("")).peers().getFirst().proposals());
    }

    @Test
    void aLineThatIsWrongIsNotMissingAsWell() {
        assertThat(Configs.errors(Samples.map("no peer\npear 10.0.0.2\n")))
                .extracting(ConfigProblem::message)
                .containsExactly("\"pear\" is not a command of crypto map mode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ipsec transform-set list esq | 26 | there is no ipsec transform-set \"esq\" in this context",
                "no ipsec transform-set list | 0 | payload \"p\" lacks its algorithms",
                "tsr start-address any end-address any | 1 | this map's selectors come from access list \"acl\"",
                "tsi start-address 10.0.0.9 end-address 10.0.0.1 | 40 | the range of addresses is empty",
                "tsi start-address 10.0.0.9 end-address ::1 | 40 | the two addresses are not of one family",
                "tsr start-address any end-address 10.0.0.1 | 1 | start-address and end-address are not of one kind",
                "tsr start-address any end-address any start-port 9 end-port 8 | 61 | the range of ports is empty",
                "ip-address-alloc dynamic pool nobody | 31 | there is no ip pool \"nobody\" in this context",
                "match address acls | 15 | there is no ip access-list \"acls\" in this context",
            })
    void whatAPayloadLacksOrGetsWrong(String line, int column, String message) {
        assertThat(Configs.errors(Samples.payload(line + "\n"))).singleElement().satisfies(e -> {
            assertThat(e.line()).isEqualTo(column > 0 ? 21 : 17);
            assertThat(e.column()).isEqualTo(column > 0 ? column : 11);
            assertThat(e.message()).startsWith(message);
        });
    }

    @Test
    void aPayloadOfTheOtherFamilyProtectsNothing() {
        assertThat(Configs.errors(Samples.payload("").replace("payload p match ipv4", "payload p match ipv6")))
                .extracting(ConfigProblem::message)
                .containsExactly("no payload of this map is for the addresses of access list \"acl\"");
        assertThat(Configs.errors(Samples.template(
                        "payload p match childsa match ipv6\ntsr start-address 10.0.0.1 end-address 10.0.0.2\n")))
                .extracting(ConfigProblem::message)
                .containsExactly("the addresses are not of the family that payload \"p\" matches");
    }

    @Test
    void aSecondPayloadOfAMapHasNoEffect() {
        assertThat(Configs.warnings(Samples.map("payload q match any\nipsec transform-set list esp\n")))
                .singleElement()
                .satisfies(w -> {
                    assertThat(w.line()).isEqualTo(20);
                    assertThat(w.message()).startsWith("payload \"q\" has no effect");
                });
    }

    @Test
    void aTemplateThatIsBoundNowhereIsWarnedOf() {
        assertThat(Configs.warnings(Samples.template("").replace("bind address 10.0.0.1 crypto-template t", "")))
                .singleElement()
                .satisfies(w -> {
                    assertThat(w.message()).startsWith("crypto template \"t\" is bound to no address");
                    assertThat(w.line()).isEqualTo(14);
                });
    }

    @Test
    void aServiceBindsATemplateThatIsThere() {
        List<ConfigProblem> errors =
                Configs.errors(Samples.template("").replace("crypto-template t", "crypto-template tt context cc"));
        assertThat(errors)
                .extracting(ConfigProblem::message)
                .containsExactly("there is no context \"cc\" in this context");
        assertThat(Configs.errors(Samples.template("").replace("crypto-template t", "crypto-template segw")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo("t");
                    assertThat(e.column()).isEqualTo(41);
                });
    }

    @Test
    void oneAddressHasOneTemplateUnlessPeerNetworksTellThemApart() {
        String second = """
                exit
                crypto template u
                  authentication pre-shared-key key SECRET
                  ikev2-ikesa transform-set list ike
                  payload p match childsa
                    ipsec transform-set list esp
                  exit
                exit
                wsg-service gx
                  bind address 10.0.0.1 crypto-template u
                """;
        assertThat(Configs.errors(Samples.template(second)))
                .extracting(ConfigProblem::message)
                .containsExactly(
                        "address 10.0.0.1 has crypto template \"t\" already; nothing tells which one a peer is meant for");
        assertThat(Configs.parse(Samples.template("peer network 10.0.0.0/8\n" + second))
                        .peers())
                .hasSize(2);
    }

    @Test
    void aTemplateNeedsNoSecretOfItsOwnIfAllItsPeersHaveOne() {
        String text = Samples.template("no authentication pre-shared-key\npeer network 10.0.0.0/8 pre-shared-key x\n");
        assertThat(Configs.parse(text).peers()).hasSize(1);
        assertThat(Configs.errors(text.replace("end\n", "peer network 11.0.0.0/8\nend\n")))
                .hasSize(2);
    }

    @Test
    void extendedSequenceNumbersNeedAReplayWindow() {
        String text = Samples.espSet("esn\n").replace("peer 10.0.0.2", "peer 10.0.0.2\nreplay-window 0");
        assertThat(Configs.errors(text))
                .singleElement()
                .extracting(ConfigProblem::fix)
                .isEqualTo("write replay-window 64, or no esn in the transform set");
    }

    @Test
    void aSetUpTimerShorterThanTheRetransmissionsIsWarnedOf() {
        assertThat(Configs.warnings(Samples.map("ikev2-ikesa retransmission-timeout 500 exponential\n")))
                .singleElement()
                .extracting(ConfigProblem::message)
                .asString()
                .isEqualTo("a set-up is given up after 16 s by ikev2-ikesa setup-timer, before the last of its"
                        + " retransmissions, which would end after 31 s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fqdn | a@b.example | 30",
                "rfc822-addr | b.example | 37",
                "ip-addr | 10.0.0.300 | 33",
                "der-asn1-dn | nonsense | 37",
                "key-id | 0x0 | 32",
            })
    void anIdentityFitsItsType(String type, String id, int column) {
        assertThat(Configs.errors(Samples.map("identity local id-type " + type + " id " + id + "\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.message()).isEqualTo("the identity is no " + type);
                    assertThat(e.column()).isEqualTo(column + 2);
                });
    }

    @Test
    void shardsAreAPowerOfTwo() {
        assertThat(Configs.errors("gateway\nshards 3\n")).singleElement().hasToString("""
                        test.cfg:2:8: error: the number of shards is no power of two
                          2 | shards 3
                            |        ^
                          expected: 1, 2, 4, 8 and so on
                          fix: write shards 2""");
    }
}
