package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.ChildPolicy;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.config.PeerPolicy;
import io.xfrmgate.ike.config.PeerPolicy.OverloadAction;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.AllowedTraffic;
import io.xfrmgate.ike.wire.Identification;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a template's words allow its peers. */
final class TemplatePolicyTest {
    private static final IpAddress E_NODE_B = IpAddress.parse("1.1.1.1");

    private static PeerConfig template(String lines) {
        return Configs.parse(Samples.template(lines)).peers().getFirst();
    }

    private static ChildConfig child(String payloadLines) {
        return template("payload p match childsa match ipv4\n" + payloadLines)
                .children()
                .getFirst();
    }

    private static String withList(String rules) {
        return """
                context c
                  ip access-list gtp
                %s
                  exit
                exit
                """.formatted(rules.indent(4)) + Samples.template("""
                payload p match childsa match ipv4
                  match address gtp
                """);
    }

    @Test
    void thePayloadsListBecomesHostSelectorsWithThePortAtEitherEnd() {
        String text = withList("permit udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255");
        ChildConfig child = Configs.parse(text).peers().getFirst().children().getFirst();
        assertThat(child.name()).isEqualTo("p");
        AllowedTraffic traffic = child.traffic(E_NODE_B).orElseThrow();
        assertThat(traffic.local()).hasToString("[2.2.2.2[17/2123], 2.2.2.2[17]]");
        assertThat(traffic.remote()).hasToString("[1.1.1.1[17], 1.1.1.1[17/2123]]");
        assertThat(traffic.paired()).isTrue();
        assertThat(child.traffic(IpAddress.parse("1.2.1.1"))).isEmpty();
        assertThat(Configs.warnings(text)).extracting(ConfigProblem::message).noneMatch(m -> m.contains("not yet"));
    }

    @Test
    void aRuleWithoutPortsOrWithBothIsAsItIs() {
        ChildConfig plain = Configs.parse(withList("permit ip host 2.2.2.2 1.1.0.0 0.0.255.255"))
                .peers()
                .getFirst()
                .children()
                .getFirst();
        assertThat(plain.traffic(E_NODE_B).orElseThrow().remote()).hasToString("[1.1.1.1]");
        ChildConfig both = Configs.parse(withList("permit sctp host 2.2.2.2 eq 36412 1.1.0.0 0.0.255.255 eq 36412"))
                .peers()
                .getFirst()
                .children()
                .getFirst();
        assertThat(both.traffic(E_NODE_B).orElseThrow())
                .hasToString("AllowedTraffic[local=[2.2.2.2[132/36412]], remote=[1.1.1.1[132/36412]], paired=true]");
    }

    @Test
    void eachRuleMakesAKindOfChildSa() {
        String rules = """
                permit udp host 2.2.2.2 eq 2123 1.1.0.0 0.0.255.255
                permit udp host 2.2.2.2 eq 2152 1.1.0.0 0.0.255.255
                """;
        assertThat(Configs.parse(withList(rules)).peers().getFirst().children())
                .extracting(ChildConfig::name)
                .containsExactly("p#1", "p#2");
    }

    @Test
    void endpointsBesideAddressesAreAnotherKindOfChildSa() {
        List<ChildConfig> children = template("""
                payload p match childsa match ipv4
                  tsi start-address 10.5.0.0 end-address 10.5.0.255
                  tsi start-address endpoint end-address endpoint
                """).children();
        assertThat(children).extracting(ChildConfig::name).containsExactly("p", "p#endpoint");
        assertThat(children.get(0).remoteSelectors()).hasToString("[10.5.0.0/24]");
        assertThat(children.get(0).policy().remoteIsPeer()).isFalse();
        assertThat(children.get(1).traffic(E_NODE_B).orElseThrow().remote()).hasToString("[1.1.1.1]");
    }

    @Test
    void whatAPayloadAllows() {
        assertThat(child("").policy()).isEqualTo(new ChildPolicy(false, false, 4, 0, false));
        assertThat(child("rekey\nmaximum-tsr 7\nmaximum-child-sa 3\n").policy())
                .isEqualTo(new ChildPolicy(false, false, 7, 3, true));
        assertThat(child("rekey\nignore-rekeying-requests\n").policy().acceptRekey())
                .isFalse();
        ChildConfig ofMap = Configs.parse(Samples.map("payload p match ipv4\n rekey\n"))
                .peers()
                .getFirst()
                .children()
                .getFirst();
        assertThat(ofMap.policy()).isEqualTo(new ChildPolicy(false, false, 0, 0, true));
    }

    @Test
    void whatATemplateAllows() {
        assertThat(template("").policy()).isEqualTo(PeerPolicy.DEFAULT);
        assertThat(template("""
                max-childsa 3 overload-action ignore
                idle-timeout 90
                ikev2-ikesa keepalive-user-activity
                ikev2-ikesa unique-identity
                ikev2-ikesa ignore-rekeying-requests
                """).policy()).isEqualTo(new PeerPolicy(OverloadAction.IGNORE, true, 90_000, true, false));
        assertThat(template("max-childsa 3 overload-action terminate\n")
                        .policy()
                        .overload())
                .isEqualTo(OverloadAction.TERMINATE);
        assertThat(template("idle-timeout 31536000\n").policy().idleTimeoutMillis())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aSecretIsFoundAmongSixtyFourThousand() {
        Map<Identification, Secret> byIdentity = new HashMap<>();
        Map<AddressRange, Secret> byNetwork = new HashMap<>();
        for (int i = 0; i < 64_000; i++) {
            byIdentity.put(Identification.fqdn("enb-" + i + ".example"), secret("of identity " + i));
            byNetwork.put(AddressRange.host(address(i)), secret("of address " + i));
        }
        byNetwork.put(new AddressRange(IpAddress.parse("10.0.0.0"), 8), secret("of the network"));
        PeerSecrets secrets = new PeerSecrets(byIdentity, byNetwork, Optional.of(secret("of all")));
        Optional<Identification> unknown = Optional.of(Identification.fqdn("other.example"));
        for (int i = 0; i < 64_000; i += 997) {
            Optional<Identification> known = Optional.of(Identification.fqdn("ENB-" + i + ".Example"));
            assertThat(secrets.find(known, address(i))).hasValue(secret("of identity " + i));
            assertThat(secrets.find(unknown, address(i))).hasValue(secret("of address " + i));
        }
        assertThat(secrets.find(unknown, IpAddress.parse("10.255.0.1"))).hasValue(secret("of the network"));
        assertThat(secrets.find(Optional.empty(), IpAddress.parse("192.0.2.1"))).hasValue(secret("of all"));
    }

    private static IpAddress address(int i) {
        return IpAddress.parse("10." + (i >> 16) + "." + (i >> 8 & 0xFF) + "." + (i & 0xFF));
    }

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.US_ASCII));
    }
}
