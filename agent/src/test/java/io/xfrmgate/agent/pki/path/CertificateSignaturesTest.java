package io.xfrmgate.agent.pki.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.pki.Certificates;
import io.xfrmgate.agent.pki.TestCa;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.agent.pki.UnreadableException;
import io.xfrmgate.ike.crypto.Signatures;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of a signature is that it was good, for this key and these octets. */
final class CertificateSignaturesTest {
    private final CertificateSignatures signatures = new CertificateSignatures(new Signatures(), 3);

    @ParameterizedTest
    @CsvSource({
        "RSA, 2048, SHA256withRSA",
        "RSA, 2048, SHA512withRSA",
        "RSA, 2048, SHA1withRSA",
        "RSA, 2048, MD5withRSA",
        "EC, 256, SHA256withECDSA",
        "EC, 384, SHA384withECDSA",
        "DSA, 2048, SHA256withDSA",
        "Ed25519, 0, Ed25519",
        "Ed448, 0, Ed448",
    })
    void goodOnesPassAndOthersDoNot(String kind, int bits, String algorithm) throws Exception {
        TestCa ca = TestCa.root("CN=Root", TestCa.keys(kind, bits), algorithm);
        TestCa other = TestCa.root("CN=Root", TestCa.keys(kind, bits), algorithm);
        X509Certificate certificate = ca.issue(Spec.of("CN=a")).certificate();
        PublicKey key = ca.certificate().getPublicKey();
        X509Certificate altered = altered(certificate);

        for (int time = 0; time < 2; time++) {
            signatures.verify(certificate, key);
            assertThat(signatures.remembered()).isEqualTo(1);
            assertRefused(certificate, other.certificate().getPublicKey());
            assertRefused(altered, key);
        }
    }

    @Test
    void theKeyOfAnotherKindIsRefused() {
        X509Certificate certificate =
                TestCa.root("CN=Root").issue(Spec.of("CN=a")).certificate();

        assertRefused(certificate, TestCa.keys("RSA", 2048).getPublic());
    }

    @Test
    void theOldestAreForgotten() throws CertificateException, GeneralSecurityException {
        TestCa ca = TestCa.root("CN=Root");
        for (int i = 0; i < 10; i++) {
            signatures.verify(
                    ca.issue(Spec.of("CN=a")).certificate(), ca.certificate().getPublicKey());
        }

        assertThat(signatures.remembered()).isEqualTo(3);
    }

    @Test
    void theWrappedCertificateIsVerifiedThroughThem() throws CertificateException, GeneralSecurityException {
        TestCa ca = TestCa.root("CN=Root");
        X509Certificate certificate = ca.issue(Spec.of("CN=a")).certificate();
        X509Certificate checked = new CheckedCertificate(certificate, signatures);

        checked.verify(ca.certificate().getPublicKey());

        assertThat(signatures.remembered()).isEqualTo(1);
        assertThat(checked).isEqualTo(certificate).hasSameHashCodeAs(certificate);
        assertThatThrownBy(() ->
                        checked.verify(TestCa.root("CN=Root").certificate().getPublicKey()))
                .isInstanceOf(SignatureException.class);
    }

    /** A subject of another letter, the signature as it was. */
    private static X509Certificate altered(X509Certificate certificate) throws UnreadableException {
        byte[] der = Certificates.derOf(certificate);
        for (int i = 0; i < der.length - 5; i++) {
            if (der[i] == 0x55 && der[i + 1] == 4 && der[i + 2] == 3 && der[i + 4] == 1 && der[i + 5] == 'a') {
                der[i + 5] = 'b';
                return Certificates.read(der);
            }
        }
        throw new AssertionError("there is a CN=a in it");
    }

    private void assertRefused(X509Certificate certificate, PublicKey key) {
        assertThatThrownBy(() -> signatures.verify(certificate, key)).isInstanceOf(GeneralSecurityException.class);
    }
}
