package io.xfrmgate.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.ike.pki.SignatureScheme;
import io.xfrmgate.ike.sim.SeededRandom;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures against the RFCs' and OpenSSL's answers, and the providers against one another. */
class SignaturesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] OCTETS = "what an IKE SA signs".getBytes(StandardCharsets.US_ASCII);

    private static final Signatures NATIVE = new Signatures();
    private static final Signatures JAVA = new Signatures(Optional.empty());

    static List<Signatures> providers() {
        return List.of(NATIVE, JAVA);
    }

    private static final Map<KeyKind, KeyPair> KEYS = new EnumMap<>(KeyKind.class);

    private static KeyPair keys(KeyKind kind) {
        return KEYS.computeIfAbsent(kind, k -> {
            try {
                KeyPairGenerator generator = switch (k) {
                    case RSA -> KeyPairGenerator.getInstance("RSA");
                    case ECDSA_P256, ECDSA_P384, ECDSA_P521 -> KeyPairGenerator.getInstance("EC");
                    case ED25519 -> KeyPairGenerator.getInstance("Ed25519");
                    case ED448 -> KeyPairGenerator.getInstance("Ed448");
                };
                switch (k) {
                    case RSA -> generator.initialize(2048);
                    case ECDSA_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                    case ECDSA_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                    case ECDSA_P521 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
                    case ED25519, ED448 -> {}
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static KeyKind kindFor(SignatureScheme scheme) {
        return List.of(KeyKind.values()).stream()
                .filter(scheme::fits)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void aPreparedKeyIsTheSameKey(SignatureScheme scheme) throws GeneralSecurityException {
        KeyPair pair = keys(kindFor(scheme));
        for (Signatures provider : providers()) {
            byte[] signature = provider.sign(provider.prepare(pair.getPrivate()), scheme, OCTETS, new SeededRandom(1));
            assertThat(JAVA.verify(pair.getPublic(), scheme, OCTETS, signature)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void whatOneProviderSignsTheOtherVerifies(SignatureScheme scheme) throws GeneralSecurityException {
        for (KeyKind kind : KeyKind.values()) {
            if (!scheme.fits(kind)) {
                continue;
            }
            KeyPair pair = keys(kind);
            for (Signatures signer : providers()) {
                byte[] signature = signer.sign(pair.getPrivate(), scheme, OCTETS, new SeededRandom(7));
                for (Signatures verifier : providers()) {
                    assertThat(verifier.verify(pair.getPublic(), scheme, OCTETS, signature))
                            .isTrue();
                    byte[] other = OCTETS.clone();
                    other[3] ^= 1;
                    assertThat(verifier.verify(pair.getPublic(), scheme, other, signature))
                            .isFalse();
                    byte[] damaged = signature.clone();
                    damaged[damaged.length - 1] ^= 1;
                    assertThat(verifier.verify(pair.getPublic(), scheme, OCTETS, damaged))
                            .isFalse();
                    assertThat(verifier.verify(pair.getPublic(), scheme, OCTETS, new byte[0]))
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void aKeyOfAnotherKindIsRefused(SignatureScheme scheme) throws GeneralSecurityException {
        byte[] signature = JAVA.sign(keys(kindFor(scheme)).getPrivate(), scheme, OCTETS, new SeededRandom(7));
        for (KeyKind kind : KeyKind.values()) {
            if (!scheme.fits(kind)) {
                for (Signatures any : providers()) {
                    assertThat(any.verify(keys(kind).getPublic(), scheme, OCTETS, signature))
                            .isFalse();
                    assertThatThrownBy(() -> any.sign(keys(kind).getPrivate(), scheme, OCTETS, new SeededRandom(7)))
                            .isInstanceOf(GeneralSecurityException.class);
                }
            }
        }
    }

    @Test
    void theSameRandomnessMakesTheSameSignature() throws GeneralSecurityException {
        for (SignatureScheme scheme : SignatureScheme.values()) {
            PrivateKey key = keys(kindFor(scheme)).getPrivate();
            assertThat(JAVA.sign(key, scheme, OCTETS, new SeededRandom(7)))
                    .isEqualTo(JAVA.sign(key, scheme, OCTETS, new SeededRandom(7)));
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void rsaOfOpenSsl(Signatures signatures) throws GeneralSecurityException, IOException {
        Properties fixture = new Properties();
        try (InputStream in = SignaturesTest.class.getResourceAsStream("/signatures/rsa.properties")) {
            fixture.load(in);
        }
        PublicKey key = publicKey("RSA", Base64.getDecoder().decode(fixture.getProperty("key")));
        for (SignatureScheme scheme : SignatureScheme.values()) {
            if (scheme.fits(KeyKind.RSA)) {
                byte[] signature = Base64.getDecoder().decode(fixture.getProperty(scheme.name()));
                assertThat(signatures.verify(key, scheme, OCTETS, signature))
                        .as(scheme.name())
                        .isTrue();
            }
        }
    }

    /** RFC 4754 section 8.1: what AUTH method 9 carries. */
    @ParameterizedTest
    @MethodSource("providers")
    void ecdsaOfRfc4754(Signatures signatures) throws GeneralSecurityException {
        String point = "2442a5cc0ecd015fa3ca31dc8e2bbc70bf42d60cbca20085e0822cb04235e970"
                + "6fc98bd7e50211a4a27102fa3549df79ebcb4bf246b80945cddfe7d509bbfd7d";
        PublicKey key = publicKey("EC", HEX.parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004" + point));
        String signature = "cb28e0999b9c7715fd0a80d8e47a77079716cbbf917dd72e97566ea1c066957c"
                + "86fa3bb4e26cad5bf90b7f81899256ce7594bb1ea0c89212748bff3b3d5b0315";
        byte[] der =
                EcdsaEncoding.toDer(HEX.parseHex(signature), KeyKind.ECDSA_P256).orElseThrow();
        byte[] message = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(signatures.verify(key, SignatureScheme.ECDSA_SHA256, message, der))
                .isTrue();
        assertThat(HEX.formatHex(EcdsaEncoding.toFixed(der, KeyKind.ECDSA_P256)))
                .isEqualTo(signature);
    }

    /** RFC 8032 sections 7.1 and 7.4, the first of each. */
    @Test
    void edwardsOfRfc8032() throws GeneralSecurityException {
        edwards(
                SignatureScheme.ED25519,
                "302e020100300506032b657004220420",
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "302a300506032b6570032100",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        edwards(
                SignatureScheme.ED448,
                "3047020100300506032b6571043b0439",
                "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3"
                        + "528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b",
                "3043300506032b6571033a00",
                "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778"
                        + "edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180",
                "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f"
                        + "2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a"
                        + "9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db"
                        + "b61149f05a7363268c71d95808ff2e652600");
    }

    private static void edwards(
            SignatureScheme scheme,
            String privatePrefix,
            String secret,
            String publicPrefix,
            String point,
            String expected)
            throws GeneralSecurityException {
        PrivateKey signing = KeyFactory.getInstance(scheme == SignatureScheme.ED25519 ? "Ed25519" : "Ed448")
                .generatePrivate(new PKCS8EncodedKeySpec(HEX.parseHex(privatePrefix + secret)));
        PublicKey verifying =
                publicKey(scheme == SignatureScheme.ED25519 ? "Ed25519" : "Ed448", HEX.parseHex(publicPrefix + point));
        byte[] signature = JAVA.sign(signing, scheme, new byte[0], new SeededRandom(1));
        assertThat(HEX.formatHex(signature)).isEqualTo(expected);
        assertThat(JAVA.verify(verifying, scheme, new byte[0], signature)).isTrue();
    }

    private static PublicKey publicKey(String algorithm, byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    }

    @Test
    void kindsOfKeys() {
        for (KeyKind kind : KeyKind.values()) {
            assertThat(KeyKind.of(keys(kind).getPublic())).contains(kind);
        }
    }

    @Test
    void fixedAndDerAreTheSameSignature() {
        for (KeyKind curve : List.of(KeyKind.ECDSA_P256, KeyKind.ECDSA_P384, KeyKind.ECDSA_P521)) {
            int half = curve == KeyKind.ECDSA_P256 ? 32 : curve == KeyKind.ECDSA_P384 ? 48 : 66;
            byte[] fixed = new byte[2 * half];
            fixed[half - 1] = 5; // a short r
            byte[] s = BigInteger.ONE.shiftLeft(8 * half - 1).toByteArray();
            System.arraycopy(s, s.length - half, fixed, half, half); // an s whose first bit is set
            byte[] der = EcdsaEncoding.toDer(fixed, curve).orElseThrow();
            assertThat(EcdsaEncoding.toFixed(der, curve)).isEqualTo(fixed);
            assertThat(EcdsaEncoding.toDer(new byte[2 * half - 1], curve)).isEmpty();
        }
        byte[] longer = EcdsaEncoding.toDer(filled(132), KeyKind.ECDSA_P521).orElseThrow();
        assertThatThrownBy(() -> EcdsaEncoding.toFixed(longer, KeyKind.ECDSA_P256))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] filled(int length) {
        byte[] octets = new byte[length];
        java.util.Arrays.fill(octets, (byte) 1);
        return octets;
    }
}
