package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.aaa.EapRules;
import io.xfrmgate.agent.aaa.RadiusGroup;
import io.xfrmgate.agent.aaa.RadiusServer;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapCredential;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code eap-profile}, {@code aaa group}, and what becomes of them. */
class AaaTest {
    private static final String AUTHENTICATION = """
            no authentication remote pre-shared-key
            authentication local pre-shared-key key "of the gateway"
            authentication remote eap-profile e
            """;

    private static String text(String aaa) {
        return Samples.map(AUTHENTICATION)
                .replaceFirst("(?m)^(\\s*)crypto map", java.util.regex.Matcher.quoteReplacement(aaa) + "$1crypto map");
    }

    private static EapPolicy policy(GatewayConfig config) {
        return config.peers().stream()
                .map(peer -> peer.authentication().remote())
                .filter(AuthMethod.PeerEap.class::isInstance)
                .map(method -> ((AuthMethod.PeerEap) method).policy())
                .findFirst()
                .orElseThrow();
    }

    private static RadiusServer server(String address, int port, String key) {
        return new RadiusServer(IpAddress.parse(address), port, new Secret(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void serversInTheContextAreTheDefaultGroup() {
        GatewayConfig config = Configs.parse(text("""
                radius server 192.0.2.8 key second
                radius server 192.0.2.9 key first port 1645 priority 1
                eap-profile e
                exit
                """));
        EapPolicy policy = policy(config);
        assertThat(policy.requestIdentity()).isFalse();
        EapRules rules = (EapRules) policy.rules();
        assertThat(rules.ended()).isEmpty();
        RadiusGroup group = rules.servers();
        assertThat(group.servers())
                .containsExactly(server("192.0.2.9", 1645, "first"), server("192.0.2.8", 1812, "second"));
        assertThat(group.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(group.retries()).isEqualTo(5);
        assertThat(group.deadAfter()).isEqualTo(4);
        assertThat(group.deadTime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(group.bareAnswers()).isFalse();
        assertThat(config.radiusGroups()).containsExactly(group);
        assertThat(config.toString()).doesNotContain("second\"");
    }

    @Test
    void aGroupOfItsOwn() {
        GatewayConfig config = Configs.parse(text("""
                aaa group isp
                  radius server 192.0.2.8 key k
                  radius algorithm round-robin
                  radius timeout 1
                  radius max-retries 2
                  radius deadtime 3
                  radius detect-dead-server consecutive-failures 5
                  radius attribute nas-identifier "gateway one"
                  radius attribute nas-ip-address address 192.0.2.1
                  radius message-authenticator accept-missing
                exit
                eap-profile e
                  mode authenticator-terminate
                  method eap-gtc eap-md5
                  aaa group isp
                  request-identity
                  eap-only
                exit
                """));
        EapPolicy policy = policy(config);
        assertThat(policy.requestIdentity()).isTrue();
        assertThat(policy.eapOnly()).isTrue();
        EapRules rules = (EapRules) policy.rules();
        assertThat(rules.ended()).containsExactly(EapRules.Method.MD5, EapRules.Method.GTC);
        RadiusGroup group = rules.servers();
        assertThat(group.roundRobin()).isTrue();
        assertThat(group.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(group.retries()).isEqualTo(2);
        assertThat(group.deadTime()).isEqualTo(Duration.ofMinutes(3));
        assertThat(group.deadAfter()).isEqualTo(5);
        assertThat(group.identifier()).contains("gateway one");
        assertThat(group.address()).contains(IpAddress.parse("192.0.2.1"));
        assertThat(group.bareAnswers()).isTrue();
    }

    @Test
    void asAClient() {
        String text = Samples.map("authentication local eap identity bob@lab password \"open sesame\"\n");
        assertThat(Configs.parse(text).peers().getFirst().authentication().local())
                .isEqualTo(new AuthMethod.EapClient(
                        new EapCredential("bob@lab", new Secret("open sesame".getBytes(StandardCharsets.UTF_8)))));
        assertThat(Configs.errors(Samples.template("authentication local eap identity bob@lab password p\n")))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.contains("can not prove itself by EAP"));
    }

    @Test
    void aServerLineForTheSameAddressTakesThePlaceOfTheFirst() {
        GatewayConfig config = Configs.parse(text("""
                radius server 192.0.2.8 key one
                radius server 192.0.2.9 key gone
                radius server 192.0.2.8 key two
                no radius server 192.0.2.9
                eap-profile e
                exit
                """));
        assertThat(((EapRules) policy(config).rules()).servers().servers())
                .containsExactly(server("192.0.2.8", 1812, "two"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`eap-profile e\nexit\n` | aaa group \"default\" of this context has no RADIUS server",
                "`radius server 192.0.2.8 key k\neap-profile e\nmode authenticator-terminate\nmethod eap-aka\nexit\n`"
                        + " | names no method that can end here",
            })
    void whatIsNotInEffect(String aaa, String warning) {
        assertThat(Configs.parse(text(aaa)).peers()).isEmpty();
        assertThat(Configs.warnings(text(aaa)))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.contains("is not in effect") && m.contains(warning));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`radius accounting server 192.0.2.8 key k\n` | accounting is not in effect",
                "`radius server 192.0.2.8 key k\neap-profile e\nmax-retry 3\nexit\n` | max-retry has no effect",
                "`radius server 192.0.2.8 key k\neap-profile e\nmode authenticator-terminate\nmethod eap-aka eap-md5\nexit\n`"
                        + " | eap-aka is not in effect",
            })
    void warnings(String aaa, String warning) {
        String lines = aaa.contains("eap-profile") ? aaa : aaa + "eap-profile e\nexit\n";
        assertThat(Configs.warnings(text(lines)))
                .extracting(ConfigProblem::message)
                .anyMatch(m -> m.contains(warning));
    }
}
