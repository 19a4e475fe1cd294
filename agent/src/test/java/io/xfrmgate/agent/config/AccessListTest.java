package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.ChildConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permit ip any any | 0.0.0.0/0 | 0.0.0.0/0",
                "permit any any | 0.0.0.0/0 | 0.0.0.0/0",
                "permit log ip host 10.1.0.1 any | 10.1.0.1 | 0.0.0.0/0",
                "permit ip 10.1.0.0/16 10.2.0.0 0.0.0.255 | 10.1.0.0/16 | 10.2.0.0/24",
                "permit udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255 | 2.2.2.2[17/2123] | 1.1.0.0/16[17]",
                "permit sctp any range 36412 36422 host 1.1.1.1 | 0.0.0.0/0[132/36412-36422] | 1.1.1.1[132]",
                "permit tcp any gt 1023 any lt 1024 | 0.0.0.0/0[6/1024-65535] | 0.0.0.0/0[6/0-1023]",
                "permit tcp any neq 22 any | 0.0.0.0/0[6/0-21], 0.0.0.0/0[6/23-65535] | 0.0.0.0/0[6]",
                "permit tcp any neq 0 any neq 65535 | 0.0.0.0/0[6/1-65535] | 0.0.0.0/0[6/0-65534]",
                "permit 47 any any | 0.0.0.0/0[47] | 0.0.0.0/0[47]",
                "permit icmp 10.1.2.3 255.255.255.255 10.1.2.3 0.0.0.0 | 0.0.0.0/0[1] | 10.1.2.3[1]",
            })
    void rulesBecomeSelectors(String rule, String local, String remote) {
        List<ChildConfig> children = children(rule + "\n");
        assertThat(children).singleElement().satisfies(child -> {
            assertThat(child.name()).isEqualTo("p");
            assertThat(child.localSelectors()).hasToString("[" + local + "]");
            assertThat(child.remoteSelectors()).hasToString("[" + remote + "]");
        });
    }

    @Test
    void rulesThatShareASideAreOneChildSa() {
        List<ChildConfig> children = children("""
                permit ip host 1.1.1.1 10.0.0.0 0.0.0.255
                permit ip host 1.1.1.1 10.2.0.0 0.0.0.255
                deny ip any any
                """);
        assertThat(children)
                .singleElement()
                .satisfies(child -> assertThat(child.remoteSelectors()).hasToString("[10.0.0.0/24, 10.2.0.0/24]"));
    }

    @Test
    void rulesThatTogetherWouldProtectMoreAreSeveralChildSas() {
        String rules = """
                permit udp host 1.1.1.1 eq 2123 any
                permit udp host 1.1.1.1 any eq 2123
                """;
        List<ChildConfig> children = children(rules);
        assertThat(children).extracting(ChildConfig::name).containsExactly("p#1", "p#2");
        assertThat(children.get(1).localSelectors()).hasToString("[1.1.1.1[17]]");
        assertThat(children.get(1).remoteSelectors()).hasToString("[0.0.0.0/0[17/2123]]");
        assertThat(Configs.warnings(Samples.accessList(rules)))
                .singleElement()
                .extracting(ConfigProblem::message)
                .asString()
                .contains("becomes 2");
    }

    @Test
    void noTakesARuleBack() {
        assertThat(children("permit ip host 1.1.1.1 any\npermit ip any any\nno permit ip any any\n"))
                .singleElement()
                .satisfies(child -> assertThat(child.localSelectors()).hasToString("[1.1.1.1]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permit ip 10.0.0.0 255.255.0.0 any | 20 | this is a network mask | write 0.0.255.255",
                "permit ip any 10.0.0.0 0.255.0.255 | 24 | the wildcard mask is not one run | write one rule for each network",
                "permit ip host 2001:db8::1 any | 16 | the address is not of this list's family | put the rule into an ipv6 access-list",
                "permit ip any eq 5 any | 1 | the rule compares ports, but its protocol has none | name the protocol, or leave the ports out",
                "permit tcp any range 9 5 any | 24 | the range of ports is empty | write the lower port first",
                "permit udp any eq 65536 any | 19 | \"65536\" is too large (SOURCE-PORT) | the command is: [ permit",
                "permit tpc any any | 8 | \"tpc\" is not expected here | did you mean tcp?",
                "permit ip 10.0.0.0 any | 20 | \"any\" is not an IP address (SOURCE-WILDCARD) | the command is: [ permit",
                "permit 256 any any | 8 | \"256\" is not expected here | the command is: [ permit",
            })
    void whatIsWrongWithARule(String rule, int column, String message, String fix) {
        assertThat(Configs.errors(Samples.accessList("permit ip any any\n" + rule + "\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.line()).isEqualTo(14);
                    assertThat(e.column()).isEqualTo(column);
                    assertThat(e.message()).startsWith(message);
                    assertThat(e.fix()).startsWith(fix);
                });
    }

    @Test
    void aDenyRuleBeforeAPermitRuleIsRefused() {
        assertThat(Configs.errors(Samples.accessList("deny ip host 1.1.1.1 any\npermit ip any any\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.line()).isEqualTo(13);
                    assertThat(e.message()).contains("IKE's selectors have no exceptions");
                });
    }

    @Test
    void aListThatPermitsNothingProtectsNothing() {
        assertThat(Configs.errors(Samples.accessList("deny ip any any\n")))
                .extracting(ConfigProblem::message)
                .containsExactly("access list \"acl\" permits nothing, so that there is nothing to protect");
    }

    @Test
    void transportModeIsBetweenTheGatewaysOnly() {
        String transport = Samples.espSet("mode transport\n");
        assertThat(Configs.parse(transport).peers()).hasSize(1);
        String elsewhere = transport.replace("permit ip any any", "permit ip host 10.0.0.1 host 10.0.0.3");
        assertThat(Configs.errors(elsewhere))
                .singleElement()
                .extracting(ConfigProblem::expected)
                .isEqualTo("host 10.0.0.1 as source, host 10.0.0.2 as destination");
    }

    private static List<ChildConfig> children(String rules) {
        return Configs.parse(Samples.accessList(rules)).peers().getFirst().children();
    }
}
