package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.sim.SeededRandom;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same message made by other means, for every suite: Bouncy Castle where the registry uses the JDK, the JDK where it
 * uses Bouncy Castle, and the definition where there is only one of them.
 */
class SkProtectionCrossCheckTest {
    private static final int CLEAR = 41;

    private final CryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());
    private final SeededRandom random = new SeededRandom(31);

    @ParameterizedTest
    @MethodSource("io.xfrmgate.ike.crypto.SkProtectionTest#suites")
    void anotherImplementationMakesTheSameMessage(SkProtectionTest.Suite suite) throws Exception {
        EncryptionAlgorithm encryption = suite.encryption();
        for (int blocks = 1; blocks < 40; blocks++) {
            byte[] key = octets(suite.keyBits() / 8);
            byte[] salt = octets(encryption.saltLength());
            byte[] macKey = octets(suite.integrity().keyLength());
            byte[] clear = octets(CLEAR);
            byte[] text = octets(blocks * encryption.blockSize());
            SkProtection protection = registry.protection(encryption, suite.integrity(), concat(key, salt), macKey);
            byte[] message = concat(clear, new byte[protection.ivLength()], text, new byte[protection.icvLength()]);
            protection.seal(message, CLEAR, text.length, random);
            byte[] iv = Arrays.copyOfRange(message, CLEAR, CLEAR + protection.ivLength());
            byte[] expected = encryption.isAead()
                    ? aead(encryption, key, concat(salt, iv), clear, text)
                    : cipherAndMac(suite, key, salt, iv, macKey, clear, text);
            assertThat(Arrays.copyOfRange(message, CLEAR + iv.length, message.length))
                    .isEqualTo(expected);
        }
    }

    private byte[] octets(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    private static byte[] cipherAndMac(
            SkProtectionTest.Suite suite, byte[] key, byte[] salt, byte[] iv, byte[] macKey, byte[] clear, byte[] text)
            throws GeneralSecurityException {
        byte[] ciphertext = switch (suite.encryption()) {
            case AES_CBC -> cbc(AESEngine.newInstance(), key, iv, text);
            case DES_CBC -> cbc(new DESEngine(), key, iv, text);
            case TRIPLE_DES_CBC -> cbc(new DESedeEngine(), key, iv, text);
            case AES_CTR -> counterMode(key, concat(salt, iv, new byte[] {0, 0, 0, 1}), text);
            default -> throw new IllegalArgumentException();
        };
        byte[] mac = mac(suite.integrity(), macKey, concat(clear, iv, ciphertext));
        return concat(ciphertext, Arrays.copyOf(mac, suite.integrity().icvLength()));
    }

    private static byte[] cbc(BlockCipher engine, byte[] key, byte[] iv, byte[] text) {
        var cipher = CBCBlockCipher.newInstance(engine);
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), iv));
        byte[] out = new byte[text.length];
        for (int at = 0; at < text.length; at += iv.length) {
            cipher.processBlock(text, at, out, at);
        }
        return out;
    }

    /** Counter mode by its definition: each block of key stream is the counter block encrypted. */
    private static byte[] counterMode(byte[] key, byte[] firstCounter, byte[] text) throws GeneralSecurityException {
        byte[] out = text.clone();
        byte[] counter = firstCounter.clone();
        for (int i = 0; i < text.length; i++) {
            if (i > 0 && i % 16 == 0) {
                ByteBuffer block = ByteBuffer.wrap(counter);
                block.putInt(12, block.getInt(12) + 1);
            }
            out[i] = (byte) (out[i] ^ aes(key, counter)[i % 16]);
        }
        return out;
    }

    private static byte[] aes(byte[] key, byte[] block) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(block);
    }

    private static byte[] mac(IntegrityAlgorithm integrity, byte[] key, byte[] data) throws GeneralSecurityException {
        return switch (integrity) {
            case HMAC_MD5_96 -> PrfKnownAnswerTest.bouncyCastleHmac(PrfAlgorithm.HMAC_MD5, key, data);
            case HMAC_SHA1_96 -> PrfKnownAnswerTest.bouncyCastleHmac(PrfAlgorithm.HMAC_SHA1, key, data);
            case HMAC_SHA2_256_128 -> PrfKnownAnswerTest.bouncyCastleHmac(PrfAlgorithm.HMAC_SHA2_256, key, data);
            case HMAC_SHA2_384_192 -> PrfKnownAnswerTest.bouncyCastleHmac(PrfAlgorithm.HMAC_SHA2_384, key, data);
            case HMAC_SHA2_512_256 -> PrfKnownAnswerTest.bouncyCastleHmac(PrfAlgorithm.HMAC_SHA2_512, key, data);
            case AES_XCBC_96 -> {
                byte[] key1 = aes(key, Octet.repeat(1, 16));
                yield chained(key1, data, aes(key, Octet.repeat(2, 16)), aes(key, Octet.repeat(3, 16)));
            }
            case AES_CMAC_96 -> {
                byte[] once = doubled(aes(key, new byte[16]));
                yield chained(key, data, once, doubled(once));
            }
            case NONE -> throw new IllegalArgumentException();
        };
    }

    /** CBC-MAC with a mask on the last block, as XCBC and CMAC both are. */
    private static byte[] chained(byte[] key, byte[] data, byte[] wholeMask, byte[] paddedMask)
            throws GeneralSecurityException {
        boolean whole = data.length > 0 && data.length % 16 == 0;
        byte[] padded = Arrays.copyOf(data, whole ? data.length : data.length / 16 * 16 + 16);
        if (!whole) {
            padded[data.length] = (byte) 0x80;
        }
        for (int i = 0; i < 16; i++) {
            padded[padded.length - 16 + i] ^= whole ? wholeMask[i] : paddedMask[i];
        }
        return cbcMac(key, padded);
    }

    private static byte[] cbcMac(byte[] key, byte[] wholeBlocks) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
        byte[] out = cipher.doFinal(wholeBlocks);
        return Arrays.copyOfRange(out, out.length - 16, out.length);
    }

    /** Multiplication by x in GF(2^128), RFC 4493 section 2.3. */
    private static byte[] doubled(byte[] block) {
        byte[] out = new byte[16];
        for (int i = 0; i < 16; i++) {
            int carry = i < 15 ? (block[i + 1] & 0x80) >>> 7 : 0;
            out[i] = (byte) (block[i] << 1 | carry);
        }
        if ((block[0] & 0x80) != 0) {
            out[15] ^= (byte) 0x87;
        }
        return out;
    }

    private static byte[] aead(EncryptionAlgorithm encryption, byte[] key, byte[] nonce, byte[] aad, byte[] text)
            throws GeneralSecurityException, InvalidCipherTextException {
        int tag = encryption.icvLength();
        return switch (encryption) {
            case AES_GCM_12, AES_GCM_16 ->
                bouncyCastle(GCMBlockCipher.newInstance(AESEngine.newInstance()), tag, key, nonce, aad, text);
            case CHACHA20_POLY1305 -> bouncyCastle(new ChaCha20Poly1305(), tag, key, nonce, aad, text);
            case AES_GCM_8 -> Arrays.copyOf(jdkGcm(key, nonce, aad, text), text.length + tag);
            case AES_CCM_8, AES_CCM_12, AES_CCM_16 -> ccm(tag, key, nonce, aad, text);
            default -> throw new IllegalArgumentException();
        };
    }

    private static byte[] bouncyCastle(AEADCipher cipher, int tag, byte[] key, byte[] nonce, byte[] aad, byte[] text)
            throws InvalidCipherTextException {
        cipher.init(true, new AEADParameters(new KeyParameter(key), tag * 8, nonce, aad));
        byte[] out = new byte[text.length + tag];
        int written = cipher.processBytes(text, 0, text.length, out, 0);
        cipher.doFinal(out, written);
        return out;
    }

    private static byte[] jdkGcm(byte[] key, byte[] nonce, byte[] aad, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(text);
    }

    /** RFC 3610 section 2 with L = 4, which the 11 octets of nonce of RFC 4309 leave. */
    private static byte[] ccm(int tag, byte[] key, byte[] nonce, byte[] aad, byte[] text)
            throws GeneralSecurityException {
        byte[] first = ByteBuffer.allocate(16)
                .put((byte) (0x40 | (tag - 2) / 2 << 3 | 3))
                .put(nonce)
                .putInt(text.length)
                .array();
        byte[] aadBlocks = Arrays.copyOf(
                concat(new byte[] {(byte) (aad.length >>> 8), (byte) aad.length}, aad),
                (aad.length + 2 + 15) / 16 * 16);
        byte[] textBlocks = Arrays.copyOf(text, (text.length + 15) / 16 * 16);
        byte[] mac = cbcMac(key, concat(first, aadBlocks, textBlocks));
        byte[] counter0 = concat(new byte[] {3}, nonce, new byte[4]);
        byte[] counter1 = concat(new byte[] {3}, nonce, new byte[] {0, 0, 0, 1});
        return concat(counterMode(key, counter1, text), Arrays.copyOf(counterMode(key, counter0, mac), tag));
    }
}
