package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.AuthenticationMethod;
import io.xfrmgate.agent.config.model.SecretText;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret is in the model, and nowhere else. */
class SecretsTest {
    private static final String SECRET = "xQ7zFw9v";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authentication local pre-shared-key key xQ7zFw9v extra",
                "authentication local pre-shared-key key \"xQ7zFw9v",
                "authentication locl pre-shared-key key xQ7zFw9v",
                "authentication local pre-shared-key xQ7zFw9v",
                "authentication local pre-shared-key kye xQ7zFw9v",
                "authentication local psk xQ7zFw9v",
                "authentication local xQ7zFw9v",
                "authentication xQ7zFw9v",
                "autentication local pre-shared-key key xQ7zFw9v",
                "auth loc pre k xQ7zFw9v x",
                "auth loc p x xQ7zFw9v",
                "authentication local pre-shared-key encrypted xQ7zFw9v",
                "authentication local pre-shared-key encrypted key xQ7zFw9v",
                "authentication local pre-shared-key key key xQ7zFw9v",
                "authentication local pre-shared-key\n  xQ7zFw9v",
                "authentication local pre-shared-key key\n  xQ7zFw9v",
                "peer network 10.0.0.0/8 pre-shared-key xQ7zFw9v x",
                "peer network 10.0.0.0/33 pre-shared-key xQ7zFw9v",
                "peer netwrk 10.0.0.0/8 pre-shared-key key xQ7zFw9v",
                "peer network 10.0.0.0/8 encrypted pre-shared-key xQ7zFw9v",
                "peer network 10.0.0.0/8 secret xQ7zFw9v",
                "set ikev1 preshared-key xQ7zFw9v",
                "isakmp-secret xQ7zFw9v",
                "password xQ7zFw9v",
                "authentication local certificate ! was key xQ7zFw9v",
            })
    void noErrorShowsOne(String line) {
        String text = Samples.template(line + "\n");
        List<ConfigProblem> errors = Configs.errors(text);
        assertThat(errors).isNotEmpty();
        assertThat(Configs.render(errors)).doesNotContain(SECRET).doesNotContain("Fw9v");
        assertThat(ConfigLoader.parse(text, "test.cfg").toString()).doesNotContain(SECRET);
    }

    @Test
    void aWarningAboutItsLineHidesIt() {
        String text = Samples.template("peer network 10.0.0.0/8 pre-shared-key key xQ7zFw9v\n"
                + "exit\ncrypto map m ikev2-ipv4\nauthentication pre-shared-key key xQ7zFw9v\n");
        assertThat(Configs.render(Configs.errors(text))).doesNotContain(SECRET);
    }

    @Test
    void itIsMaskedAtOneWidthAndTheRestOfTheLineIsShown() {
        assertThat(Configs.errors(Samples.map("authentication locl pre-shared-key key " + SECRET + "\n")))
                .singleElement()
                .hasToString("""
                        test.cfg:20:16: error: "locl" is not expected here
                          20 | authentication locl pre-shared-key key ****
                             |                ^^^^
                          expected: local, remote, pre-shared-key, eap-profile or gateway
                          fix: did you mean local?""");
        assertThat(Configs.errors(Samples.map("authentication local pre-shared-key key x yy\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.column()).isEqualTo(43);
                    assertThat(e.excerpt()).isEqualTo("""
                                    20 | authentication local pre-shared-key key **** ****
                                       |                                              ^^^^""");
                });
    }

    @Test
    void noValueShowsOne() {
        GatewayConfig config = Configs.parse(Samples.WHOLE);
        assertThat(config.toString()).doesNotContain("SECRET");
        assertThat(config.model().toString()).doesNotContain("SECRET");
        assertThat(config.peers().toString()).doesNotContain("SECRET");
        assertThat(ConfigPrinter.print(config.model())).doesNotContain("SECRET").contains("key <hidden>");
    }

    @Test
    void theMaskOfThePrinterIsNoSecret() {
        String printed = ConfigPrinter.print(Configs.parse(Samples.map("")).model());
        assertThat(Configs.errors(printed))
                .hasSize(2)
                .allSatisfy(
                        e -> assertThat(e.message()).contains("what show configuration prints in place of a secret"));
    }

    @Test
    void aSecretIsItsTextInUtf8() {
        String text = Samples.map("authentication local pre-shared-key key \"gr\u00FC\u00DF \\\"dich\\\"\"\n");
        AuthenticationMethod method = Configs.parse(text)
                .model()
                .contexts()
                .getFirst()
                .maps()
                .getFirst()
                .tunnel()
                .local()
                .orElseThrow()
                .value();
        Secret secret = new Secret("gr\u00FC\u00DF \"dich\"".getBytes(StandardCharsets.UTF_8));
        assertThat(method)
                .isEqualTo(new AuthenticationMethod.PreSharedKey(
                        new Located<>(new SecretText.Clear(secret), Position.START)));
    }
}
