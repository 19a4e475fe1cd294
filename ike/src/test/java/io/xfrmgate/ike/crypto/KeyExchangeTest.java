package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.concat;
import static io.xfrmgate.ike.crypto.Octet.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.sim.SeededRandom;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each group with itself, its known answers, and the public values it must refuse. */
class KeyExchangeTest {
    /** One of the registries: with native curves (or what this machine has of them), and with Bouncy Castle alone. */
    record Way(String name, StandardCryptoRegistry registry, KeyExchangeGroup group) {
        @Override
        public String toString() {
            return group + " " + name;
        }
    }

    static List<Way> everyGroupBothWays() {
        StandardCryptoRegistry chosen = new StandardCryptoRegistry();
        StandardCryptoRegistry java = new StandardCryptoRegistry(NativeProviders.none());
        List<Way> ways = new ArrayList<>();
        for (KeyExchangeGroup group : KeyExchangeGroup.values()) {
            if (group != KeyExchangeGroup.NONE) {
                ways.add(new Way("as chosen", chosen, group));
            }
            if (group.name().startsWith("ECP") || group == KeyExchangeGroup.CURVE25519) {
                ways.add(new Way("Java only", java, group));
            }
        }
        return ways;
    }

    private final SecureRandom random = new SeededRandom(20);

    @ParameterizedTest
    @MethodSource("everyGroupBothWays")
    void bothSidesGetTheSameSecret(Way way) throws InvalidPublicValueException {
        for (int run = 0; run < 3; run++) {
            KeyExchange a = way.registry.keyExchange(way.group, random);
            KeyExchange b = way.registry.keyExchange(way.group, random);
            assertThat(a.group()).isEqualTo(way.group);
            assertThat(a.publicValue()).hasSize(way.group.publicLength()).isNotEqualTo(b.publicValue());
            byte[] secret = a.agree(b.publicValue());
            boolean halved = way.group.name().startsWith("ECP");
            assertThat(secret).hasSize(halved ? way.group.publicLength() / 2 : way.group.publicLength());
            assertThat(b.agree(a.publicValue())).isEqualTo(secret);
            assertThat(a.agree(b.publicValue())).isEqualTo(secret).isNotSameAs(secret);
            byte[] given = a.publicValue();
            given[0] ^= 1;
            assertThat(a.publicValue()).isNotEqualTo(given);
        }
    }

    @ParameterizedTest
    @MethodSource("everyGroupBothWays")
    void aDestroyedOneAgreesNoMore(Way way) {
        KeyExchange gone = way.registry.keyExchange(way.group, random);
        byte[] peer = way.registry.keyExchange(way.group, random).publicValue();
        gone.destroy();
        assertThatThrownBy(() -> gone.agree(peer)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("everyGroupBothWays")
    void aWrongLengthIsRefused(Way way) {
        KeyExchange exchange = way.registry.keyExchange(way.group, random);
        byte[] peer = way.registry.keyExchange(way.group, random).publicValue();
        for (byte[] wrong : List.of(
                new byte[0],
                new byte[1],
                Arrays.copyOf(peer, peer.length - 1),
                Arrays.copyOf(peer, peer.length + 1),
                concat(new byte[1], peer),
                concat(new byte[] {4}, peer))) {
            assertRefused(exchange, wrong, "octets");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyExchangeGroup.class,
            names = {"MODP_.*"},
            mode = EnumSource.Mode.MATCH_ALL)
    void modpRefusesTheEndsOfTheRange(KeyExchangeGroup group) throws InvalidPublicValueException {
        KeyExchange exchange = new StandardCryptoRegistry(NativeProviders.none()).keyExchange(group, random);
        BigInteger p = ModpExchange.primeOf(group);
        BigInteger all = BigInteger.ONE.shiftLeft(8 * group.publicLength()).subtract(BigInteger.ONE);
        for (BigInteger bad :
                List.of(BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.ONE), all)) {
            assertRefused(exchange, Octets.fixedLength(bad, group.publicLength()), "between");
        }
        assertThat(exchange.agree(Octets.fixedLength(BigInteger.TWO, group.publicLength())))
                .isEqualTo(exchange.publicValue());
        assertThat(exchange.agree(Octets.fixedLength(p.subtract(BigInteger.TWO), group.publicLength())))
                .hasSize(group.publicLength());
    }

    /** Were the group not padded, one secret in 256 would be short: RFC 7296 section 2.14 wants it as long as the modulus. */
    @Test
    void aModpSecretWithLeadingZerosKeepsThem() throws InvalidPublicValueException {
        StandardCryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());
        boolean seen = false;
        for (int run = 0; run < 5000 && !seen; run++) {
            KeyExchange a = registry.keyExchange(KeyExchangeGroup.MODP_768, random);
            byte[] secret = a.agree(
                    registry.keyExchange(KeyExchangeGroup.MODP_768, random).publicValue());
            assertThat(secret).hasSize(96);
            seen = secret[0] == 0;
        }
        assertThat(seen).as("a secret below 2^760").isTrue();
    }

    /** The primes by their definition, 2^n - 2^(n-64) - 1 + 2^64 * (floor(2^(n-130) pi) + k), with pi from Machin's formula. */
    @ParameterizedTest
    @CsvSource({
        "MODP_768, 149686",
        "MODP_1024, 129093",
        "MODP_1536, 741804",
        "MODP_2048, 124476",
        "MODP_3072, 1690314",
        "MODP_4096, 240904",
        "MODP_6144, 929484",
        "MODP_8192, 4743158",
    })
    void primesAreThoseOfTheRfcs(KeyExchangeGroup group, long k) {
        int n = 8 * group.publicLength();
        int guard = 128;
        BigInteger one = BigInteger.ONE.shiftLeft(n - 130 + guard);
        BigInteger pi = arctanOfInverse(5, one)
                .multiply(BigInteger.valueOf(16))
                .subtract(arctanOfInverse(239, one).multiply(BigInteger.valueOf(4)));
        BigInteger middle = pi.shiftRight(guard).add(BigInteger.valueOf(k)).shiftLeft(64);
        BigInteger expected = BigInteger.ONE
                .shiftLeft(n)
                .subtract(BigInteger.ONE.shiftLeft(n - 64))
                .subtract(BigInteger.ONE)
                .add(middle);
        assertThat(ModpExchange.primeOf(group)).isEqualTo(expected);
    }

    private static BigInteger arctanOfInverse(int x, BigInteger one) {
        BigInteger square = BigInteger.valueOf((long) x * x);
        BigInteger power = one.divide(BigInteger.valueOf(x));
        BigInteger sum = power;
        for (int i = 3; power.signum() != 0; i += 2) {
            power = power.divide(square);
            BigInteger term = power.divide(BigInteger.valueOf(i));
            sum = i % 4 == 3 ? sum.subtract(term) : sum.add(term);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("everyGroupBothWays")
    void offTheCurveIsRefused(Way way) {
        if (!way.group.name().startsWith("ECP")) {
            return;
        }
        KeyExchange exchange = way.registry.keyExchange(way.group, random);
        byte[] good = way.registry.keyExchange(way.group, random).publicValue();
        int half = good.length / 2;
        byte[] otherY = good.clone();
        otherY[good.length - 1] ^= 1;
        byte[] otherX = good.clone();
        otherX[half - 1] ^= 1;
        byte[] swapped = concat(Arrays.copyOfRange(good, half, good.length), Arrays.copyOf(good, half));
        byte[] zero = new byte[good.length];
        byte[] ones = Octet.repeat(0xff, good.length);
        BigInteger p = EcpCurve.of(way.group).domain().getCurve().getField().getCharacteristic();
        byte[] xIsP = concat(Octets.fixedLength(p, half), Arrays.copyOfRange(good, half, good.length));
        byte[] yIsP = concat(Arrays.copyOf(good, half), Octets.fixedLength(p, half));
        for (byte[] bad : List.of(otherY, otherX, swapped, zero, ones, xIsP, yIsP)) {
            assertRefused(exchange, bad, "curve");
        }
    }

    @Test
    void lowOrderPointsOfCurve448AreRefused() {
        KeyExchange exchange =
                new StandardCryptoRegistry(NativeProviders.none()).keyExchange(KeyExchangeGroup.CURVE448, random);
        String ff27 = "ff".repeat(27);
        for (String point : List.of(
                "00".repeat(56),
                "01" + "00".repeat(55),
                "fe" + ff27 + "fe" + ff27,
                "ff" + ff27 + "fe" + ff27,
                "00".repeat(28) + "ff" + ff27)) {
            assertRefused(exchange, hex(point), "zero");
        }
    }

    @Test
    void noGroupNoExchange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new StandardCryptoRegistry(NativeProviders.none()).keyExchange(KeyExchangeGroup.NONE, random));
    }

    private static void assertRefused(KeyExchange exchange, byte[] value, String why) {
        assertThatThrownBy(() -> exchange.agree(value))
                .isInstanceOf(InvalidPublicValueException.class)
                .hasMessageContaining(why);
    }
}
