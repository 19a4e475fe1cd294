package io.xfrmgate.agent.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Reads certificates and CRLs, and names them as an operator knows them. */
public final class Certificates {
    private static final String SIGNED_DATA_LABEL = "PKCS7";

    private Certificates() {}

    /**
     * All certificates of a file, at least one, in their order. Other blocks, such as keys, are passed over.
     *
     * @throws UnreadableException if there is none, or one can not be read
     */
    public static List<X509Certificate> readAll(byte[] content) throws UnreadableException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Pem.Block block : Pem.read(content)) {
            switch (block.label()) {
                case "", "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" ->
                    certificates.add(read(block.der()));
                case SIGNED_DATA_LABEL ->
                    throw new UnreadableException("it is a PKCS#7 bundle; openssl pkcs7 -print_certs makes PEM of it");
                default -> {}
            }
        }
        if (certificates.isEmpty()) {
            throw new UnreadableException("there is no certificate in it");
        }
        return List.copyOf(certificates);
    }

    /**
     * One certificate of DER.
     *
     * @throws UnreadableException if it is none
     */
    public static X509Certificate read(byte[] der) throws UnreadableException {
        try {
            ByteArrayInputStream in = new ByteArrayInputStream(der);
            X509Certificate certificate = (X509Certificate) factory().generateCertificate(in);
            if (in.available() > 0) {
                throw new UnreadableException("something follows the certificate");
            }
            return certificate;
        } catch (CertificateException | RuntimeException e) {
            throw new UnreadableException("it is not an X.509 certificate: " + e.getMessage(), e);
        }
    }

    /**
     * One CRL, of PEM or DER.
     *
     * @throws UnreadableException if it is none
     */
    public static X509CRL readCrl(byte[] content) throws UnreadableException {
        byte[] der = Pem.read(content).getFirst().der();
        try {
            return (X509CRL) factory().generateCRL(new ByteArrayInputStream(der));
        } catch (CRLException | RuntimeException e) {
            throw new UnreadableException("it is not an X.509 CRL: " + e.getMessage(), e);
        }
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509", "SUN");
        } catch (CertificateException | java.security.NoSuchProviderException e) {
            throw new IllegalStateException("every Java runtime reads X.509", e);
        }
    }

    /** The subject, or where that is empty the serial number and the issuer. */
    public static String nameOf(X509Certificate certificate) {
        String subject = nameOf(certificate.getSubjectX500Principal());
        return subject.isEmpty()
                ? "serial " + certificate.getSerialNumber().toString(16) + " of "
                        + nameOf(certificate.getIssuerX500Principal())
                : subject;
    }

    /** A distinguished name as RFC 2253 writes it; control characters become question marks. */
    public static String nameOf(X500Principal name) {
        return name.getName(X500Principal.RFC2253).replaceAll("\\p{Cntrl}", "?");
    }

    /** The certificate's DER. */
    public static byte[] derOf(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }

    /** Whether subject and issuer are one, as in certificates of trust anchors. */
    public static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
