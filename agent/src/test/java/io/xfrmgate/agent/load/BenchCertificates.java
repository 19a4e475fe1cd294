package io.xfrmgate.agent.load;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
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

/**
 * RSA-2048 certificates for benchmarks beside charon: the authority's {@code ca.pem}, the responder's {@code srv/srv.pem} with {@code
 * srv.key}, one peer's in {@code peer.pem} with {@code peer.key}, and many more for the same key in {@code peers.pem}. Arguments: the
 * directory, and how many.
 */
public final class BenchCertificates {
    private static final int BITS = 2048;

    /** What charon's load-tester calls itself and its peers. */
    private static final String ORGANISATION = "OU=load-test, O=strongSwan";

    private final ContentSigner signer;
    private BigInteger serial = BigInteger.ONE;

    private BenchCertificates(KeyPair authority) throws OperatorCreationException {
        signer = new JcaContentSignerBuilder("SHA256withRSA").build(authority.getPrivate());
    }

    public static void main(String[] arguments)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Path directory = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        KeyPair authority = generator.generateKeyPair();
        KeyPair responder = generator.generateKeyPair();
        KeyPair peer = generator.generateKeyPair();
        BenchCertificates certificates = new BenchCertificates(authority);
        Files.writeString(directory.resolve("srv.key"), key(responder.getPrivate()));
        Files.writeString(directory.resolve("peer.key"), key(peer.getPrivate()));
        Files.writeString(directory.resolve("ca.pem"), certificates.issue("ca", authority, true));
        Path own = Files.createDirectories(directory.resolve("srv"));
        Files.writeString(own.resolve("srv.pem"), certificates.issue("srv", responder, false));
        Files.writeString(directory.resolve("peer.pem"), certificates.issue("c", peer, false));
        StringBuilder peers = new StringBuilder();
        for (int number = 0; number < count; number++) {
            peers.append(certificates.issue("c" + number, peer, false));
        }
        Files.writeString(directory.resolve("peers.pem"), peers);
    }

    private String issue(String name, KeyPair keys, boolean isAuthority) throws IOException {
        Instant now = Instant.now();
        serial = serial.add(BigInteger.ONE);
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                new X500Name("CN=ca, " + ORGANISATION),
                serial,
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(365))),
                new X500Name("CN=" + name + ", " + ORGANISATION),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | (isAuthority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : 0)));
        return pem("CERTIFICATE", builder.build(signer).getEncoded());
    }

    private static String key(Key key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
