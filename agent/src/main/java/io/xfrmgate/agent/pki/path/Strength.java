package io.xfrmgate.agent.pki.path;

import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Optional;

/** What TS 33.310 section 6.1.1 and RFC 8247 no longer trust: signatures with MD5 or SHA-1, RSA below 2048 bits, EC below 256. */
public final class Strength {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;

    private Strength() {}

    /** What is weak about a certificate's signature or key, as a part of a sentence. */
    public static Optional<String> weaknessOf(X509Certificate certificate) {
        return ofSignature(certificate.getSigAlgName()).or(() -> weaknessOf(certificate.getPublicKey()));
    }

    /** What is weak about a CRL's signature. */
    public static Optional<String> weaknessOf(X509CRL crl) {
        return ofSignature(crl.getSigAlgName());
    }

    /** What is weak about a key. */
    public static Optional<String> weaknessOf(PublicKey key) {
        return switch (key) {
            case RSAKey rsa
            when rsa.getModulus().bitLength() < LEAST_RSA_BITS ->
                Optional.of("has an RSA key of only " + rsa.getModulus().bitLength() + " bits");
            case ECKey ec
            when ec.getParams().getOrder().bitLength() < LEAST_EC_BITS ->
                Optional.of("has an EC key of only " + ec.getParams().getOrder().bitLength() + " bits");
            case DSAKey _ -> Optional.of("has a DSA key");
            default -> Optional.empty();
        };
    }

    private static Optional<String> ofSignature(String algorithm) {
        String name = algorithm.toUpperCase(Locale.ROOT);
        return name.contains("MD2") || name.contains("MD5") || name.startsWith("SHA1")
                ? Optional.of("is signed with " + algorithm)
                : Optional.empty();
    }
}
