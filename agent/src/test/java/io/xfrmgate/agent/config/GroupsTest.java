package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.ContextSection;
import io.xfrmgate.agent.config.model.ManualMap;
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
              set session-key inbound esp 256 cipher 000102030405060708090a0b0c0d0e0f authenticator 0xaabb
              set session-key outbound esp 257 cipher 0f0102030405060708090a0b0c0d0e0f
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
        assertThat(map.outbound().orElseThrow().authenticator()).isEmpty();
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

    private static String group(String lines) {
        return Samples.map(lines).replace("crypto map m", GROUP + "crypto map m");
    }

    private static ContextSection context(String text) {
        return Configs.parse(text).model().contexts().getFirst();
    }
}
