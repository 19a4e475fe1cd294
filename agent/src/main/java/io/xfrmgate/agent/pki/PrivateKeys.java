package io.xfrmgate.agent.pki;

import io.xfrmgate.ike.config.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Reads private keys: PKCS#8, PKCS#1 of RSA, SEC1 of EC, encrypted (PKCS#5, or OpenSSL's old way) or not; PEM or DER. Nothing of a
 * key is in any message.
 */
final class PrivateKeys {

    private PrivateKeys() {}

    /**
     * The first private key of a file.
     *
     * @param passphrase of an encrypted one; not looked at where the key is not encrypted
     * @throws UnreadableException if there is none, or it can not be read
     */
    static PrivateKey read(byte[] content, Optional<Secret> passphrase) throws UnreadableException {
        for (Pem.Block block : Pem.read(content)) {
            switch (block.label()) {
                case "" -> {
                    return ofDer(block.der(), passphrase);
                }
                case "PRIVATE KEY" -> {
                    return ofPkcs8(block.der());
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return ofPkcs8(KeyEncryption.openPkcs8(block.der(), passphrase));
                }
                case "RSA PRIVATE KEY" -> {
                    return ofPkcs1(KeyEncryption.openBlock(block, passphrase));
                }
                case "EC PRIVATE KEY" -> {
                    return ofSec1(KeyEncryption.openBlock(block, passphrase));
                }
                default -> {}
            }
        }
        throw new UnreadableException("there is no private key in it");
    }

    /** Tells the encodings apart by what follows the first octets: each has its own. */
    private static PrivateKey ofDer(byte[] der, Optional<Secret> passphrase) throws UnreadableException {
        ASN1Sequence sequence = sequence(der);
        if (sequence.size() == 2) {
            return ofPkcs8(KeyEncryption.openPkcs8(der, passphrase));
        }
        if (sequence.size() < 2) {
            throw new UnreadableException("it is not a private key");
        }
        if (sequence.getObjectAt(1) instanceof ASN1Sequence) {
            return ofPkcs8(der);
        }
        return sequence.getObjectAt(1) instanceof ASN1Integer ? ofPkcs1(der) : ofSec1(der);
    }

    private static ASN1Sequence sequence(byte[] der) throws UnreadableException {
        try {
            return ASN1Sequence.getInstance(der);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("it is not a private key");
        }
    }

    private static PrivateKey ofPkcs1(byte[] der) throws UnreadableException {
        try {
            return ofPkcs8(encoded(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(sequence(der))));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("it is not an RSA private key (PKCS#1)");
        }
    }

    private static PrivateKey ofSec1(byte[] der) throws UnreadableException {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(sequence(der));
            if (key.getParametersObject() == null) {
                throw new UnreadableException("the EC private key does not name its curve");
            }
            return ofPkcs8(encoded(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException("it is not an EC private key (SEC1)");
        }
    }

    private static byte[] encoded(AlgorithmIdentifier algorithm, org.bouncycastle.asn1.ASN1Encodable key)
            throws UnreadableException {
        try {
            return new PrivateKeyInfo(algorithm, key).getEncoded();
        } catch (IOException e) {
            throw new UnreadableException("it is not a private key");
        }
    }

    private static PrivateKey ofPkcs8(byte[] der) throws UnreadableException {
        try {
            String algorithm = algorithmOf(PrivateKeyInfo.getInstance(sequence(der))
                    .getPrivateKeyAlgorithm()
                    .getAlgorithm());
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new UnreadableException("it is not a private key (PKCS#8), or of a curve that IKEv2 does not have");
        } catch (GeneralSecurityException e) {
            throw new UnreadableException("this Java runtime lacks the key's algorithm");
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static String algorithmOf(ASN1ObjectIdentifier oid) throws UnreadableException {
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (oid.equals(EdECObjectIdentifiers.id_Ed25519) || oid.equals(EdECObjectIdentifiers.id_Ed448)) {
            return "EdDSA";
        }
        throw new UnreadableException("keys of algorithm " + oid + " do not sign in IKEv2; use RSA, ECDSA or Ed25519");
    }
}
