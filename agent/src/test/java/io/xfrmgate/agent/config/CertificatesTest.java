package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.CertificateSettings;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.model.TunnelSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates, and maps and templates that use them. */
class CertificatesTest {
    private static final String PEM =
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n+/=\n-----END CERTIFICATE-----\n";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nSECRETKEY\n-----END PRIVATE KEY-----";
    private static final String HEAD = """
            certificate name own pem url file:///etc/own.pem private-key pem url file:///etc/own.key
            ca-certificate name root pem url ftp://ca.example/root.pem
            ca-crl name list der url http://ca.example/list.crl
            """;

    @Test
    void everyCommand() {
        String text = HEAD + Samples.template("""
                authentication local certificate
                authentication remote certificate
                certificate own hash-and-url http://pki.example/own.cer
                ca-certificate list ca-cert-name root
                ca-crl list ca-crl-name list
                allow-cert-hash-url
                ocsp nonce
                ocsp responder-address 10.0.0.5 port 8080
                ikev2-ikesa cert-sign pkcs2.0
                revocation-check strict
                """);
        assertThat(Configs.warnings(text)).isEmpty();
        assertThat(settings(text))
                .hasToString(
                        "CertificateSettings[certificate=Optional[own], ownUrl=Optional[http://pki.example/own.cer], caCertificates=[root], crls=[list],"
                                + " hashAndUrl=true, ocsp=Optional[Ocsp[nonce=true, responder=Optional[Responder[address=10.0.0.5,"
                                + " port=Optional[8080]]]]], signature=Optional[PKCS2_0], revocation=Optional[STRICT]]");
        String taken = text.replace("revocation-check strict\n", """
                no certificate own
                certificate own
                no ca-crl
                default allow-cert-enc cert-hash-url
                no ocsp nonce
                no ocsp responder-address
                no ikev2-ikesa cert-sign
                default revocation-check
                """);
        assertThat(settings(taken))
                .hasToString(
                        "CertificateSettings[certificate=Optional[own], ownUrl=Optional.empty, caCertificates=[root], crls=[],"
                                + " hashAndUrl=false, ocsp=Optional[Ocsp[nonce=false, responder=Optional.empty]],"
                                + " signature=Optional.empty, revocation=Optional.empty]");
        assertThat(Configs.parse("no ca-crl name list\n" + HEAD + "no ca-crl name list\nno certificate name own\n")
                        .model()
                        .pki()
                        .crls())
                .isEmpty();
    }

    @Test
    void pemMayGoOverManyLinesOrHaveEscapes() {
        String escaped = PEM.replace("\n", "\\n");
        Pki lines = Configs.parse("ca-certificate name a pem data \"" + PEM + "\"\nca-certificate name b pem data \""
                        + PEM.strip() + "\" # comment\n")
                .model()
                .pki();
        assertThat(((Pki.Data) lines.caCertificate("a").orElseThrow().source())
                        .text()
                        .value())
                .isEqualTo(PEM);
        assertThat(((Pki.Data) lines.caCertificate("b").orElseThrow().source())
                        .text()
                        .value())
                .isEqualTo(PEM.strip());
        assertThat(Configs.parse("ca-certificate name a pem data \"" + escaped + "\"\n")
                        .model()
                        .pki()
                        .caCertificates())
                .containsExactly(lines.caCertificate("a").orElseThrow());
    }

    @Test
    void placesAfterAndInTextOfManyLinesAreRight() {
        String text = "certificate name own pem data \"" + PEM + "\" private-key pem data \"" + KEY
                + "\" more\ncontext x y\n";
        assertThat(Configs.errors(text)).hasSize(2).first().satisfies(e -> {
            assertThat(e.line()).isEqualTo(7);
            assertThat(e.column()).isEqualTo(28);
            assertThat(e.render()).contains("7 | ****").doesNotContain("SECRETKEY");
        });
        assertThat(Configs.errors(text))
                .last()
                .satisfies(e -> assertThat(e.line()).isEqualTo(8));
        assertThat(Configs.render(Configs.errors(text.replace("private-key", "privat-key"))))
                .doesNotContain("SECRETKEY");
        assertThat(Configs.errors("ca-certificate name a pem data \"" + PEM + "context c\n"))
                .first()
                .satisfies(e -> assertThat(e.message()).startsWith("the string that begins here does not end"));
    }

    @Test
    void aPrivateKeyIsASecret() {
        Pki pki = Configs.parse("certificate name own pem url http://x/y private-key pem data \"" + KEY + "\"\n")
                .model()
                .pki();
        assertThat(pki.toString()).doesNotContain("SECRETKEY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication local certificate | crypto template \"t\" authenticates with certificates, but lacks our certificate",
                "authentication remote certificate | crypto template \"t\" authenticates with certificates, but lacks the CA",
                "certificate owm | there is no certificate name \"owm\"",
                "ca-certificate list ca-cert-name roo | there is no ca-certificate name \"roo\"",
                "ca-crl list ca-crl-name lists | there is no ca-crl name \"lists\"",
            })
    void whatIsMissing(String line, String message) {
        String text = HEAD + Samples.template(line + "\n");
        assertThat(Configs.errors(text)).singleElement().satisfies(e -> {
            assertThat(e.message()).startsWith(message);
            assertThat(e.line()).isEqualTo(text.split("\n").length - 4);
        });
    }

    @Test
    void theLimitsOfStarOsAreWarnedOf() {
        StringBuilder many = new StringBuilder();
        StringBuilder list = new StringBuilder("ca-certificate list");
        for (int i = 0; i < 17; i++) {
            many.append("ca-certificate name ca")
                    .append(i)
                    .append(" pem url http://x/")
                    .append(i)
                    .append('\n');
            list.append(i < 5 ? " ca-cert-name ca" + i : "");
        }
        assertThat(Configs.warnings(many + Samples.template(list + "\n")))
                .extracting(ConfigProblem::message)
                .containsExactly(
                        "StarOS takes at most 16 CA certificates; xfrmgate takes them all",
                        "StarOS takes at most 4 CA certificates here; xfrmgate takes them all");
    }

    @Test
    void aUrlIsOneThatCanBeFetched() {
        assertThat(Configs.errors("ca-crl name x pem url gopher://x\n"))
                .singleElement()
                .satisfies(e -> assertThat(e.expected()).startsWith("a URL that begins with http://"));
    }

    private static CertificateSettings settings(String text) {
        TunnelSettings tunnel = Configs.parse(text)
                .model()
                .contexts()
                .getFirst()
                .templates()
                .getFirst()
                .tunnel();
        return tunnel.certificates();
    }
}
