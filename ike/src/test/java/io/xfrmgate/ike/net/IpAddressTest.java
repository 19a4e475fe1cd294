package io.xfrmgate.ike.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import io.xfrmgate.ike.gen.Gens;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
    /** Addresses with runs of zeros, where the text form has its rules. */
    private static final Gen<IpAddress> SPARSE = random -> new IpAddress(
            random.nextLong() & mask(random.nextInt(256)), random.nextLong() & mask(random.nextInt(256)), true);

    private static long mask(int groups) {
        long mask = 0;
        for (int i = 0; i < 4; i++) {
            mask |= (groups >> i & 1) == 0 ? 0 : 0xFFFFL << (16 * i);
        }
        return mask;
    }

    @Test
    void textIsReadBackByTheJdkAsTheSameAddress() {
        ForAll.forAll(41, 5_000, Gen.oneOf(Gens.ADDRESSES, SPARSE), address -> {
            InetAddress jdk = InetAddress.ofLiteral(address.toString());
            // The JDK makes an IPv4 address of ::ffff:a.b.c.d, which is not ours to do.
            if (jdk.getAddress().length == address.octets().length) {
                assertThat(IpAddress.of(jdk)).isEqualTo(address);
                assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
            }
            assertThat(IpAddress.of(address.octets())).isEqualTo(address);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8::1:0:0:1",
                "fe80::1:2:3:4",
                "1:2:3:4:5:6:7:8",
                "0.0.0.0",
                "255.255.255.255",
                "192.0.2.1"
            })
    void textIsCanonical(String text) {
        assertThat(IpAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host.example",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                ":::",
                "1::2::3",
                "10.0.0.0/8",
                "[::1]",
                "fe80::1%lo",
                "1",
                "[1.2.3.4]"
            })
    void whatIsNoLiteralIsRefused(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "255.255.255.255, 0,   0.0.0.0,            255.255.255.255",
        "10.1.2.3,        1,   0.0.0.0,            127.255.255.255",
        "10.1.2.3,        8,   10.0.0.0,           10.255.255.255",
        "10.1.2.3,        31,  10.1.2.2,           10.1.2.3",
        "10.1.2.3,        32,  10.1.2.3,           10.1.2.3",
        "2001:db8::1,     0,   ::,                 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::1,     1,   ::,                 7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8::1,     63,  2001:db8::,         2001:db8:0:1:ffff:ffff:ffff:ffff",
        "2001:db8::1,     64,  2001:db8::,         2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8::1,     65,  2001:db8::,         2001:db8::7fff:ffff:ffff:ffff",
        "2001:db8::1,     127, 2001:db8::,         2001:db8::1",
        "2001:db8::1,     128, 2001:db8::1,        2001:db8::1"
    })
    void prefixesAtTheEdges(String address, int prefix, String network, String last) {
        assertThat(IpAddress.parse(address).networkOf(prefix)).hasToString(network);
        assertThat(IpAddress.parse(address).lastOf(prefix)).hasToString(last);
    }

    @Test
    void prefixesAgreeWithArithmeticOnBigNumbers() {
        ForAll.forAll(42, 300, Gens.ADDRESSES, address -> {
            BigInteger value = new BigInteger(1, address.octets());
            for (int prefix = 0; prefix <= address.bits(); prefix++) {
                BigInteger host =
                        BigInteger.ONE.shiftLeft(address.bits() - prefix).subtract(BigInteger.ONE);
                assertThat(new BigInteger(1, address.networkOf(prefix).octets()))
                        .isEqualTo(value.andNot(host));
                assertThat(new BigInteger(1, address.lastOf(prefix).octets())).isEqualTo(value.or(host));
                assertThat(address.sharesPrefix(address.lastOf(prefix), prefix)).isTrue();
            }
        });
    }

    @Test
    void theNextAddressCarriesAndWraps() {
        assertThat(IpAddress.parse("10.0.0.255").next()).hasToString("10.0.1.0");
        assertThat(IpAddress.last(false).next()).isEqualTo(IpAddress.any(false));
        assertThat(IpAddress.parse("::ffff:ffff:ffff:ffff").next()).hasToString("0:0:0:1::");
        assertThat(IpAddress.last(true).next()).isEqualTo(IpAddress.any(true));
    }

    @Test
    void orderIsUnsignedAndByFamily() {
        List<IpAddress> ordered = List.of(
                IpAddress.parse("0.0.0.0"),
                IpAddress.parse("127.255.255.255"),
                IpAddress.parse("128.0.0.0"),
                IpAddress.parse("255.255.255.255"),
                IpAddress.parse("::"),
                IpAddress.parse("::ffff:ffff:ffff:ffff"),
                IpAddress.parse("0:0:0:1::"),
                IpAddress.parse("7fff::"),
                IpAddress.parse("8000::"));
        assertThat(ordered.reversed().stream().sorted()).isEqualTo(ordered);
    }

    @Test
    void sharesPrefixIsFalseAcrossFamilies() {
        assertThat(IpAddress.any(false).sharesPrefix(IpAddress.any(true), 0)).isFalse();
        assertThat(IpAddress.parse("10.0.0.1").sharesPrefix(IpAddress.parse("10.0.0.2"), 30))
                .isTrue();
        assertThat(IpAddress.parse("10.0.0.1").sharesPrefix(IpAddress.parse("10.0.0.2"), 31))
                .isFalse();
    }

    @Test
    void onlyFourOrSixteenOctetsAreAnAddress() {
        assertThatThrownBy(() -> IpAddress.of(new byte[5])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IpAddress(0, 1L << 32, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
