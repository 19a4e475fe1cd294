package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.sim.SeededRandom;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Curve25519 by machine code and by Java: the known answers of both, that they agree, and what both refuse. */
class X25519Test {
    private static final byte[] BASE = Arrays.copyOf(new byte[] {9}, 32);

    /** An implementation, which is given the private value. */
    record Way(String name, Function<byte[], KeyExchange> of) {
        KeyExchange with(byte[] privateValue) {
            return of.apply(privateValue);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Way JAVA = new Way(
            "Java",
            privateValue -> new StandardCryptoRegistry(NativeProviders.none())
                    .keyExchange(KeyExchangeGroup.CURVE25519, new FixedRandom(privateValue)));

    private static final Way NATIVE = new Way("native", X25519Test::nativeWith);

    static List<Way> ways() {
        return List.of(JAVA, NATIVE);
    }

    private static KeyExchange nativeWith(byte[] privateValue) {
        NativeX25519 x25519 =
                new NativeX25519(NativeProviders.ofThisMachine().conscrypt().orElseThrow());
        OpenSSLX25519PrivateKey key = new OpenSSLX25519PrivateKey(privateValue);
        KeyExchange unpaired = x25519.of(new KeyPair(new OpenSSLX25519PublicKey(BASE), key));
        try {
            return x25519.of(new KeyPair(new OpenSSLX25519PublicKey(unpaired.agree(BASE)), key));
        } catch (InvalidPublicValueException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private final SecureRandom random = new SeededRandom(31);

    private byte[] octets() {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        return octets;
    }

    /** RFC 7748 section 6.1. */
    @ParameterizedTest
    @MethodSource("ways")
    void aliceAndBob(Way way) throws InvalidPublicValueException {
        KeyExchange alice = way.with(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        KeyExchange bob = way.with(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        byte[] secret = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assertThat(alice.publicValue())
                .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(bob.publicValue())
                .isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        assertThat(alice.agree(bob.publicValue())).isEqualTo(secret);
        assertThat(bob.agree(alice.publicValue())).isEqualTo(secret);
    }

    /** RFC 8031 appendix A. */
    @ParameterizedTest
    @MethodSource("ways")
    void initiatorAndResponder(Way way) throws InvalidPublicValueException {
        KeyExchange initiator = way.with(hex("751fb4308655b476b6789b7325f9ea8cddd16a58533ff6d9e60009464a5f9d94"));
        KeyExchange responder = way.with(hex("0a54645253290d60ddadd0e030bacd9e5501efdc220755a1e978f1b839a05688"));
        byte[] secret = hex("c74950607a12327f3204d94b6825bfb068b7f8319a9e3708ed3d43ce8130c950");
        assertThat(initiator.publicValue())
                .isEqualTo(hex("48d5ddd4061257ba166fa3f9bbdb74f1a4e81c089384fa77f790709f0dfbc766"));
        assertThat(responder.publicValue())
                .isEqualTo(hex("0be7c1f5aad87d7e4486626732 98a443478b859745179eaf564c79c0ef6eee25"));
        assertThat(initiator.agree(responder.publicValue())).isEqualTo(secret);
        assertThat(responder.agree(initiator.publicValue())).isEqualTo(secret);
    }

    /** RFC 7748 section 5.2: both values of the second vector have bits that are to be ignored, and then a thousand iterations. */
    @ParameterizedTest
    @MethodSource("ways")
    void theScalarMultiplication(Way way) throws InvalidPublicValueException {
        assertThat(way.with(hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"))
                        .agree(hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
                .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        assertThat(way.with(hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"))
                        .agree(hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
                .isEqualTo(hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
        byte[] k = BASE;
        byte[] u = BASE;
        for (int i = 0; i < 1000; i++) {
            byte[] next = way.with(k).agree(u);
            u = k;
            k = next;
        }
        assertThat(k).isEqualTo(hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
    }

    /** Of any 32 octets of a peer's, and the values at and beyond the prime among them. */
    @Test
    void bothImplementationsAgree() throws InvalidPublicValueException {
        for (int run = 0; run < 300; run++) {
            byte[] privateValue = octets();
            byte[] peer = octets();
            if (run % 3 == 0) {
                Arrays.fill(peer, 1, 31, (byte) 0xff);
                peer[31] = (byte) (run % 2 == 0 ? 0xff : 0x7f);
                peer[0] = (byte) (0xf0 + run % 13);
            }
            KeyExchange java = JAVA.with(privateValue);
            KeyExchange machine = NATIVE.with(privateValue);
            assertThat(machine.publicValue()).isEqualTo(java.publicValue());
            assertThat(machine.agree(peer)).isEqualTo(java.agree(peer));
        }
    }

    /** The encodings of points of low order on Curve25519 and its twist: zero secrets all. */
    @ParameterizedTest
    @MethodSource("ways")
    void pointsOfLowOrderAreRefused(Way way) throws InvalidPublicValueException {
        KeyExchange exchange = way.with(octets());
        byte[] good = way.with(octets()).publicValue();
        byte[] secret = exchange.agree(good);
        for (String point : List.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000080")) {
            assertThatThrownBy(() -> exchange.agree(hex(point)))
                    .isInstanceOf(InvalidPublicValueException.class)
                    .hasMessageContaining("zero");
        }
        assertThat(exchange.agree(good))
                .as("as if nothing had been refused between")
                .isEqualTo(secret);
    }

    /** A secret is wiped by whoever asked for it: it must be nobody else's array. */
    @ParameterizedTest
    @MethodSource("ways")
    void aWipedSecretIsThatOfNoOther(Way way) throws InvalidPublicValueException {
        byte[] peer = way.with(octets()).publicValue();
        KeyExchange exchange = way.with(octets());
        byte[] first = exchange.agree(peer);
        byte[] kept = first.clone();
        Arrays.fill(first, (byte) 0);
        assertThat(exchange.agree(peer)).isEqualTo(kept);
    }

    /** The provider's own object holds no private value either, once it has been destroyed. */
    @Test
    void destroyWipesTheProvidersKey() {
        NativeX25519 x25519 =
                new NativeX25519(NativeProviders.ofThisMachine().conscrypt().orElseThrow());
        OpenSSLX25519PrivateKey key = new OpenSSLX25519PrivateKey(octets());
        KeyExchange exchange = x25519.of(new KeyPair(new OpenSSLX25519PublicKey(BASE), key));
        exchange.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatThrownBy(() -> exchange.agree(BASE)).isInstanceOf(IllegalStateException.class);
    }
}
