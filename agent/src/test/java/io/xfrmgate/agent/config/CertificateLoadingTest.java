package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.LinuxParts;
import io.xfrmgate.agent.pki.PkiReader;
import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.agent.pki.PkiSources;
import io.xfrmgate.agent.pki.TestCa;
import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.ike.config.AuthMethod;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.wire.Identification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the text of a configuration to certificates in effect; what is wrong is told in its place. */
final class CertificateLoadingTest {
    private final TestCa root = TestCa.root("CN=Root");
    private final Issued gateway = root.issue(Spec.of("CN=gw").fqdn("gw.example"));

    @TempDir
    Path directory;

    private String url(String name, String label, byte[] der) {
        try {
            Path file = directory.resolve(name);
            Files.writeString(
                    file,
                    "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                            + label + "-----\n");
            return "file://" + file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String certificate() {
        return "certificate name gw pem url " + url("gw.pem", "CERTIFICATE", gateway.der()) + " private-key pem url "
                + url("gw.key", "PRIVATE KEY", gateway.key().getEncoded()) + "\n";
    }

    private String authority() {
        try {
            return "ca-certificate name root pem url "
                    + url("ca.pem", "CERTIFICATE", root.certificate().getEncoded()) + "\n";
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String configuration(String global, String template) {
        return """
                configure
                %s
                  context c
                    ikev2-ikesa transform-set ike1
                      encryption aes-128-gcm-128
                      hmac none
                      prf sha2-256
                      group 19
                    exit
                    ipsec transform-set esp1
                      encryption aes-128-gcm-128
                      hmac none
                    exit
                    crypto template t ikev2-dynamic
                      authentication local certificate
                      authentication remote certificate
                      certificate gw
                      ca-certificate list ca-cert-name root
                      %s
                      ikev2-ikesa transform-set list ike1
                      payload p match childsa match any
                        ipsec transform-set list esp1
                        tsr start-address 10.1.0.0 end-address 10.1.0.255
                      exit
                    exit
                    wsg-service s
                      bind address 192.0.2.1 crypto-template t
                    exit
                  exit
                end
                """.formatted(global, template);
    }

    private static ConfigResult load(String text) {
        try {
            return ConfigLoader.parse(text, "test.cfg", PkiRuntime.readerForOnce(LinuxParts.namespaceThreads()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> errors(String text) {
        return switch (load(text)) {
            case ConfigResult.Loaded loaded -> throw new AssertionError("taken without error");
            case ConfigResult.Rejected(List<ConfigProblem> problems) ->
                problems.stream()
                        .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                        .map(ConfigProblem::render)
                        .toList();
        };
    }

    @Test
    void ourCertificateIsNamedByItsUrlWhereThatIsConfigured() {
        String text = configuration(certificate() + authority(), "")
                .replace("certificate gw\n", "certificate gw hash-and-url http://192.0.2.9/gw.cer\n");
        assertThat(load(text))
                .isInstanceOfSatisfying(
                        ConfigResult.Loaded.class,
                        loaded -> assertThat(loaded.config()
                                        .peers()
                                        .getFirst()
                                        .authentication()
                                        .local())
                                .isInstanceOfSatisfying(
                                        AuthMethod.LocalCertificate.class,
                                        own -> assertThat(own.credential().hashAndUrl())
                                                .contains(new Credential.HashAndUrl("http://192.0.2.9/gw.cer"))));
        assertThat(errors(text.replace("http://192.0.2.9/gw.cer", "https://192.0.2.9/gw.cer")))
                .singleElement()
                .asString()
                .contains("peers fetch certificates by HTTP alone", "put the certificate, in DER, on an HTTP server");
    }

    @Test
    void whatServersHaveIsFetchedFromTheNamespaceOfItsUser() throws InterruptedException {
        String text = configuration("""
                        certificate name gw pem url http://192.0.2.9/gw.pem private-key pem url file:///etc/gw.key
                        ca-certificate name root pem url http://192.0.2.9/ca.pem
                        ca-certificate name unused pem url http://192.0.2.9/unused.pem
                        ca-crl name list der url http://192.0.2.9/list.crl
                        """, "ca-crl list ca-crl-name list")
                .replace("context c\n", "context c\n netns blue\n")
                .replace("end\n", """
                        context other
                          netns green
                          wsg-service s
                            bind address 192.0.2.1 crypto-template t context c
                          exit
                        exit
                        end
                        """);
        AtomicReference<PkiSources> asked = new AtomicReference<>(PkiSources.NONE);
        ConfigResult result = ConfigLoader.parse(text, "test.cfg", sources -> {
            asked.set(sources);
            return PkiReader.NONE.read(sources);
        });
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        assertThat(asked.get().certificates())
                .singleElement()
                .satisfies(own -> assertThat(own.certificate()).hasToString(in("http://192.0.2.9/gw.pem", "blue")))
                .satisfies(own -> assertThat(own.key()).hasToString("file:///etc/gw.key"));
        assertThat(asked.get().authorities())
                .extracting(authority -> authority.source().toString())
                .containsExactlyInAnyOrder(in("http://192.0.2.9/ca.pem", "blue"), "http://192.0.2.9/unused.pem");
        assertThat(asked.get().lists())
                .extracting(list -> list.source().toString())
                .containsExactly(in("http://192.0.2.9/list.crl", "blue"), in("http://192.0.2.9/list.crl", "green"));
    }

    private static String in(String url, String namespace) {
        return url + " in network namespace " + namespace;
    }

    @Test
    void aTemplateWithCertificatesComesIntoEffect() {
        assertThat(load(configuration(certificate() + authority(), "")))
                .isInstanceOfSatisfying(ConfigResult.Loaded.class, loaded -> {
                    assertThat(loaded.config().peers()).singleElement().satisfies(peer -> {
                        assertThat(peer.authentication().local()).isInstanceOf(AuthMethod.LocalCertificate.class);
                        assertThat(peer.authentication().remote()).isInstanceOf(AuthMethod.PeerCertificate.class);
                        assertThat(peer.authentication().localId())
                                .isEqualTo(new Identification(
                                        Identification.DER_ASN1_DN,
                                        gateway.certificate()
                                                .getSubjectX500Principal()
                                                .getEncoded()));
                    });
                    assertThat(loaded.config().pki().has(java.util.Optional.of("gw"), List.of("root"), List.of()))
                            .isTrue();
                });
    }

    @Test
    void weakSignaturesFollowTheProfile() {
        String text = configuration(certificate() + authority(), "");
        assertThat(weakSignatures(text)).isFalse();
        assertThat(weakSignatures(text.replace("  context c\n", "  context c\n    profile staros-compat\n")))
                .isTrue();
    }

    private static boolean weakSignatures(String text) {
        return switch (load(text)) {
            case ConfigResult.Loaded loaded ->
                loaded.config().peers().getFirst().authentication().remote()
                                instanceof AuthMethod.PeerCertificate(var policy)
                        && policy.weakSignatures();
            case ConfigResult.Rejected rejected -> throw new AssertionError(Configs.render(rejected.problems()));
        };
    }

    @Test
    void withoutAReaderTheTextIsCheckedAndNoTunnelMade() {
        assertThat(Configs.parse(configuration(certificate() + authority(), "")).peers())
                .isEmpty();
    }

    @Test
    void aFileThatIsMissingIsAnErrorAtTheNameOfWhatNeedsIt() {
        assertThat(errors(configuration(
                        certificate() + "ca-certificate name root pem url file:///nonexistent/ca.pem\n", "")))
                .singleElement()
                .asString()
                .contains(
                        "test.cfg:3:21: error: ca-certificate \"root\" from file:///nonexistent/ca.pem: it could not be fetched: there is no such file",
                        "fix: see that the URL is right");
    }

    @Test
    void aKeyOfAnotherCertificateIsAnError() {
        Issued other = root.issue(Spec.of("CN=other"));
        String text = configuration(
                "certificate name gw pem url " + url("gw.pem", "CERTIFICATE", gateway.der()) + " private-key pem url "
                        + url("other.key", "PRIVATE KEY", other.key().getEncoded()) + "\n" + authority(),
                "");
        assertThat(errors(text)).singleElement().asString().contains("does not belong to the certificate of CN=gw");
    }

    @Test
    void whatNobodyUsesIsAWarningOnly() {
        String text = configuration(
                certificate() + authority() + "ca-certificate name old pem url file:///nonexistent/old.pem\n", "");
        assertThat(load(text))
                .isInstanceOfSatisfying(
                        ConfigResult.Loaded.class,
                        loaded -> assertThat(loaded.warnings().stream().map(ConfigProblem::message))
                                .anyMatch(message -> message.startsWith("ca-certificate \"old\"")
                                        && message.endsWith("nothing uses it")));
    }

    @Test
    void aUrlWithoutAHostIsFoundWithoutFetchingAnything() {
        assertThat(errors(configuration(
                        certificate() + authority() + "ca-crl name c der url http:///no-host\n",
                        "ca-crl list ca-crl-name c")))
                .singleElement()
                .asString()
                .contains("the URL names no host");
    }
}
