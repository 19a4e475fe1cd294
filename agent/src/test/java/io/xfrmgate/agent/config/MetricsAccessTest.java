package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MetricsAccessTest {
    private static String gateway(String... lines) {
        return "configure\n  gateway\n    " + String.join("\n    ", lines) + "\n  exit\nend\n";
    }

    private static MetricsAddress metrics(String... lines) {
        return Configs.parse(gateway(lines)).settings().metrics().orElseThrow();
    }

    @Test
    void theDefaultIsLocalInTheClearForEverybody() {
        assertThat(metrics("shards 1"))
                .isEqualTo(new MetricsAddress(IpAddress.parse("127.0.0.1"), 9464, Optional.empty(), Optional.empty()));
    }

    @Test
    void aUserHasNameAndPassword() {
        assertThat(metrics("metrics user prometheus password \"open sesame\"").login())
                .contains(new MetricsAddress.Login(
                        "prometheus", new Secret("open sesame".getBytes(StandardCharsets.UTF_8))));
        assertThat(metrics("metrics user prometheus password x", "no metrics user")
                        .login())
                .isEmpty();
    }

    @Test
    void theCertificateOfTlsHasToBeThere() {
        assertThat(Configs.errors(gateway("metrics tls certificate gw")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.render()).contains("certificate name gw"));
        assertThat(metrics("metrics tls certificate gw", "no metrics tls").certificate())
                .isEmpty();
    }

    @Test
    void noTextShowsThePassword() {
        String text = gateway("metrics user prometheus password \"open sesame\"");
        assertThat(Configs.parse(text).settings().toString()).doesNotContain("sesame");
    }
}
