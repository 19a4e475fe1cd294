package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.pki.HashAlgorithm;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** AlgorithmIdentifiers of signatures, as the AUTH payload of RFC 7427 carries them (its appendix A, and RFC 8420 appendix A). */
public final class SignatureAlgorithms {
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");
    private static final ASN1ObjectIdentifier ED448 = new ASN1ObjectIdentifier("1.3.101.113");
    private static final ASN1ObjectIdentifier SHA1 = new ASN1ObjectIdentifier("1.3.14.3.2.26");
    private static final Map<SignatureScheme, byte[]> ENCODED = new EnumMap<>(SignatureScheme.class);

    static {
        for (SignatureScheme scheme : SignatureScheme.values()) {
            try {
                ENCODED.put(scheme, identifier(scheme).getEncoded(ASN1Encoding.DER));
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private SignatureAlgorithms() {}

    /** The scheme's AlgorithmIdentifier in DER. */
    public static byte[] encode(SignatureScheme scheme) {
        return ENCODED.getOrDefault(scheme, new byte[0]).clone();
    }

    private static AlgorithmIdentifier identifier(SignatureScheme scheme) {
        return switch (scheme.family()) {
            case RSA_PKCS1 -> new AlgorithmIdentifier(oid(scheme), DERNull.INSTANCE);
            case RSA_PSS -> {
                AlgorithmIdentifier hash = new AlgorithmIdentifier(hashOid(scheme.hash()), DERNull.INSTANCE);
                yield new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_RSASSA_PSS,
                        new RSASSAPSSparams(
                                hash,
                                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash),
                                new ASN1Integer(hashLength(scheme.hash())),
                                RSASSAPSSparams.DEFAULT_TRAILER_FIELD));
            }
            case ECDSA, ED25519, ED448 -> new AlgorithmIdentifier(oid(scheme));
        };
    }

    private static ASN1ObjectIdentifier oid(SignatureScheme scheme) {
        return switch (scheme) {
            case RSA_PKCS1_SHA1 -> PKCSObjectIdentifiers.sha1WithRSAEncryption;
            case RSA_PKCS1_SHA256 -> PKCSObjectIdentifiers.sha256WithRSAEncryption;
            case RSA_PKCS1_SHA384 -> PKCSObjectIdentifiers.sha384WithRSAEncryption;
            case RSA_PKCS1_SHA512 -> PKCSObjectIdentifiers.sha512WithRSAEncryption;
            case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> PKCSObjectIdentifiers.id_RSASSA_PSS;
            case ECDSA_SHA1 -> X9ObjectIdentifiers.ecdsa_with_SHA1;
            case ECDSA_SHA256 -> X9ObjectIdentifiers.ecdsa_with_SHA256;
            case ECDSA_SHA384 -> X9ObjectIdentifiers.ecdsa_with_SHA384;
            case ECDSA_SHA512 -> X9ObjectIdentifiers.ecdsa_with_SHA512;
            case ED25519 -> ED25519;
            case ED448 -> ED448;
        };
    }

    private static ASN1ObjectIdentifier hashOid(HashAlgorithm hash) {
        return switch (hash) {
            case SHA1 -> SHA1;
            case SHA2_256 -> NISTObjectIdentifiers.id_sha256;
            case SHA2_384 -> NISTObjectIdentifiers.id_sha384;
            case SHA2_512 -> NISTObjectIdentifiers.id_sha512;
            case IDENTITY -> throw new IllegalArgumentException("no hash");
        };
    }

    private static int hashLength(HashAlgorithm hash) {
        return switch (hash) {
            case SHA1 -> 20;
            case SHA2_256 -> 32;
            case SHA2_384 -> 48;
            case SHA2_512 -> 64;
            case IDENTITY -> 0;
        };
    }

    /**
     * What a received AlgorithmIdentifier means; empty if it is none, or names a scheme that we do not have. Parameters that should be
     * there and are not, and the other way round, are taken as meant; PSS must have a salt of the hash's length.
     */
    public static Optional<SignatureScheme> decode(byte[] encoded) {
        try {
            AlgorithmIdentifier identifier = AlgorithmIdentifier.getInstance(encoded);
            ASN1ObjectIdentifier oid = identifier.getAlgorithm();
            if (oid.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
                return Optional.ofNullable(identifier.getParameters()).flatMap(SignatureAlgorithms::pss);
            }
            for (SignatureScheme scheme : SignatureScheme.values()) {
                if (oid(scheme).equals(oid)) {
                    return Optional.of(scheme);
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<SignatureScheme> pss(ASN1Encodable parameters) {
        RSASSAPSSparams params = RSASSAPSSparams.getInstance(parameters);
        AlgorithmIdentifier mask = params.getMaskGenAlgorithm();
        ASN1ObjectIdentifier hash = params.getHashAlgorithm().getAlgorithm();
        boolean sameHash = mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                && Optional.ofNullable(mask.getParameters())
                        .map(AlgorithmIdentifier::getInstance)
                        .filter(m -> m.getAlgorithm().equals(hash))
                        .isPresent();
        if (!sameHash || !params.getTrailerField().equals(RSASSAPSSparams.DEFAULT_TRAILER_FIELD.getValue())) {
            return Optional.empty();
        }
        for (SignatureScheme scheme : SignatureScheme.values()) {
            if (scheme.family() == SignatureScheme.Family.RSA_PSS
                    && hashOid(scheme.hash()).equals(hash)
                    && params.getSaltLength().intValue() == hashLength(scheme.hash())) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }
}
