package io.xfrmgate.agent;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for the self-test's gateways, RSA-2048, by an authority that is forgotten after it. One key serves both gateways. */
final class SelfTestAuthority {
    /** How a map of the self-test proves itself by them. */
    static final String AUTHENTICATION = """
                  authentication local certificate
                  authentication remote certificate
                  certificate own
                  ca-certificate list ca-cert-name authority
                  revocation-check off
            """;

    private static final int BITS = 2048;
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final ContentSigner signer;
    private final KeyPair gateways;
    private final String ownCertificate;
    private BigInteger serial = BigInteger.ONE;

    private SelfTestAuthority(KeyPair authority, KeyPair gateways) throws OperatorCreationException, IOException {
        this.signer = new JcaContentSignerBuilder("SHA256withRSA").build(authority.getPrivate());
        this.gateways = gateways;
        this.ownCertificate = issue("authority", authority, true);
    }

    static SelfTestAuthority create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return new SelfTestAuthority(generator.generateKeyPair(), generator.generateKeyPair());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("this Java runtime makes no RSA certificates", e);
        }
    }

    /** The configuration's lines with the certificate of a gateway of that name, its key, and the authority. */
    String certificatesOf(String name) {
        String key = pem("PRIVATE KEY", gateways.getPrivate().getEncoded());
        try {
            return "certificate name own pem data \"" + issue(name, gateways, false) + "\" private-key pem data \""
                    + key + "\"\nca-certificate name authority pem data \"" + ownCertificate + "\"";
        } catch (IOException e) {
            throw new IllegalStateException("this Java runtime makes no RSA certificates", e);
        }
    }

    private String issue(String name, KeyPair keys, boolean isAuthority) throws IOException {
        Instant now = Instant.now();
        serial = serial.add(BigInteger.ONE);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                new X500Name("CN=authority, OU=self-test"),
                serial,
                Date.from(now.minus(LIFETIME)),
                Date.from(now.plus(LIFETIME)),
                new X500Name("CN=" + name + ", OU=self-test"),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(isAuthority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        return pem("CERTIFICATE", builder.build(signer).getEncoded());
    }

    private static String pem(String label, byte[] der) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
