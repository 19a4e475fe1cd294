package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.ascii;
import static io.xfrmgate.ike.crypto.Octet.concat;
import static io.xfrmgate.ike.crypto.Octet.counting;
import static io.xfrmgate.ike.crypto.Octet.hex;
import static io.xfrmgate.ike.crypto.Octet.repeat;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.sim.SeededRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Known answers of RFC 2202, RFC 4231, RFC 3566, RFC 4434, RFC 4493 and RFC 4615, and Bouncy Castle's HMAC beside the JDK's. */
class PrfKnownAnswerTest {
    private static final byte[] LONG_KEY_TEXT = ascii("Test Using Larger Than Block-Size Key - Hash Key First");

    private final CryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());

    private byte[] prf(PrfAlgorithm algorithm, byte[] key, byte[]... parts) {
        return registry.prf(algorithm).compute(key, parts);
    }

    @ParameterizedTest
    @CsvSource({
        "HMAC_MD5, 16, 9294727a3638bb1c13f48ef8158bfc9d",
        "HMAC_SHA1, 20, b617318655057264e28bc0b6fb378c8ef146be00",
        "HMAC_SHA2_256, 20, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "HMAC_SHA2_384, 20, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
        "HMAC_SHA2_512, 20, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
    })
    void hmacCase1(PrfAlgorithm algorithm, int keyLength, String expected) {
        assertThat(prf(algorithm, repeat(0x0b, keyLength), ascii("Hi There"))).isEqualTo(hex(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "HMAC_MD5, 750c783e6ab0b503eaa86e310a5db738",
        "HMAC_SHA1, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "HMAC_SHA2_256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "HMAC_SHA2_384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        "HMAC_SHA2_512, 164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    })
    void hmacCase2InTwoParts(PrfAlgorithm algorithm, String expected) {
        assertThat(prf(algorithm, ascii("Jefe"), ascii("what do ya want "), ascii("for nothing?")))
                .isEqualTo(hex(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "HMAC_MD5, 80, 6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
        "HMAC_SHA1, 80, aa4ae5e15272d00e95705637ce8a3b55ed402112",
        "HMAC_SHA2_256, 131, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "HMAC_SHA2_384, 131, 4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
        "HMAC_SHA2_512, 131, 80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
    })
    void hmacCase6WithAKeyLongerThanABlock(PrfAlgorithm algorithm, int keyLength, String expected) {
        assertThat(prf(algorithm, repeat(0xaa, keyLength), LONG_KEY_TEXT)).isEqualTo(hex(expected));
    }

    /** RFC 3566 section 4.6: the untruncated values of cases 1 to 6, and case 7 with 1000 zero octets. */
    @ParameterizedTest
    @CsvSource({
        "0, 75f0251d528ac01c4573dfd584d79f29",
        "3, 5b376580ae2f19afe7219ceef172756f",
        "16, d2a246fa349b68a79998a4394ff7a263",
        "20, 47f51b4564966215b8985c63055ed308",
        "32, f54f0ec8d2b9f3d36807734bd5283fd4",
        "34, becbb3bccdb518a30677d5481fb6b4d8",
    })
    void xcbcOfCountingOctets(int length, String expected) {
        byte[] message = counting(0, length);
        byte[] key = counting(0, 16);
        assertThat(prf(PrfAlgorithm.AES128_XCBC, key, message)).isEqualTo(hex(expected));
        for (int cut = 0; cut <= length; cut++) {
            byte[] head = Arrays.copyOf(message, cut);
            byte[] tail = Arrays.copyOfRange(message, cut, length);
            assertThat(prf(PrfAlgorithm.AES128_XCBC, key, head, tail))
                    .as("cut at %d", cut)
                    .isEqualTo(hex(expected));
        }
    }

    @Test
    void xcbcOfAThousandZeros() {
        assertThat(prf(PrfAlgorithm.AES128_XCBC, counting(0, 16), new byte[1000]))
                .isEqualTo(hex("f0dafee895db30253761103b5d84528f"));
    }

    /** RFC 4434 section 3 and RFC 4615 section 4: keys of 10, 16 and 18 octets. */
    @ParameterizedTest
    @CsvSource({
        "AES128_XCBC, 00010203040506070809, 0fa087af7d866e7653434e602fdde835",
        "AES128_XCBC, 000102030405060708090a0b0c0d0e0f, 47f51b4564966215b8985c63055ed308",
        "AES128_XCBC, 000102030405060708090a0b0c0d0e0fedcb, 8cd3c93ae598a9803006ffb67c40e9e4",
        "AES128_CMAC, 00010203040506070809, 290d9e112edb09ee141fcf64c0b72f3d",
        "AES128_CMAC, 000102030405060708090a0b0c0d0e0f, 980ae87b5f4c9c5214f5b6a8455e4c2d",
        "AES128_CMAC, 000102030405060708090a0b0c0d0e0fedcb, 84a348a4a45d235babfffc0d2b4da09a",
    })
    void aesPrfTakesAKeyOfAnyLength(PrfAlgorithm algorithm, String key, String expected) {
        assertThat(prf(algorithm, hex(key), counting(0, 20))).isEqualTo(hex(expected));
    }

    /** RFC 4493 section 4. */
    @ParameterizedTest
    @CsvSource({
        "0, bb1d6929e95937287fa37d129b756746",
        "16, 070a16b46b4d4144f79bdd9dd04a287c",
        "40, dfa66747de9ae63030ca32611497c827",
        "64, 51f0bebf7e3b9d92fc49741779363cfe",
    })
    void cmac(int length, String expected) {
        byte[] message = hex("""
                6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
                30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710""");
        assertThat(prf(
                        PrfAlgorithm.AES128_CMAC,
                        hex("2b7e151628aed2a6abf7158809cf4f3c"),
                        Arrays.copyOf(message, length)))
                .isEqualTo(hex(expected));
    }

    @ParameterizedTest
    @EnumSource(
            value = PrfAlgorithm.class,
            names = {"HMAC_.*"},
            mode = EnumSource.Mode.MATCH_ALL)
    void hmacAgreesWithBouncyCastle(PrfAlgorithm algorithm) {
        RandomGenerator random = new SeededRandom(7);
        for (int keyLength : new int[] {0, 1, 16, 20, 32, 48, 63, 64, 65, 127, 128, 129, 300}) {
            byte[] key = octets(random, keyLength);
            for (int length = 0; length < 150; length += 7) {
                byte[] message = octets(random, length);
                assertThat(prf(algorithm, key, message))
                        .as("key of %d, message of %d", keyLength, length)
                        .isEqualTo(bouncyCastleHmac(algorithm, key, message));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PrfAlgorithm.class)
    void partsAreConcatenatedAndLeftAlone(PrfAlgorithm algorithm) {
        byte[] key = counting(1, 24);
        byte[] keyBefore = key.clone();
        byte[] first = counting(3, 17);
        byte[] second = counting(9, 40);
        byte[] whole = prf(algorithm, key, concat(first, second));
        assertThat(whole).hasSize(algorithm.outputLength());
        assertThat(prf(algorithm, key, first, new byte[0], second)).isEqualTo(whole);
        assertThat(key).isEqualTo(keyBefore);
    }

    static byte[] bouncyCastleHmac(PrfAlgorithm algorithm, byte[] key, byte[]... parts) {
        HMac mac = new HMac(
                switch (algorithm) {
                    case HMAC_MD5 -> new MD5Digest();
                    case HMAC_SHA1 -> new SHA1Digest();
                    case HMAC_SHA2_256 -> new SHA256Digest();
                    case HMAC_SHA2_384 -> new SHA384Digest();
                    case HMAC_SHA2_512 -> new SHA512Digest();
                    case AES128_XCBC, AES128_CMAC -> throw new IllegalArgumentException("no HMAC: " + algorithm);
                });
        mac.init(new KeyParameter(key));
        for (byte[] part : parts) {
            mac.update(part, 0, part.length);
        }
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }

    private static byte[] octets(RandomGenerator random, int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }
}
