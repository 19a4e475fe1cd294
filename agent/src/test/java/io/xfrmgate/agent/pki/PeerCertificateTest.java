package io.xfrmgate.agent.pki;

import static io.xfrmgate.agent.pki.PkiBench.assertInvalid;
import static io.xfrmgate.agent.pki.PkiBench.assertValid;
import static io.xfrmgate.agent.pki.TestCa.NOW;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Paths (RFC 5280 section 6) and identities of peers' certificates; revocation is off here. */
final class PeerCertificateTest {
    private static final Identification FEMTO = Identification.fqdn("femto1.example");
    private static final Spec SPEC = Spec.of("CN=femto1,O=Example").fqdn("femto1.example");

    private final TestCa root = TestCa.root("CN=Root,O=Example");
    private final PkiBench bench = new PkiBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anIssuedCertificateIsGood() {
        Issued femto = root.issue(SPEC);

        PkiAnswer answer = bench.trust(root).ask(FEMTO, femto.der());

        assertThat(answer).isInstanceOfSatisfying(PkiAnswer.Valid.class, valid -> {
            assertThat(valid.key().getEncoded())
                    .isEqualTo(femto.certificate().getPublicKey().getEncoded());
            assertThat(valid.subject()).isEqualTo("CN=femto1,O=Example");
            assertThat(valid.notAfter())
                    .isEqualTo(femto.certificate().getNotAfter().toInstant());
        });
    }

    @Test
    void intermediatesMayComeFromThePeerOrFromTheConfiguration() {
        TestCa middle = root.intermediate("CN=Middle,O=Example");
        Issued femto = middle.issue(SPEC);

        assertValid(bench.trust(root).ask(FEMTO, femto.der(), Certificates.derOf(middle.certificate())));
        assertInvalid(
                bench.ask(FEMTO, femto.der()),
                Reason.UNTRUSTED,
                "CN=Middle,O=Example",
                "ca0 (CN=Root,O=Example)",
                "add a ca-certificate");
        assertValid(bench.trust(middle).ask(FEMTO, femto.der()));
    }

    @Test
    void anIntermediateAloneIsTrustedBecauseItIsConfigured() {
        TestCa middle = root.intermediate("CN=Middle,O=Example");

        assertValid(bench.trust(middle).ask(FEMTO, middle.issue(SPEC).der()));
    }

    @Test
    void anAuthorityOfTheSameNameWithAnotherKeyIsFoundOut() {
        Issued femto = TestCa.root("CN=Root,O=Example").issue(SPEC);

        assertInvalid(
                bench.trust(root).ask(FEMTO, femto.der()), Reason.INVALID, "CN=femto1,O=Example", "ca-certificate ca0");
    }

    /** That its signature was seen before and was good makes nothing else good about it. */
    @Test
    void aCertificateThatWasGoodOnceIsJudgedAnew() {
        Issued femto = root.issue(SPEC);
        bench.trust(root);
        assertValid(bench.ask(FEMTO, femto.der()));
        assertValid(bench.ask(FEMTO, femto.der()));

        assertInvalid(
                bench.ask(Identification.fqdn("femto2.example"), femto.der()),
                Reason.IDENTITY_MISMATCH,
                "femto2.example");
        byte[] altered = femto.der();
        altered[altered.length - 1] ^= 1;
        assertInvalid(bench.ask(FEMTO, altered), Reason.INVALID, "CN=femto1,O=Example");
        assertInvalid(
                bench.trustOnly(TestCa.root("CN=Root,O=Example")).ask(FEMTO, femto.der()),
                Reason.INVALID,
                "CN=femto1,O=Example");
        assertInvalid(
                bench.trustOnly(TestCa.root("CN=Other,O=Example")).ask(FEMTO, femto.der()),
                Reason.UNTRUSTED,
                "CN=Root,O=Example");
        assertValid(bench.trustOnly(root).ask(FEMTO, femto.der()));
        bench.clock.advance(Duration.ofDays(366));
        assertInvalid(bench.ask(FEMTO, femto.der()), Reason.EXPIRED, "CN=femto1,O=Example");
    }

    @Test
    void ofTwoAuthoritiesOfOneNameTheRightOneIsFound() {
        TestCa renewed = TestCa.root("CN=Root,O=Example");

        assertValid(bench.trust(root, renewed).ask(FEMTO, renewed.issue(SPEC).der()));
    }

    @Test
    void aCertificateThatEndedOrHasNotBegunIsRefused() {
        Issued old = root.issue(SPEC.from(NOW.minus(Duration.ofDays(9))).until(NOW.minus(Duration.ofDays(2))));
        Issued young = root.issue(SPEC.from(NOW.plus(Duration.ofDays(2))));

        bench.trust(root);
        assertInvalid(bench.ask(FEMTO, old.der()), Reason.EXPIRED, "ended on 2026-05-30T12:00:00Z", "renewed");
        assertInvalid(bench.ask(FEMTO, young.der()), Reason.EXPIRED, "valid only from 2026-06-03T12:00:00Z", "clocks");
    }

    @Test
    void anAuthorityThatEndedIssuesNothingGood() {
        TestCa middle = root.intermediate("CN=Middle", spec -> spec.until(NOW.minus(Duration.ofHours(1))));

        assertInvalid(
                bench.trust(root).ask(FEMTO, middle.issue(SPEC).der(), Certificates.derOf(middle.certificate())),
                Reason.EXPIRED,
                "CN=Middle");
    }

    @Test
    void whoIsNoAuthorityCanNotIssue() {
        TestCa fake = root.intermediate(
                "CN=Fake",
                spec -> Spec.of("CN=Fake").extra(Extension.basicConstraints, true, new BasicConstraints(false)));

        assertInvalid(
                bench.trust(root).ask(FEMTO, fake.issue(SPEC).der(), Certificates.derOf(fake.certificate())),
                Reason.INVALID,
                "CN=Fake",
                "RFC 5280");
    }

    @Test
    void pathLengthsAreKept() {
        TestCa leafIssuer = root.intermediate(
                "CN=Zero",
                spec -> Spec.of("CN=Zero")
                        .usage(KeyUsage.keyCertSign)
                        .extra(Extension.basicConstraints, true, new BasicConstraints(0)));
        TestCa tooDeep = leafIssuer.intermediate("CN=TooDeep");

        assertValid(bench.trust(root)
                .ask(FEMTO, leafIssuer.issue(SPEC).der(), Certificates.derOf(leafIssuer.certificate())));
        assertInvalid(
                bench.ask(
                        FEMTO,
                        tooDeep.issue(SPEC).der(),
                        Certificates.derOf(tooDeep.certificate()),
                        Certificates.derOf(leafIssuer.certificate())),
                Reason.INVALID,
                "CN=");
    }

    @Test
    void nameConstraintsOfAnAuthorityAreKept() {
        NameConstraints constraints = new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "north.example"))}, null);
        TestCa north = root.intermediate("CN=North", spec -> spec.extra(Extension.nameConstraints, true, constraints));
        byte[] middle = Certificates.derOf(north.certificate());

        bench.trust(root);
        assertValid(bench.ask(
                Identification.fqdn("f.north.example"),
                north.issue(Spec.of("CN=f").fqdn("f.north.example")).der(),
                middle));
        assertInvalid(bench.ask(FEMTO, north.issue(SPEC).der(), middle), Reason.INVALID, "CN=femto1,O=Example", "DNS");
    }

    @Test
    void anUnknownCriticalExtensionIsRefused() {
        Spec.Extra critical = TestCa.unknownExtension(true);
        Spec.Extra plain = TestCa.unknownExtension(false);

        bench.trust(root);
        assertValid(bench.ask(
                FEMTO, root.issue(SPEC.extra(plain.oid(), false, plain.value())).der()));
        assertInvalid(
                bench.ask(
                        FEMTO,
                        root.issue(SPEC.extra(critical.oid(), true, critical.value()))
                                .der()),
                Reason.INVALID,
                "critical extension",
                critical.oid().getId());
    }

    @Test
    void theKeyMustBeForSignatures() {
        bench.trust(root);
        assertInvalid(
                bench.ask(
                        FEMTO, root.issue(SPEC.usage(KeyUsage.keyEncipherment)).der()),
                Reason.INVALID,
                "digitalSignature");
        assertValid(bench.ask(FEMTO, root.issue(SPEC.usage(0)).der()));
        assertInvalid(
                bench.ask(
                        FEMTO,
                        root.issue(SPEC.extra(
                                        Extension.extendedKeyUsage,
                                        true,
                                        new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)))
                                .der()),
                Reason.INVALID,
                "extended key usage");
        assertValid(bench.ask(
                FEMTO,
                root.issue(SPEC.extra(
                                Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_ipsecIKE)))
                        .der()));
    }

    @Test
    void weakSignaturesPassOnlyWhereTheProfileLetsThem() {
        TestCa rsa = TestCa.root("CN=Rsa", TestCa.keys("RSA", 2048), "SHA256withRSA");
        Issued sha1 = rsa.issue(SPEC.algorithm("SHA1withRSA"));
        Issued small = root.issue(SPEC, TestCa.keys("RSA", 1024));
        TestCa smallRoot = TestCa.root("CN=Small", TestCa.keys("RSA", 1024), "SHA256withRSA");

        bench.trust(root, rsa, smallRoot);
        assertInvalid(bench.ask(FEMTO, sha1.der()), Reason.WEAK, "SHA1withRSA", "staros-compat");
        assertInvalid(bench.ask(FEMTO, small.der()), Reason.WEAK, "1024 bits");
        assertInvalid(bench.ask(FEMTO, smallRoot.issue(SPEC).der()), Reason.WEAK, "CN=Small", "1024 bits");
        bench.weak();
        assertValid(bench.ask(FEMTO, sha1.der()));
        assertValid(bench.ask(FEMTO, small.der()));
        assertValid(bench.ask(FEMTO, smallRoot.issue(SPEC).der()));
    }

    @Test
    void everyKindOfKeyIsJudged() {
        bench.trust(root);
        for (String algorithm : List.of("Ed25519", "Ed448", "RSA")) {
            Issued femto = root.issue(SPEC, TestCa.keys(algorithm, algorithm.equals("RSA") ? 2048 : 0));
            assertValid(bench.ask(FEMTO, femto.der()));
        }
        TestCa edwards = TestCa.root("CN=Edwards", TestCa.keys("Ed25519", 0), "Ed25519");
        assertValid(bench.trust(edwards).ask(FEMTO, edwards.issue(SPEC).der()));
    }

    @Test
    void identitiesMustBeInTheCertificate() {
        byte[] der = root.issue(SPEC.name(new GeneralName(GeneralName.iPAddress, "192.0.2.7"))
                        .name(new GeneralName(GeneralName.iPAddress, "2001:db8::7"))
                        .name(new GeneralName(GeneralName.rfc822Name, "femto@example.org")))
                .der();

        bench.trust(root);
        assertValid(bench.ask(Identification.fqdn("FEMTO1.example"), der));
        assertValid(bench.ask(Identification.of(IpAddress.parse("192.0.2.7")), der));
        assertValid(bench.ask(Identification.of(IpAddress.parse("2001:db8::7")), der));
        assertValid(bench.ask(Identification.rfc822("femto@example.org"), der));
        assertInvalid(
                bench.ask(Identification.fqdn("femto2.example"), der),
                Reason.IDENTITY_MISMATCH,
                "fqdn femto2.example",
                "subject CN=femto1,O=Example",
                "fqdn femto1.example",
                "ip-addr 192.0.2.7",
                "rfc822-addr femto@example.org");
        assertInvalid(bench.ask(Identification.fqdn("femto1"), der), Reason.IDENTITY_MISMATCH);
        assertInvalid(
                bench.ask(Identification.of(IpAddress.parse("192.0.2.8")), der),
                Reason.IDENTITY_MISMATCH,
                "ip-addr 192.0.2.8");
    }

    @Test
    void aCommonNameIsNoFqdn() {
        assertInvalid(
                bench.trust(root)
                        .ask(FEMTO, root.issue(Spec.of("CN=femto1.example")).der()),
                Reason.IDENTITY_MISMATCH);
    }

    @Test
    void wildcardsMatchNobody() {
        byte[] der = root.issue(Spec.of("CN=all").fqdn("*.example")).der();

        bench.trust(root);
        assertInvalid(bench.ask(FEMTO, der), Reason.IDENTITY_MISMATCH);
        assertInvalid(bench.ask(Identification.fqdn("*.example"), der), Reason.IDENTITY_MISMATCH);
    }

    @Test
    void distinguishedNamesAreComparedAsNames() {
        byte[] der = root.issue(SPEC).der();

        bench.trust(root);
        assertValid(bench.ask(dn("CN=femto1, O=Example"), der));
        assertValid(bench.ask(dn("cn=FEMTO1,  o=example"), der));
        assertInvalid(bench.ask(dn("CN=femto2,O=Example"), der), Reason.IDENTITY_MISMATCH, "CN=femto2,O=Example");
        assertInvalid(
                bench.ask(new Identification(Identification.DER_ASN1_DN, new byte[] {1, 2}), der),
                Reason.IDENTITY_MISMATCH);
    }

    private static Identification dn(String name) {
        return new Identification(
                Identification.DER_ASN1_DN, new javax.security.auth.x500.X500Principal(name).getEncoded());
    }

    @Test
    void whatIsNoCertificateIsRefusedWithAReason() {
        bench.trust(root);
        assertInvalid(bench.ask(FEMTO, new byte[] {0x30, 3, 1, 2, 3}), Reason.INVALID, "can not be read");
        assertInvalid(bench.ask(FEMTO), Reason.MISSING, "fqdn femto1.example", "send its certificate");
        assertInvalid(bench.ask(FEMTO, root.issue(SPEC).der(), new byte[] {1}), Reason.INVALID, "sent along");
    }

    @Test
    void certificatesInALoopAreNotFollowedForEver() {
        TestCa[] circle = new TestCa[6];
        for (int i = 0; i < circle.length; i++) {
            circle[i] = TestCa.root("CN=Circle" + i).intermediate("CN=Circle" + (i + 1) % circle.length);
        }
        byte[][] sent = new byte[circle.length + 1][];
        sent[0] = TestCa.root("CN=Circle0").issue(SPEC).der();
        for (int i = 0; i < circle.length; i++) {
            sent[i + 1] = Certificates.derOf(circle[i].certificate());
        }

        assertInvalid(bench.trust(root).ask(FEMTO, sent), Reason.UNTRUSTED);
    }

    @Test
    void certificatesByHashAndUrlAreFetchedOnceAndComparedWithTheHash() throws Exception {
        byte[] der = root.issue(SPEC).der();
        byte[] hash = java.security.MessageDigest.getInstance("SHA-1").digest(der);
        String url = "http://192.0.2.9/femto1.der";
        Payload.Cert good = new Payload.Cert(12, concat(hash, url.getBytes(US_ASCII)));
        bench.servers.put(url, der);
        bench.trust(root);
        assertInvalid(bench.askWith(FEMTO, List.of(good)), Reason.NOT_FETCHED, "allow-cert-enc cert-hash-url");
        assertThat(bench.servers.asked(url)).isZero();
        bench.hashAndUrl();
        assertValid(bench.askWith(FEMTO, List.of(good)));
        assertValid(bench.askWith(FEMTO, List.of(good)));
        assertThat(bench.servers.asked(url)).isOne();

        String other = "http://192.0.2.9/other.der";
        bench.servers.put(other, TestCa.root("CN=Evil").issue(SPEC).der());
        Payload.Cert forged = new Payload.Cert(12, concat(hash, other.getBytes(US_ASCII)));
        assertInvalid(bench.askWith(FEMTO, List.of(forged)), Reason.NOT_FETCHED, other, "another SHA-1 hash");
        Payload.Cert file = new Payload.Cert(12, concat(hash, "file:///etc/passwd".getBytes(US_ASCII)));
        assertInvalid(bench.askWith(FEMTO, List.of(file)), Reason.NOT_FETCHED, "not one of http");
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    @Test
    void aPeerCanNotHaveUsCallOurselves() throws Exception {
        for (String inside : List.of("127.0.0.1", "::1", "0.0.0.0", "169.254.1.1", "fe80::1", "224.0.0.1")) {
            assertThat(CertificateUrl.isOutside(java.net.InetAddress.getByName(inside)))
                    .as(inside)
                    .isFalse();
        }
        assertThat(CertificateUrl.isOutside(java.net.InetAddress.getByName("192.0.2.1")))
                .isTrue();
    }
}
