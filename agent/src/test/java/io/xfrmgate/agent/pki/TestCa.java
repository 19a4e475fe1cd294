package io.xfrmgate.agent.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certification authority of tests: issues certificates and CRLs, right and wrong ones. */
public final class TestCa {
    /** The time of all tests. */
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private static final BigInteger FIRST_SERIAL = BigInteger.valueOf(0x1000);

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final String algorithm;
    private BigInteger nextSerial = FIRST_SERIAL;

    private TestCa(KeyPair keys, X509Certificate certificate, String algorithm) {
        this.keys = keys;
        this.certificate = certificate;
        this.algorithm = algorithm;
    }

    /** A certificate with its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public byte[] der() {
            return Certificates.derOf(certificate);
        }
    }

    /** What is in a certificate; made from {@link #of} with what differs. */
    public record Spec(
            String subject,
            List<GeneralName> names,
            Instant notBefore,
            Instant notAfter,
            int usage,
            String algorithm,
            List<Extra> extras) {

        /** An extension. */
        public record Extra(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {}

        /** For digital signatures, from yesterday for a year. */
        public static Spec of(String subject) {
            return new Spec(
                    subject,
                    List.of(),
                    NOW.minus(Duration.ofDays(1)),
                    NOW.plus(Duration.ofDays(365)),
                    KeyUsage.digitalSignature,
                    "SHA256withECDSA",
                    List.of());
        }

        public Spec fqdn(String name) {
            return name(new GeneralName(GeneralName.dNSName, name));
        }

        public Spec name(GeneralName name) {
            List<GeneralName> more = new ArrayList<>(names);
            more.add(name);
            return new Spec(subject, more, notBefore, notAfter, usage, algorithm, extras);
        }

        public Spec from(Instant instant) {
            return new Spec(subject, names, instant, notAfter, usage, algorithm, extras);
        }

        public Spec until(Instant instant) {
            return new Spec(subject, names, notBefore, instant, usage, algorithm, extras);
        }

        public Spec usage(int bits) {
            return new Spec(subject, names, notBefore, notAfter, bits, algorithm, extras);
        }

        public Spec algorithm(String name) {
            return new Spec(subject, names, notBefore, notAfter, usage, name, extras);
        }

        public Spec extra(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            List<Extra> more = new ArrayList<>(extras);
            more.add(new Extra(oid, critical, value));
            return new Spec(subject, names, notBefore, notAfter, usage, algorithm, more);
        }

        public Spec crlAt(String url) {
            return extra(Extension.cRLDistributionPoints, false, pointsAt(url));
        }

        Spec authority() {
            return usage(KeyUsage.keyCertSign | KeyUsage.cRLSign)
                    .extra(Extension.basicConstraints, true, new BasicConstraints(true));
        }
    }

    static CRLDistPoint pointsAt(String url) {
        return new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(
                    new DistributionPointName(
                            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url))),
                    null,
                    null)
        });
    }

    /** Of ECDSA P-256. */
    public static TestCa root(String subject) {
        return root(subject, ecKeys(), "SHA256withECDSA");
    }

    public static TestCa root(String subject, KeyPair keys, String algorithm) {
        Spec spec = Spec.of(subject).authority().algorithm(algorithm).until(NOW.plus(Duration.ofDays(3650)));
        X509Certificate certificate = sign(spec, keys, keys.getPrivate(), subject, BigInteger.ONE);
        return new TestCa(keys, certificate, algorithm);
    }

    /** An authority beneath this one. */
    public TestCa intermediate(String subject, UnaryOperator<Spec> change) {
        KeyPair own = ecKeys();
        Spec spec = change.apply(Spec.of(subject).authority());
        return new TestCa(own, sign(spec, own), "SHA256withECDSA");
    }

    public TestCa intermediate(String subject) {
        return intermediate(subject, spec -> spec);
    }

    public Issued issue(Spec spec) {
        return issue(spec, ecKeys());
    }

    public Issued issue(Spec spec, KeyPair subjectKeys) {
        return new Issued(sign(spec, subjectKeys), subjectKeys.getPrivate());
    }

    private X509Certificate sign(Spec spec, KeyPair subjectKeys) {
        BigInteger serial = nextSerial;
        nextSerial = serial.add(BigInteger.ONE);
        Spec signed = spec.algorithm().equals("SHA256withECDSA") ? spec.algorithm(algorithm) : spec;
        return sign(signed, subjectKeys, keys.getPrivate(), nameOf(certificate), serial);
    }

    private static String nameOf(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    private static X509Certificate sign(
            Spec spec, KeyPair subject, PrivateKey issuerKey, String issuer, BigInteger serial) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer),
                    serial,
                    Date.from(spec.notBefore()),
                    Date.from(spec.notAfter()),
                    new X500Principal(spec.subject()),
                    subject.getPublic());
            if (spec.usage() != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(spec.usage()));
            }
            if (!spec.names().isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(spec.names().toArray(new GeneralName[0])));
            }
            for (Spec.Extra extra : spec.extras()) {
                builder.addExtension(extra.oid(), extra.critical(), extra.value());
            }
            return Certificates.read(builder.build(new JcaContentSignerBuilder(spec.algorithm()).build(issuerKey))
                    .getEncoded());
        } catch (CertIOException | OperatorCreationException | UnreadableException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What is in a CRL.
     *
     * @param revoked certificates, with the reason's number
     * @param base number of the CRL that a delta CRL is to
     */
    public record CrlSpec(
            long number,
            Instant thisUpdate,
            Instant nextUpdate,
            List<Revoked> revoked,
            Optional<Long> base,
            List<Spec.Extra> extras) {

        /** An entry. */
        public record Revoked(X509Certificate certificate, int reason) {}

        /** Empty, from an hour ago for a day. */
        public static CrlSpec of(long number) {
            return new CrlSpec(
                    number,
                    NOW.minus(Duration.ofHours(1)),
                    NOW.plus(Duration.ofHours(23)),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }

        public CrlSpec revoke(X509Certificate certificate, int reason) {
            List<Revoked> more = new ArrayList<>(revoked);
            more.add(new Revoked(certificate, reason));
            return new CrlSpec(number, thisUpdate, nextUpdate, more, base, extras);
        }

        public CrlSpec between(Instant from, Instant to) {
            return new CrlSpec(number, from, to, revoked, base, extras);
        }

        public CrlSpec deltaTo(long baseNumber) {
            return new CrlSpec(number, thisUpdate, nextUpdate, revoked, Optional.of(baseNumber), extras);
        }

        public CrlSpec extra(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            List<Spec.Extra> more = new ArrayList<>(extras);
            more.add(new Spec.Extra(oid, critical, value));
            return new CrlSpec(number, thisUpdate, nextUpdate, revoked, base, more);
        }
    }

    /** Signed with this authority's key. */
    public byte[] crl(CrlSpec spec) {
        return crl(spec, algorithm);
    }

    public byte[] crl(CrlSpec spec, String signature) {
        try {
            JcaX509v2CRLBuilder builder =
                    new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(spec.thisUpdate()));
            builder.setNextUpdate(Date.from(spec.nextUpdate()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(spec.number())));
            if (spec.base().isPresent()) {
                builder.addExtension(
                        Extension.deltaCRLIndicator,
                        true,
                        new CRLNumber(BigInteger.valueOf(spec.base().get())));
            }
            for (Spec.Extra extra : spec.extras()) {
                builder.addExtension(extra.oid(), extra.critical(), extra.value());
            }
            for (CrlSpec.Revoked revoked : spec.revoked()) {
                builder.addCRLEntry(
                        revoked.certificate().getSerialNumber(), Date.from(spec.thisUpdate()), revoked.reason());
            }
            return builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static X509CRL read(byte[] crl) {
        try {
            return Certificates.readCrl(crl);
        } catch (UnreadableException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An extension that nobody knows. */
    public static Spec.Extra unknownExtension(boolean critical) {
        return new Spec.Extra(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), critical, DERNull.INSTANCE);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public PrivateKey key() {
        return keys.getPrivate();
    }

    public static KeyPair ecKeys() {
        return keys("EC", 256);
    }

    public static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
