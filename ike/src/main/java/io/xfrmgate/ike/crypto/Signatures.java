package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.pki.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Digital signatures, each by the provider that measured quickest: the Amazon Corretto provider for RSA and ECDSA where its
 * library loads, else the JDK for RSA and Bouncy Castle for ECDSA; Bouncy Castle for Ed25519 and Ed448. No provider is installed
 * globally. Keys may come from any provider. Safe for several threads.
 */
public final class Signatures {
    private final Provider rsa;
    private final Provider ecdsa;

    public Signatures() {
        this(NativeProviders.ofThisMachine().corretto());
    }

    /** @param nativeProvider of RSA and ECDSA; empty for those of Java */
    public Signatures(Optional<Provider> nativeProvider) {
        rsa = nativeProvider.orElseGet(Signatures::jdkRsa);
        ecdsa = nativeProvider.orElseGet(() -> Loaded.BOUNCY_CASTLE);
    }

    /** Made when first needed, and once: it reads hundreds of algorithms. */
    private static final class Loaded {
        static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    }

    private static Provider jdkRsa() {
        try {
            return Signature.getInstance("RSASSA-PSS", "SunRsaSign").getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SunRsaSign", e);
        }
    }

    /**
     * Signs.
     *
     * @param octets what is signed, unhashed
     * @param random for ECDSA and PSS; a native provider takes its own instead
     * @return ECDSA as DER
     * @throws GeneralSecurityException if the key does not fit the scheme or can not be used
     */
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] octets, SecureRandom random)
            throws GeneralSecurityException {
        return switch (scheme.family()) {
            case RSA_PKCS1, RSA_PSS, ECDSA -> {
                Signature signature = instance(scheme);
                signature.initSign(key, random);
                signature.update(octets);
                yield signature.sign();
            }
            case ED25519, ED448 -> signEdwards(key, scheme, octets);
        };
    }

    /**
     * The same key as its provider holds it: to sign with any other costs the translation each time, with RSA twice the signature.
     *
     * @throws GeneralSecurityException if the provider can not use it
     */
    public PrivateKey prepare(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> KeyFactory.getInstance("RSA", rsa).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
            case "EC" -> KeyFactory.getInstance("EC", ecdsa).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
            default -> key;
        };
    }

    /**
     * Whether {@code signature} is that of {@code octets}. A key that does not fit the scheme, and a signature that is none, are
     * answered with no.
     */
    public boolean verify(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature) {
        try {
            return switch (scheme.family()) {
                case RSA_PKCS1, RSA_PSS, ECDSA -> {
                    Signature verifier = instance(scheme);
                    verifier.initVerify(key);
                    verifier.update(octets);
                    yield verifier.verify(signature);
                }
                case ED25519, ED448 -> verifyEdwards(key, scheme, octets, signature);
            };
        } catch (InvalidKeyException | SignatureException notOne) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no provider has " + scheme, e);
        }
    }

    private Signature instance(SignatureScheme scheme) throws GeneralSecurityException {
        return switch (scheme) {
            case RSA_PKCS1_SHA1 -> Signature.getInstance("SHA1withRSA", rsa);
            case RSA_PKCS1_SHA256 -> Signature.getInstance("SHA256withRSA", rsa);
            case RSA_PKCS1_SHA384 -> Signature.getInstance("SHA384withRSA", rsa);
            case RSA_PKCS1_SHA512 -> Signature.getInstance("SHA512withRSA", rsa);
            case RSA_PSS_SHA256 -> pss("SHA-256", MGF1ParameterSpec.SHA256, 32);
            case RSA_PSS_SHA384 -> pss("SHA-384", MGF1ParameterSpec.SHA384, 48);
            case RSA_PSS_SHA512 -> pss("SHA-512", MGF1ParameterSpec.SHA512, 64);
            case ECDSA_SHA1 -> Signature.getInstance("SHA1withECDSA", ecdsa);
            case ECDSA_SHA256 -> Signature.getInstance("SHA256withECDSA", ecdsa);
            case ECDSA_SHA384 -> Signature.getInstance("SHA384withECDSA", ecdsa);
            case ECDSA_SHA512 -> Signature.getInstance("SHA512withECDSA", ecdsa);
            case ED25519, ED448 -> throw new NoSuchAlgorithmException(scheme + " has no provider");
        };
    }

    private Signature pss(String hash, MGF1ParameterSpec mask, int salt) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS", rsa);
        signature.setParameter(new PSSParameterSpec(hash, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }

    private static byte[] signEdwards(PrivateKey key, SignatureScheme scheme, byte[] octets)
            throws GeneralSecurityException {
        try {
            AsymmetricKeyParameter parameter = PrivateKeyFactory.createKey(key.getEncoded());
            boolean fits = scheme == SignatureScheme.ED25519
                    ? parameter instanceof Ed25519PrivateKeyParameters
                    : parameter instanceof Ed448PrivateKeyParameters;
            if (!fits) {
                throw new InvalidKeyException("the key is none of " + scheme);
            }
            Signer signer = edwards(scheme);
            signer.init(true, parameter);
            signer.update(octets, 0, octets.length);
            return signer.generateSignature();
        } catch (IOException | CryptoException | IllegalArgumentException e) {
            throw new InvalidKeyException("the key can not sign by " + scheme, e);
        }
    }

    private static boolean verifyEdwards(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature) {
        try {
            AsymmetricKeyParameter parameter = PublicKeyFactory.createKey(key.getEncoded());
            boolean fits = scheme == SignatureScheme.ED25519
                    ? parameter instanceof Ed25519PublicKeyParameters
                    : parameter instanceof Ed448PublicKeyParameters;
            if (!fits) {
                return false;
            }
            Signer verifier = edwards(scheme);
            verifier.init(false, parameter);
            verifier.update(octets, 0, octets.length);
            return verifier.verifySignature(signature);
        } catch (IOException | IllegalArgumentException notAKey) {
            return false;
        }
    }

    /** Pure, and for Ed448 with an empty context (RFC 8420 section 2). */
    private static Signer edwards(SignatureScheme scheme) {
        return scheme == SignatureScheme.ED25519 ? new Ed25519Signer() : new Ed448Signer(new byte[0]);
    }
}
