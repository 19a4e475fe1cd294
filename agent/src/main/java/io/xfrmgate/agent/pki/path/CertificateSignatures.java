package io.xfrmgate.agent.pki.path;

import io.xfrmgate.ike.crypto.SignatureAlgorithms;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Verifies the signatures of certificates, and remembers the latest good ones: whether this key signed these octets is the same
 * for ever, so a peer that comes back costs no arithmetic. All else about a certificate changes (time, revocation, who is
 * trusted) and is not kept here. For several threads.
 */
final class CertificateSignatures {
    /** Some 2 MiB when full. */
    private static final int REMEMBERED = 16_384;

    private final Signatures signatures;
    private final int limit;
    private final Map<ByteBuffer, Boolean> good;

    CertificateSignatures(Signatures signatures) {
        this(signatures, REMEMBERED);
    }

    CertificateSignatures(Signatures signatures, int limit) {
        this.signatures = signatures;
        this.limit = limit;
        this.good = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
                return size() > CertificateSignatures.this.limit;
            }
        };
    }

    /**
     * Returns if that key signed the certificate.
     *
     * @throws CertificateException if the certificate can not be read
     * @throws GeneralSecurityException if it did not, or it can not be told
     */
    void verify(X509Certificate certificate, PublicKey key) throws CertificateException, GeneralSecurityException {
        ByteBuffer fingerprint = fingerprint(certificate, key);
        if (isKnown(fingerprint)) {
            return;
        }
        Optional<SignatureScheme> scheme = schemeOf(certificate);
        if (scheme.isEmpty()) {
            certificate.verify(key); // what IKE has no use for itself: DSA, MD5
        } else if (!signatures.verify(key, scheme.get(), certificate.getTBSCertificate(), certificate.getSignature())) {
            throw new SignatureException("Signature does not match.");
        }
        remember(fingerprint);
    }

    private synchronized boolean isKnown(ByteBuffer fingerprint) {
        return good.get(fingerprint) != null; // and is young again
    }

    private synchronized void remember(ByteBuffer fingerprint) {
        good.put(fingerprint, true);
    }

    synchronized int remembered() {
        return good.size();
    }

    /** Of the key and of all octets of the certificate, its signature among them. */
    private static ByteBuffer fingerprint(X509Certificate certificate, PublicKey key)
            throws CertificateEncodingException, InvalidKeyException {
        byte[] signer = key.getEncoded();
        if (signer == null) {
            throw new InvalidKeyException("the key has no encoding");
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(signer.length).flip());
            hash.update(signer);
            return ByteBuffer.wrap(hash.digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static Optional<SignatureScheme> schemeOf(X509Certificate certificate) {
        try {
            ASN1ObjectIdentifier algorithm = new ASN1ObjectIdentifier(certificate.getSigAlgOID());
            byte[] parameters = certificate.getSigAlgParams();
            AlgorithmIdentifier identifier = parameters == null
                    ? new AlgorithmIdentifier(algorithm)
                    : new AlgorithmIdentifier(algorithm, ASN1Primitive.fromByteArray(parameters));
            return SignatureAlgorithms.decode(identifier.getEncoded());
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
