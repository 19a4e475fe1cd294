package io.xfrmgate.agent.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.pki.Credential;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Certificates and keys in every encoding, and what is said of those that are wrong. */
final class PkiLoaderTest {
    private static final Spec SPEC = Spec.of("CN=gateway").fqdn("gw.example");

    private final TestCa root = TestCa.root("CN=Root");
    private final PkiBench bench = new PkiBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<SignatureScheme> schemes(KeyKind kind) {
        return SignatureScheme.preferred(kind, false, false);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static String pem(byte[] certificate) {
        return pem("CERTIFICATE", certificate);
    }

    private static PkiSources.Source inline(String text) {
        return PkiBench.inline(text.getBytes(US_ASCII));
    }

    private static byte[] inner(PrivateKey key) {
        try {
            return PrivateKeyInfo.getInstance(key.getEncoded())
                    .parsePrivateKey()
                    .toASN1Primitive()
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private PkiLoader.Loaded load(PkiSources.Source certificate, PkiSources.Source key, Optional<Secret> passphrase) {
        return load(
                new PkiSources(List.of(new PkiSources.Own("gw", certificate, key, passphrase)), List.of(), List.of()));
    }

    private PkiLoader.Loaded load(PkiSources sources) {
        try {
            return bench.loader.load(sources);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void loads(Issued gateway, PkiSources.Source certificate, PkiSources.Source key) {
        PkiLoader.Loaded loaded = load(certificate, key, Optional.empty());
        assertThat(loaded.problems()).isEmpty();
        Credential credential = loaded.set().credential("gw", List.of(), PkiLoaderTest::schemes, Optional.empty());
        assertThat(credential.chain()).hasSize(1);
        assertThat(credential.chain().getFirst()).isEqualTo(gateway.der());
        signs(gateway, credential);
    }

    /** The proof of a key is its signature. */
    private void signs(Issued gateway, Credential credential) {
        byte[] octets = {1, 2, 3};
        for (SignatureScheme scheme : credential.schemes()) {
            PkiAnswer answer = PkiBench.await(bench.begin(new PkiRequest.Sign(credential, scheme, octets)));
            assertThat(answer)
                    .isInstanceOfSatisfying(
                            PkiAnswer.Signed.class,
                            signed -> assertThat(bench.signatures.verify(
                                            gateway.certificate().getPublicKey(), scheme, octets, signed.signature()))
                                    .isTrue());
        }
    }

    @Test
    void everyEncodingOfAnEcKey() {
        Issued gateway = root.issue(SPEC);
        PkiSources.Source certificate = inline(pem(gateway.der()));
        byte[] pkcs8 = gateway.key().getEncoded();
        byte[] sec1 = sec1(gateway.key());

        loads(gateway, certificate, inline(pem("PRIVATE KEY", pkcs8)));
        loads(gateway, certificate, PkiBench.inline(pkcs8));
        loads(gateway, certificate, inline(pem("EC PRIVATE KEY", sec1)));
        loads(gateway, certificate, PkiBench.inline(sec1));
        loads(gateway, PkiBench.inline(gateway.der()), inline(pem("PRIVATE KEY", pkcs8)));
        // As in one line of a configuration.
        loads(
                gateway,
                inline(Base64.getEncoder().encodeToString(gateway.der())),
                inline(pem("PRIVATE KEY", pkcs8).replace("\n", "\\n")));
        // OpenSSL puts the curve before the key, and text before the certificate.
        loads(
                gateway,
                inline("Certificate:\n    Data: ...\n" + pem(gateway.der())),
                inline("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
                        + pem("EC PRIVATE KEY", sec1)));
    }

    /** SEC1 with the curve's name in it, as OpenSSL writes it. */
    private static byte[] sec1(PrivateKey key) {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        try {
            return new org.bouncycastle.asn1.sec.ECPrivateKey(
                            256,
                            org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey())
                                    .getKey(),
                            info.getPrivateKeyAlgorithm().getParameters())
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyEncodingOfAnRsaKey() {
        KeyPair keys = TestCa.keys("RSA", 2048);
        Issued gateway = root.issue(SPEC, keys);
        PkiSources.Source certificate = inline(pem(gateway.der()));

        loads(gateway, certificate, inline(pem("PRIVATE KEY", keys.getPrivate().getEncoded())));
        loads(gateway, certificate, inline(pem("RSA PRIVATE KEY", inner(keys.getPrivate()))));
        loads(gateway, certificate, PkiBench.inline(inner(keys.getPrivate())));
    }

    @Test
    void edwardsKeys() {
        for (String algorithm : List.of("Ed25519", "Ed448")) {
            KeyPair keys = TestCa.keys(algorithm, 0);
            Issued gateway = root.issue(SPEC, keys);
            loads(
                    gateway,
                    inline(pem(gateway.der())),
                    inline(pem("PRIVATE KEY", keys.getPrivate().getEncoded())));
        }
    }

    @Test
    void anEncryptedKeyOpensWithItsPassphraseOnly() throws Exception {
        Issued gateway = root.issue(SPEC);
        byte[] encrypted = new JcaPKCS8Generator(
                        gateway.key(),
                        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                                .setPassword("open sesame".toCharArray())
                                .build())
                .generate()
                .getContent();
        PkiSources.Source certificate = inline(pem(gateway.der()));
        PkiSources.Source key = inline(pem("ENCRYPTED PRIVATE KEY", encrypted));

        assertThat(load(certificate, key, Optional.of(new Secret("open sesame".getBytes(US_ASCII))))
                        .problems())
                .isEmpty();
        assertThat(load(certificate, key, Optional.of(new Secret("hunter2".getBytes(US_ASCII))))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("can not be decrypted")
                        .doesNotContain("hunter2"));
        assertThat(load(certificate, key, Optional.empty()).problems())
                .singleElement()
                .asString()
                .contains("the key is encrypted, and there is no passphrase for it", "xfrmgate seal");
    }

    @Test
    void aKeyOfAnotherCertificateIsAnError() {
        Issued gateway = root.issue(SPEC);
        Issued other = root.issue(SPEC);
        KeyPair rsa = TestCa.keys("RSA", 2048);

        for (PrivateKey wrong : List.of(other.key(), rsa.getPrivate())) {
            assertThat(load(
                                    inline(pem(gateway.der())),
                                    inline(pem("PRIVATE KEY", wrong.getEncoded())),
                                    Optional.empty())
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("certificate gw", "does not belong to the certificate of CN=gateway");
        }
    }

    @Test
    void whatCanNotBeReadIsNamedWithItsUrl() {
        Issued gateway = root.issue(SPEC);
        PkiSources.Source key = inline(pem("PRIVATE KEY", gateway.key().getEncoded()));
        PkiSources.At nowhere = new PkiSources.At(PkiUrl.parse("http://192.0.2.9/gw.pem"));

        assertThat(load(nowhere, key, Optional.empty()).problems())
                .singleElement()
                .hasToString(
                        "certificate gw from http://192.0.2.9/gw.pem: it could not be fetched: the connection is refused;"
                                + " see that the URL is right and its server can be reached from this machine");
        assertThat(load(inline("no certificate"), key, Optional.empty()).problems())
                .singleElement()
                .asString()
                .contains("certificate gw from the configuration: it is neither PEM nor DER");
        assertThat(load(key, key, Optional.empty()).problems())
                .singleElement()
                .asString()
                .contains("there is no certificate in it");
        assertThat(load(inline(pem(gateway.der())), inline(pem(gateway.der())), Optional.empty())
                        .problems())
                .singleElement()
                .asString()
                .contains("there is no private key in it");
        assertThat(load(inline(pem(gateway.der()).replace("-----END CERTIFICATE-----", "")), key, Optional.empty())
                        .problems())
                .singleElement()
                .asString()
                .contains("PEM block has no end");
    }

    @Test
    void theChainIsPutTogetherFromTheBundleAndFromAuthorities() {
        TestCa upper = root.intermediate("CN=Upper");
        TestCa lower = upper.intermediate("CN=Lower");
        Issued gateway = lower.issue(SPEC);
        String bundle = pem(gateway.der()) + pem(Certificates.derOf(lower.certificate()));
        PkiSources sources = new PkiSources(
                List.of(new PkiSources.Own(
                        "gw",
                        inline(bundle),
                        inline(pem("PRIVATE KEY", gateway.key().getEncoded())),
                        Optional.empty())),
                List.of(
                        new PkiSources.Authority("upper", PkiBench.inline(Certificates.derOf(upper.certificate()))),
                        new PkiSources.Authority("root", PkiBench.inline(Certificates.derOf(root.certificate())))),
                List.of());
        PkiLoader.Loaded loaded = load(sources);
        assertThat(loaded.problems()).isEmpty();

        List<byte[]> chain = loaded.set()
                .credential("gw", List.of("root", "upper"), PkiLoaderTest::schemes, Optional.empty())
                .chain();

        assertThat(chain)
                .as("without the root")
                .containsExactly(
                        gateway.der(),
                        Certificates.derOf(lower.certificate()),
                        Certificates.derOf(upper.certificate()));
        assertThat(loaded.set()
                        .credential("gw", List.of(), PkiLoaderTest::schemes, Optional.empty())
                        .chain())
                .hasSize(2);
        assertThat(loaded.set()
                        .credential("gw", List.of(), PkiLoaderTest::schemes, Optional.empty())
                        .kind())
                .isEqualTo(KeyKind.ECDSA_P256);
    }

    @Test
    void anAuthorityStaysAsItWasWhileItsServerIsAway() {
        String url = "http://192.0.2.9/root.pem";
        PkiSources sources = new PkiSources(
                List.of(), List.of(new PkiSources.Authority("root", new PkiSources.At(PkiUrl.parse(url)))), List.of());
        bench.servers.put(url, pem(Certificates.derOf(root.certificate())).getBytes(US_ASCII));
        assertThat(load(sources).problems()).isEmpty();
        bench.servers.remove(url);

        PkiLoader.Loaded again = load(sources);

        assertThat(again.problems()).isEmpty();
        assertThat(again.warnings()).singleElement().asString().contains("ca-certificate root from " + url);
        assertThat(again.set().authorities())
                .hasEntrySatisfying("root", ca -> assertThat(ca.certificates()).containsExactly(root.certificate()));
    }

    @Test
    void acertificateThatIsNoAuthoritysIsNotTaken() {
        PkiSources sources = new PkiSources(
                List.of(),
                List.of(new PkiSources.Authority(
                        "root", PkiBench.inline(root.issue(SPEC).der()))),
                List.of());
        assertThat(load(sources).problems())
                .singleElement()
                .asString()
                .contains("CN=gateway is not of a certification authority");
    }

    @Test
    void ourCertificatesAreShownAndWarnedOfBeforeTheyEnd() {
        List<PkiSources.Own> own = new ArrayList<>();
        for (int days : List.of(-1, 20, 200)) {
            Issued gateway = root.issue(SPEC.until(TestCa.NOW.plus(java.time.Duration.ofDays(days)))
                    .from(TestCa.NOW.minus(java.time.Duration.ofDays(400))));
            own.add(new PkiSources.Own(
                    "gw" + own.size(),
                    inline(pem(gateway.der())),
                    inline(pem("PRIVATE KEY", gateway.key().getEncoded())),
                    Optional.empty()));
        }
        bench.service.use(load(new PkiSources(own, List.of(), List.of())).set());

        assertThat(bench.service.certificates())
                .extracting(CertificateView::state)
                .containsExactly(
                        CertificateView.State.EXPIRED, CertificateView.State.EXPIRES_SOON, CertificateView.State.VALID);
        assertThat(bench.service.certificates().getFirst().key()).isEqualTo("EC 256 bits");
    }
}
