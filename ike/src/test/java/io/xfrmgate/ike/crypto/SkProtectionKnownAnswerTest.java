package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.ascii;
import static io.xfrmgate.ike.crypto.Octet.concat;
import static io.xfrmgate.ike.crypto.Octet.counting;
import static io.xfrmgate.ike.crypto.Octet.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Published vectors of each cipher and mode, passed through the whole protection with the IV scripted. */
class SkProtectionKnownAnswerTest {
    private static final byte[] MAC_KEY = counting(0x40, 32);
    private static final byte[] CLEAR = counting(0x10, 32);

    private final CryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());

    /** Seals under the cipher with HMAC-SHA2-256-128, checks the check value against Bouncy Castle, and opens again. */
    private byte[] ciphertext(EncryptionAlgorithm encryption, byte[] keyAndSalt, byte[] iv, byte[] text) {
        SkProtection protection =
                registry.protection(encryption, IntegrityAlgorithm.HMAC_SHA2_256_128, keyAndSalt, MAC_KEY);
        byte[] message = concat(CLEAR, new byte[iv.length], text, new byte[16]);
        protection.seal(message, CLEAR.length, text.length, new FixedRandom(iv));
        int covered = message.length - 16;
        assertThat(Arrays.copyOf(message, CLEAR.length + iv.length)).isEqualTo(concat(CLEAR, iv));
        byte[] full = PrfKnownAnswerTest.bouncyCastleHmac(
                PrfAlgorithm.HMAC_SHA2_256, MAC_KEY, Arrays.copyOf(message, covered));
        assertThat(Arrays.copyOfRange(message, covered, message.length)).isEqualTo(Arrays.copyOf(full, 16));
        byte[] sealedText = Arrays.copyOfRange(message, CLEAR.length + iv.length, covered);
        assertThat(protection.open(message, CLEAR.length, message.length)).isEqualTo(text.length);
        assertThat(Arrays.copyOfRange(message, CLEAR.length + iv.length, covered))
                .isEqualTo(text);
        return sealedText;
    }

    /** Under a combined mode, with the associated data before the IV: ciphertext and check value. */
    private byte[] sealed(EncryptionAlgorithm encryption, byte[] key, byte[] nonce, byte[] aad, byte[] text) {
        int salt = encryption.saltLength();
        byte[] keyAndSalt = concat(key, Arrays.copyOf(nonce, salt));
        byte[] iv = Arrays.copyOfRange(nonce, salt, nonce.length);
        SkProtection protection = registry.protection(encryption, IntegrityAlgorithm.NONE, keyAndSalt, new byte[0]);
        byte[] message = concat(aad, new byte[iv.length], text, new byte[encryption.icvLength()]);
        protection.seal(message, aad.length, text.length, new FixedRandom(iv));
        int from = aad.length + iv.length;
        assertThat(Arrays.copyOf(message, from)).isEqualTo(concat(aad, iv));
        byte[] out = Arrays.copyOfRange(message, from, message.length);
        assertThat(protection.open(message, aad.length, message.length)).isEqualTo(text.length);
        assertThat(Arrays.copyOfRange(message, from, from + text.length)).isEqualTo(text);
        return out;
    }

    /** RFC 3602 section 4 (128 bits), SP 800-38A F.2.3 and F.2.5 (192 and 256). */
    @ParameterizedTest
    @CsvSource({
        "06a9214036b8a15b512e03d534120006, 3dafba429d9eb430b422da802c9fac41, 53696e676c6520626c6f636b206d7367, e353779c1079aeb82708942dbe77181a",
        "c286696d887c9aa0611bbb3e2025a45a, 562e17996d093d28ddb3ba695a2e6f58, 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, d296cd94c2cccf8a3a863028b5e1dc0a7586602d253cfff91b8266bea6d61ab1",
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b, 000102030405060708090a0b0c0d0e0f, 6bc1bee22e409f96e93d7e117393172a, 4f021db243bc633d7178183a9fa071e8",
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4, 000102030405060708090a0b0c0d0e0f, 6bc1bee22e409f96e93d7e117393172a, f58c4c04d6e5f1ba779eabfb5f7bfbd6",
    })
    void aesCbc(String key, String iv, String text, String expected) {
        assertThat(ciphertext(EncryptionAlgorithm.AES_CBC, hex(key), hex(iv), hex(text)))
                .isEqualTo(hex(expected));
    }

    /** FIPS 81 appendix C, CBC. */
    @Test
    void desCbc() {
        assertThat(ciphertext(
                        EncryptionAlgorithm.DES_CBC,
                        hex("0123456789abcdef"),
                        hex("1234567890abcdef"),
                        ascii("Now is the time for all ")))
                .isEqualTo(hex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6"));
    }

    /** SP 800-67 appendix B is in ECB mode, which one block of CBC with a zero IV is too. */
    @ParameterizedTest
    @CsvSource({
        "5468652071756663, a826fd8ce53b855f",
        "6b2062726f776e20, cce21c8112256fe6",
        "666f78206a756d70, 68d5c05dd9b6b900",
    })
    void tripleDesCbc(String text, String expected) {
        assertThat(ciphertext(
                        EncryptionAlgorithm.TRIPLE_DES_CBC,
                        hex("0123456789abcdef 23456789abcdef01 456789abcdef0123"),
                        new byte[8],
                        hex(text)))
                .isEqualTo(hex(expected));
    }

    /** RFC 3686 section 6, vectors 1, 2, 3, 4, 7: key, nonce, IV, plaintext, ciphertext. */
    @ParameterizedTest
    @CsvSource({
        "ae6852f8121067cc4bf7a5765577f39e, 00000030, 0000000000000000, 53696e676c6520626c6f636b206d7367, e4095d4fb7a7b3792d6175a3261311b8",
        "7e24067817fae0d743d6ce1f32539163, 006cb6db, c0543b59da48d90b, 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 5104a106168a72d9790d41ee8edad388eb2e1efc46da57c8fce630df9141be28",
        "7691be035e5020a8ac6e618529f9a0dc, 00e0017b, 27777f3f4a1786f0, 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223, c1cf48a89f2ffdd9cf4652e9efdb72d74540a42bde6d7836d59a5ceaaef3105325b2072f",
        "16af5b145fc9f579c175f93e3bfb0eed863d06ccfdb78515, 00000048, 36733c147d6d93cb, 53696e676c6520626c6f636b206d7367, 4b55384fe259c9c84e7935a003cbe928",
        "776beff2851db06f4c8a0542c8696f6c6a81af1eec96b4d37fc1d689e6c1c104, 00000060, db5672c97aa8f0b2, 53696e676c6520626c6f636b206d7367, 145ad01dbf824ec7560863dc71e3e0c0",
    })
    void aesCtr(String key, String nonce, String iv, String text, String expected) {
        assertThat(ciphertext(EncryptionAlgorithm.AES_CTR, hex(key + nonce), hex(iv), hex(text)))
                .isEqualTo(hex(expected));
    }

    /** The GCM specification's test cases 4, 10 and 16 with each tag length; shorter tags are the long one's front. */
    @ParameterizedTest
    @CsvSource({
        "feffe9928665731c6d6a8f9467308308, 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091, 5bc94fbc3221a5db94fae95ae7121a47",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c, 3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710, 2519498e80f1478f37ba55bd6d27618c",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, 522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662, 76fc6ece0f4e1768cddf8853bb2d551b",
    })
    void aesGcm(String key, String expected, String tag) {
        byte[] text = hex("""
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39""");
        byte[] aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] nonce = hex("cafebabefacedbaddecaf888");
        for (EncryptionAlgorithm gcm : new EncryptionAlgorithm[] {
            EncryptionAlgorithm.AES_GCM_8, EncryptionAlgorithm.AES_GCM_12, EncryptionAlgorithm.AES_GCM_16
        }) {
            assertThat(sealed(gcm, hex(key), nonce, aad, text))
                    .as("%s", gcm)
                    .isEqualTo(concat(hex(expected), Arrays.copyOf(hex(tag), gcm.icvLength())));
        }
    }

    /** RFC 8439 section 2.8.2. */
    @Test
    void chacha20Poly1305() {
        byte[] text =
                ascii("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.");
        assertThat(sealed(
                        EncryptionAlgorithm.CHACHA20_POLY1305,
                        counting(0x80, 32),
                        hex("070000004041424344454647"),
                        hex("50515253c0c1c2c3c4c5c6c7"),
                        text))
                .isEqualTo(hex("""
                        d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
                        3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
                        92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
                        3ff4def08e4b7a9de576d26586cec64b6116
                        1ae10b594f09e26a7e902ecbd0600691"""));
    }

    /** RFC 7634 appendix B: an IKEv2 message. */
    @Test
    void chacha20Poly1305InIke() {
        assertThat(sealed(
                        EncryptionAlgorithm.CHACHA20_POLY1305,
                        counting(0x80, 32),
                        hex("a0a1a2a3 1011121314151617"),
                        hex("c0c1c2c3c4c5c6c7d0d1d2d3d4d5d6d72e202500000000090000004529000029"),
                        hex("0000000c000040010000000a00")))
                .isEqualTo(hex("610394701f8d017f7c12924889 6b71bfe25236efd7cdc67066906315b2"));
    }

    /** RFC 3610 section 8, vectors 1 and 7, and SP 800-38C, examples 2 and 3. None has the 11 octets of nonce that IKE uses. */
    @ParameterizedTest
    @CsvSource({
        "8, c0c1c2c3c4c5c6c7c8c9cacbcccdcecf, 00000003020100a0a1a2a3a4a5, 0001020304050607, 08090a0b0c0d0e0f101112131415161718191a1b1c1d1e, 588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0",
        "10, c0c1c2c3c4c5c6c7c8c9cacbcccdcecf, 00000009080706a0a1a2a3a4a5, 0001020304050607, 08090a0b0c0d0e0f101112131415161718191a1b1c1d1e, 0135d1b2c95f41d5d1d4fec185d166b8094e999dfed96c048c56602c97acbb7490",
        "6, 404142434445464748494a4b4c4d4e4f, 1011121314151617, 000102030405060708090a0b0c0d0e0f, 202122232425262728292a2b2c2d2e2f, d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd",
        "8, 404142434445464748494a4b4c4d4e4f, 101112131415161718191a1b, 000102030405060708090a0b0c0d0e0f10111213, 202122232425262728292a2b2c2d2e2f3031323334353637, e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951",
    })
    void aesCcm(int tag, String key, String nonce, String aad, String text, String expected) {
        BcAeadEngine ccm = BcAeadEngine.ccm(tag);
        byte[] keyOctets = hex(key);
        byte[] message = concat(hex(aad), hex(text), new byte[tag]);
        int from = hex(aad).length;
        int length = hex(text).length;
        ccm.seal(keyOctets, keyOctets.length, hex(nonce), message, from, from, length);
        assertThat(Arrays.copyOfRange(message, from, message.length)).isEqualTo(hex(expected));
        assertThat(ccm.open(keyOctets, keyOctets.length, hex(nonce), message, from, from, length))
                .isTrue();
        assertThat(Arrays.copyOf(message, from + length)).isEqualTo(concat(hex(aad), hex(text)));
    }
}
