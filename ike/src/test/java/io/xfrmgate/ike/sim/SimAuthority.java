package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.crypto.SignatureAlgorithms;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** A certification authority of the simulator: real keys and real X.509 certificates, the same in every run. */
final class SimAuthority {
    private static final Signatures SIGNATURES = new Signatures(Optional.empty());
    private static final Instant NOT_BEFORE = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant NOT_AFTER = Instant.parse("2049-01-01T00:00:00Z");

    private final String name;
    private final KeyKind kind;
    private final KeyPair pair;
    private final X509Certificate certificate;
    private final Optional<SimAuthority> issuer;

    /**
     * An end entity with its chain.
     *
     * @param chain its certificate, then those of the intermediate authorities; without the root
     */
    record Issued(String fqdn, KeyKind kind, KeyPair pair, List<X509Certificate> chain) {
        List<byte[]> encodedChain() {
            return chain.stream().map(SimAuthority::encoded).toList();
        }

        X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    private SimAuthority(String name, KeyKind kind, Optional<SimAuthority> issuer) {
        this.name = name;
        this.kind = kind;
        this.issuer = issuer;
        this.pair = keys(kind, name);
        this.certificate = issuer.orElse(this).certify(name, pair.getPublic(), true);
    }

    static SimAuthority root(String name, KeyKind kind) {
        return new SimAuthority(name, kind, Optional.empty());
    }

    SimAuthority intermediate(String itsName, KeyKind itsKind) {
        return new SimAuthority(itsName, itsKind, Optional.of(this));
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** SHA-1 of the SubjectPublicKeyInfo, as CERTREQ names it. */
    byte[] keyHash() {
        try {
            return MessageDigest.getInstance("SHA-1").digest(pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Issued issue(String fqdn, KeyKind itsKind) {
        KeyPair itsPair = keys(itsKind, fqdn);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certify(fqdn, itsPair.getPublic(), false));
        for (SimAuthority a = this; a.issuer.isPresent(); a = a.issuer.get()) {
            chain.add(a.certificate);
        }
        return new Issued(fqdn, itsKind, itsPair, chain);
    }

    private X509Certificate certify(String subject, PublicKey key, boolean authority) {
        SignatureScheme scheme = SignatureScheme.preferred(kind, false, false).getFirst();
        AlgorithmIdentifier algorithm = AlgorithmIdentifier.getInstance(SignatureAlgorithms.encode(scheme));
        try {
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(
                    new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(subject.getBytes("UTF-8")))
                            .shiftRight(130)));
            generator.setSignature(algorithm);
            generator.setIssuer(new X500Name("O=Simulator,CN=" + name));
            generator.setSubject(new X500Name("O=Simulator,CN=" + subject));
            generator.setStartDate(new Time(Date.from(NOT_BEFORE)));
            generator.setEndDate(new Time(Date.from(NOT_AFTER)));
            generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                extensions.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, subject)));
            }
            generator.setExtensions(extensions.generate());
            TBSCertificate body = generator.generateTBSCertificate();
            byte[] signature = SIGNATURES.sign(
                    pair.getPrivate(), scheme, body.getEncoded("DER"), new SeededRandom(subject.hashCode()));
            ASN1EncodableVector whole = new ASN1EncodableVector();
            whole.add(body);
            whole.add(algorithm);
            whole.add(new DERBitString(signature));
            return parse(new DERSequence(whole).getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate parse(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(KeyKind kind, String owner) {
        SeededRandom random = new SeededRandom(31L * owner.hashCode() + kind.ordinal());
        try {
            String algorithm = switch (kind) {
                case RSA -> "RSA";
                case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> "EC";
                case ED25519 -> "Ed25519";
                case ED448 -> "Ed448";
            };
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, new BouncyCastleProvider());
            switch (kind) {
                case RSA -> generator.initialize(2048, random);
                case ECDSA_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
                case ECDSA_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"), random);
                case ECDSA_P521 -> generator.initialize(new ECGenParameterSpec("secp521r1"), random);
                case ED25519 -> generator.initialize(255, random);
                case ED448 -> generator.initialize(448, random);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
