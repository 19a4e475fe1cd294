package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway's algorithms, each by the provider that measured quickest: the JDK for HMAC, AES-CBC, AES-CTR, AES-GCM,
 * ChaCha20-Poly1305, DES and MODP; Bouncy Castle for X448, AES-CCM, XCBC, CMAC and GCM with 8 octets of check value; the
 * Amazon Corretto provider for the NIST curves and Conscrypt for X25519 where their libraries load, else Bouncy Castle. No
 * provider is installed globally.
 *
 * <p>Working objects are made once, on first use, and keyed anew for each message: an IKE SA holds its keys and nothing
 * else. For one thread only, together with all that it gives out.
 */
public final class StandardCryptoRegistry implements CryptoRegistry {
    private final NativeProviders natives;
    private final Signatures signatures;
    private final Map<PrfAlgorithm, Prf> prfs = new EnumMap<>(PrfAlgorithm.class);
    private final Map<IntegrityAlgorithm, MacEngine> macs = new EnumMap<>(IntegrityAlgorithm.class);
    private final Map<EncryptionAlgorithm, JdkCipherEngine> ciphers = new EnumMap<>(EncryptionAlgorithm.class);
    private final Map<EncryptionAlgorithm, AeadEngine> aeads = new EnumMap<>(EncryptionAlgorithm.class);
    private final Map<KeyExchangeGroup, EcpCurve> curves = new EnumMap<>(KeyExchangeGroup.class);
    private final Map<KeyExchangeGroup, NativeEcp> nativeCurves = new EnumMap<>(KeyExchangeGroup.class);
    private Optional<NativeX25519> nativeX25519 = Optional.empty();

    public StandardCryptoRegistry() {
        this(NativeProviders.ofThisMachine());
    }

    StandardCryptoRegistry(NativeProviders natives) {
        this.natives = natives;
        this.signatures = new Signatures(natives.corretto());
    }

    /** Which key exchanges and signatures are machine code here, for people. */
    public String provenance() {
        return "NIST curves, RSA and ECDSA by "
                + natives.corretto().map(Provider::getName).orElse("Java") + ", X25519 by "
                + natives.conscrypt().map(Provider::getName).orElse("Java");
    }

    @Override
    public Prf prf(PrfAlgorithm algorithm) {
        return prfs.computeIfAbsent(algorithm, a -> new MacPrf(a, macOf(a)));
    }

    private static MacEngine macOf(PrfAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_MD5 -> new HmacEngine("HmacMD5");
            case HMAC_SHA1 -> new HmacEngine("HmacSHA1");
            case HMAC_SHA2_256 -> new HmacEngine("HmacSHA256");
            case HMAC_SHA2_384 -> new HmacEngine("HmacSHA384");
            case HMAC_SHA2_512 -> new HmacEngine("HmacSHA512");
            case AES128_XCBC -> new XcbcEngine();
            case AES128_CMAC -> new CmacEngine();
        };
    }

    private static MacEngine macOf(IntegrityAlgorithm algorithm) {
        return switch (algorithm) {
            case HMAC_MD5_96 -> new HmacEngine("HmacMD5");
            case HMAC_SHA1_96 -> new HmacEngine("HmacSHA1");
            case HMAC_SHA2_256_128 -> new HmacEngine("HmacSHA256");
            case HMAC_SHA2_384_192 -> new HmacEngine("HmacSHA384");
            case HMAC_SHA2_512_256 -> new HmacEngine("HmacSHA512");
            case AES_XCBC_96 -> new XcbcEngine();
            case AES_CMAC_96 -> new CmacEngine();
            case NONE -> throw new IllegalArgumentException("a cipher needs an integrity algorithm");
        };
    }

    @Override
    public KeyExchange keyExchange(KeyExchangeGroup group, SecureRandom random) {
        return switch (group) {
            case MODP_768, MODP_1024, MODP_1536, MODP_2048, MODP_3072, MODP_4096, MODP_6144, MODP_8192 ->
                new ModpExchange(group, random);
            case ECP_256, ECP_384, ECP_521 -> ecp(group, random);
            case CURVE25519 -> x25519(random);
            case CURVE448 -> new MontgomeryExchange(group, random);
            case NONE -> throw new IllegalArgumentException("no group, no key exchange");
        };
    }

    private KeyExchange ecp(KeyExchangeGroup group, SecureRandom random) {
        EcpCurve curve = curves.computeIfAbsent(group, EcpCurve::of);
        if (natives.corretto().isEmpty()) {
            return new BcEcpExchange(curve, random);
        }
        return nativeCurves
                .computeIfAbsent(
                        group, g -> new NativeEcp(curve, natives.corretto().get()))
                .generate();
    }

    private KeyExchange x25519(SecureRandom random) {
        if (nativeX25519.isEmpty()) {
            nativeX25519 = natives.conscrypt().map(NativeX25519::new);
        }
        return nativeX25519
                .map(NativeX25519::generate)
                .orElseGet(() -> new MontgomeryExchange(KeyExchangeGroup.CURVE25519, random));
    }

    @Override
    public SkProtection protection(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey) {
        checkKeys(encryption, integrity, encryptionKey, integrityKey);
        if (encryption.isAead()) {
            AeadEngine engine = aeads.computeIfAbsent(encryption, StandardCryptoRegistry::aeadOf);
            return new AeadProtection(engine, encryptionKey, encryption.saltLength());
        }
        JdkCipherEngine cipher = ciphers.computeIfAbsent(encryption, JdkCipherEngine::new);
        MacEngine mac = macs.computeIfAbsent(integrity, StandardCryptoRegistry::macOf);
        return new CipherAndMacProtection(cipher, mac, integrity.icvLength(), encryptionKey, integrityKey);
    }

    @Override
    public boolean verify(PublicKey key, SignatureScheme scheme, byte[] octets, byte[] signature) {
        return signatures.verify(key, scheme, octets, signature);
    }

    private static AeadEngine aeadOf(EncryptionAlgorithm algorithm) {
        return switch (algorithm) {
            case AES_GCM_12, AES_GCM_16 -> JdkAeadEngine.gcm(algorithm.icvLength());
            case AES_GCM_8 -> BcAeadEngine.gcm(algorithm.icvLength());
            case AES_CCM_8, AES_CCM_12, AES_CCM_16 -> BcAeadEngine.ccm(algorithm.icvLength());
            case CHACHA20_POLY1305 -> JdkAeadEngine.chacha20Poly1305();
            default -> throw new IllegalArgumentException(algorithm + " is no combined mode of IKE");
        };
    }

    private static void checkKeys(
            EncryptionAlgorithm encryption, IntegrityAlgorithm integrity, byte[] encryptionKey, byte[] integrityKey) {
        if (encryption == EncryptionAlgorithm.NULL || encryption == EncryptionAlgorithm.AES_GMAC) {
            throw new IllegalArgumentException(encryption + " is for ESP only");
        }
        if (encryption.isAead() != (integrity == IntegrityAlgorithm.NONE)) {
            throw new IllegalArgumentException(encryption + " does not go with integrity " + integrity);
        }
        int keyBits = (encryptionKey.length - encryption.saltLength()) * 8;
        if (!encryption.keySizes().contains(keyBits)) {
            throw new IllegalArgumentException(encryption + " has no key of " + keyBits + " bits");
        }
        if (integrityKey.length != integrity.keyLength()) {
            throw new IllegalArgumentException(integrity + " has no key of " + integrityKey.length + " octets");
        }
    }
}
