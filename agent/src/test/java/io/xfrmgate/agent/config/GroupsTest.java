package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ManualMap;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups of maps, manual maps, and the context's own settings. */
class GroupsTest {
    private static final String GROUP = """
            crypto group g
              match address acl 3
              switchover auto do-not-revert
            exit
            """;
    private static final String MANUAL = """
            crypto map k ipsec-manual
              match address acl 5
              set peer 10.0.0.2
              local-address 10.0.0.1
              set transform-set esp
              set session-key inbound esp 256 cipher 000102030405060708090a0b0c0d0e0f authenticator 0x00112233445566778899aabbccddeeff00112233
              set session-key outbound esp 257 cipher 0f0102030405060708090a0b0c0d0e0f authenticator 00112233445566778899aabbccddeeff00112233
            """;

    @Test
    void aGroupHasMaps() {
        String text = group("match crypto-group g primary\nno match address\n");
        ContextSection context = context(text);
        assertThat(context.groups())
                .hasToString("[CryptoGroup[name=g, accessList=Optional[acl], priority=Optional[3],"
                        + " pool=Optional.empty, switchover=Optional[AUTO_DO_NOT_REVERT]]]");
        assertThat(context.maps().getFirst().group()).hasToString("Optional[Membership[group=g, primary=true]]");
        assertThat(context(text.replace(
                                "exit\ncrypto map",
                                "no switchover\nno match address\nmatch address acl\nexit\ncrypto map"))
                        .groups())
                .hasToString("[CryptoGroup[name=g, accessList=Optional[acl], priority=Optional.empty,"
                        + " pool=Optional.empty, switchover=Optional.empty]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match crypto-group h primary; no match address | there is no crypto group \"h\" in this context",
                "match crypto-group g secondary; no match address | crypto group \"g\" has no primary crypto map",
                "match crypto-group g primary | this map is in crypto group \"g\", whose access list says what is protected",
            })
    void whatIsWrongWithAGroup(String lines, String message) {
        assertThat(Configs.errors(group(lines.replace("; ", "\n") + "\n")))
                .extracting(ConfigProblem::message)
                .contains(message);
    }

    @Test
    void aManualMapHasItsKeysInTheFile() {
        ManualMap map = context(Samples.context(MANUAL)).manualMaps().getFirst();
        assertThat(map.inbound())
                .hasToString("Optional[SessionKey[esp=true, spi=256, cipher=Optional[Clear[secret=Secret[hidden]]],"
                        + " authenticator=Optional[Clear[secret=Secret[hidden]]]]]");
        assertThat(map.outbound().orElseThrow().authenticator()).isPresent();
        assertThat(context(Samples.context(MANUAL + "exit\nno crypto map k\n")).manualMaps())
                .isEmpty();
        assertThat(Configs.errors(Samples.context("crypto map k ipsec-manual\n")))
                .hasSize(6);
        assertThat(Configs.render(
                        Configs.errors(Samples.context(MANUAL + "set session-key inbound esp 1 cipher abcdef\n"))))
                .doesNotContain("abcdef");
        assertThat(Configs.errors(Samples.context(MANUAL + "set peer 2001:db8::1\n")))
                .extracting(ConfigProblem::message)
                .containsExactly("the two addresses of crypto map \"k\" are not of one family");
    }

    @Test
    void aManualMapBecomesAPairOfSas() {
        GatewayConfig config = Configs.parse(Samples.context(MANUAL));
        ManualSa sa = config.manual().getFirst();
        assertThat(sa.name()).isEqualTo("k");
        assertThat(sa.local() + " " + sa.remote()).isEqualTo("10.0.0.1 10.0.0.2");
        assertThat(sa.suite()).hasToString("aes-cbc-128/sha1-96");
        assertThat(sa.inboundSpi()).isEqualTo(256);
        assertThat(sa.outboundSpi()).isEqualTo(257);
        assertThat(sa.inboundKeys().encryption()).startsWith(0, 1, 2, 3).hasSize(16);
        assertThat(sa.outboundKeys().encryption()).startsWith(0x0f, 1, 2, 3).hasSize(16);
        assertThat(sa.inboundKeys().integrity()).startsWith(0, 0x11, 0x22).hasSize(20);
        assertThat(sa.options().priority()).isEqualTo(1000 + 4 * 5);
        assertThat(sa.options().replayWindow()).isZero();
        assertThat(config.inNamespace(Optional.empty()).manual()).containsExactly(sa);
        assertThat(config.inNamespace(Optional.of("red")).manual()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set session-key inbound esp 256 cipher aabb authenticator aabb | the key of the cipher aes-cbc-128 has 2 octets",
                "set session-key inbound esp 256 cipher 000102030405060708090a0b0c0d0e0f | the key of the authenticator sha1-96 has 0 octets",
                "set session-key outbound ah 256 key aabb | AH is not supported: what it does, ESP with encryption null does too",
                "set transform-set esp1 | transform set \"esp1\" has a mode that must never meet the same key twice, and a manual map has the same keys after every start (RFC 4106 section 2)",
            })
    void whatAManualMapCanNotHave(String line, String message) {
        String sets = "ipsec transform-set esp1\nencryption aes-128-gcm-128\nhmac none\nexit\n";
        assertThat(Configs.errors(Samples.context(sets + MANUAL + line + "\n")))
                .extracting(ConfigProblem::message)
                .contains(message);
    }

    @Test
    void twoMapsOfAGroupProtectTheSame() {
        GatewayConfig config = Configs.parse(
                Samples.context(GROUP + member("m", 2, "primary") + "exit\n" + member("n", 3, "secondary")));
        assertThat(config.groups()).containsExactly(new CryptoGroup("g", "m", "n", true, false));
        assertThat(config.peers()).extracting(PeerConfig::name).containsExactlyInAnyOrder("m", "n");
        List<ChildConfig> children =
                config.peers().stream().flatMap(p -> p.children().stream()).toList();
        assertThat(children).allSatisfy(child -> {
            assertThat(child.trap()).isTrue();
            assertThat(child.start()).isTrue();
            assertThat(child.options().priority()).isEqualTo(1000 + 4 * 3);
        });
        assertThat(children.getFirst().localSelectors())
                .isEqualTo(children.getLast().localSelectors());
    }

    @Test
    void theContextsOwnSettings() {
        String lines = """
                profile staros-compat
                policy-hash-threshold ipv4 16 24
                policy-hash-threshold ipv6 64 128
                """;
        assertThat(context(Samples.context(lines)).settings())
                .hasToString("ContextSettings[profile=Optional[STAROS],"
                        + " hash4=Optional[HashThreshold[local=16, remote=24]],"
                        + " hash6=Optional[HashThreshold[local=64, remote=128]]]");
        assertThat(context(Samples.context(lines
                                + "no profile\nno policy-hash-threshold ipv4\ndefault policy-hash-threshold ipv6\n"))
                        .settings())
                .isEqualTo(context(Samples.context("")).settings());
        assertThat(context(Samples.map("offload device eth0 packet\n"))
                        .maps()
                        .getFirst()
                        .tunnel()
                        .kernel()
                        .offload())
                .hasToString("Optional[Offload[device=eth0, packet=true]]");
    }

    @Test
    void paddedTunnelsGoToNoCard() {
        for (String mode : List.of("crypto", "packet")) {
            String offload = "offload device eth0 " + mode + "\n";
            assertThat(Configs.warnings(Samples.map(offload))).isEmpty();
            assertThat(Configs.warnings(Samples.map(offload + "tfc-padding 1400\n")))
                    .singleElement()
                    .satisfies(w -> assertThat(w.message()).contains("tfc-padding"));
        }
    }

    @Test
    void servicesBindTemplates() {
        String text = Samples.template("")
                .replace("wsg-service gw\n", "mme-service gw\n")
                .replace("bind address 10.0.0.1", "bind s1-mme ipv4-address 10.0.0.1 ipv4-address 10.0.0.9");
        assertThat(Configs.parse(text).services())
                .extracting(s -> s.service() + " " + s.address())
                .containsExactly("mme-service gw 10.0.0.1", "mme-service gw 10.0.0.9");
        String pgw = text.replace("mme-service", "pgw-service").replace("s1-mme ", "");
        assertThat(Configs.parse(pgw).services()).hasSize(2);
        assertThat(Configs.warnings(Samples.template("exit\nwsg-service gw\ndeployment-mode site-to-site\n")))
                .singleElement()
                .satisfies(w -> assertThat(w.message()).isEqualTo("this is not yet in effect"));
    }

    private static String member(String name, int peer, String role) {
        return Samples.map("match crypto-group g " + role + "\nno match address\n")
                .lines()
                .dropWhile(line -> !line.contains("crypto map m"))
                .takeWhile(line -> !line.strip().equals("end"))
                .map(String::strip)
                .filter(line -> !line.equals("match address acl"))
                .map(line -> line.replace("crypto map m", "crypto map " + name)
                        .replace("peer 10.0.0.2", "peer 10.0.0." + peer))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String group(String lines) {
        return Samples.map(lines).replace("crypto map m", GROUP + "crypto map m");
    }

    private static ContextSection context(String text) {
        return Configs.parse(text).model().contexts().getFirst();
    }
}
