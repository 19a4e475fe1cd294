package io.xfrmgate.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.sim.FastCryptoRegistry;
import io.xfrmgate.ike.sim.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every protection of the Encrypted payload owes: each cipher with each key size and each integrity algorithm. */
class SkProtectionTest {
    /** A header and two payload headers: authenticated, not encrypted. */
    private static final int CLEAR = 32;

    record Suite(EncryptionAlgorithm encryption, int keyBits, IntegrityAlgorithm integrity) {
        SkProtection protection(CryptoRegistry registry, long seed) {
            SeededRandom random = new SeededRandom(seed);
            byte[] encryptionKey = new byte[keyBits / 8 + encryption.saltLength()];
            byte[] integrityKey = new byte[integrity.keyLength()];
            random.nextBytes(encryptionKey);
            random.nextBytes(integrityKey);
            SkProtection protection = registry.protection(encryption, integrity, encryptionKey, integrityKey);
            Arrays.fill(encryptionKey, (byte) 0);
            Arrays.fill(integrityKey, (byte) 0);
            return protection;
        }
    }

    static List<Suite> suites() {
        List<Suite> suites = new ArrayList<>();
        for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
            if (encryption == EncryptionAlgorithm.NULL || encryption == EncryptionAlgorithm.AES_GMAC) {
                continue;
            }
            for (int keyBits : encryption.keySizes()) {
                for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
                    if (encryption.isAead() == (integrity == IntegrityAlgorithm.NONE)) {
                        suites.add(new Suite(encryption, keyBits, integrity));
                    }
                }
            }
        }
        return suites;
    }

    private final StandardCryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());
    private final SeededRandom random = new SeededRandom(11);

    /** A message whose plaintext of {@code length} octets is not yet sealed. */
    private byte[] plain(SkProtection protection, int length) {
        byte[] message = new byte[CLEAR + protection.ivLength() + length + protection.icvLength()];
        random.nextBytes(message);
        return message;
    }

    private static byte[] text(SkProtection protection, byte[] message, int length) {
        int from = CLEAR + protection.ivLength();
        return Arrays.copyOfRange(message, from, from + length);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void opensWhatTheOtherSideSealed(Suite suite) {
        SkProtection sender = suite.protection(registry, 1);
        SkProtection receiver = suite.protection(new StandardCryptoRegistry(), 1);
        assertThat(sender.ivLength()).isEqualTo(suite.encryption.ivLength());
        assertThat(sender.blockSize()).isEqualTo(suite.encryption.blockSize());
        assertThat(sender.icvLength())
                .isEqualTo(suite.encryption.isAead() ? suite.encryption.icvLength() : suite.integrity.icvLength());
        for (int blocks = 0; blocks < 70; blocks++) {
            int length = blocks * sender.blockSize();
            byte[] message = plain(sender, length);
            byte[] clear = Arrays.copyOf(message, CLEAR);
            byte[] text = text(sender, message, length);
            sender.seal(message, CLEAR, length, random);
            assertThat(Arrays.copyOf(message, CLEAR)).isEqualTo(clear);
            if (length >= 8) {
                assertThat(text(sender, message, length)).isNotEqualTo(text);
            }
            assertThat(receiver.open(message, CLEAR, message.length)).isEqualTo(length);
            assertThat(text(sender, message, length)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void worksInABufferLargerThanTheMessage(Suite suite) {
        SkProtection protection = suite.protection(registry, 2);
        int length = 9000 - 9000 % protection.blockSize();
        byte[] buffer = new byte[65536];
        random.nextBytes(buffer);
        byte[] before = buffer.clone();
        int end = CLEAR + protection.ivLength() + length + protection.icvLength();
        protection.seal(buffer, CLEAR, length, random);
        assertThat(Arrays.equals(buffer, end, buffer.length, before, end, buffer.length))
                .isTrue();
        assertThat(protection.open(buffer, CLEAR, end)).isEqualTo(length);
        assertThat(Arrays.equals(buffer, end, buffer.length, before, end, buffer.length))
                .isTrue();
        assertThat(text(protection, buffer, length)).isEqualTo(text(protection, before, length));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySingleBitCounts(Suite suite) {
        assertEverySingleBitCounts(suite.protection(registry, 3));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySingleBitCountsForTheSimulatorToo(Suite suite) {
        assertEverySingleBitCounts(suite.protection(new FastCryptoRegistry(), 3));
    }

    private void assertEverySingleBitCounts(SkProtection protection) {
        int length = 2 * protection.blockSize() + (protection.blockSize() == 1 ? 17 : 0);
        byte[] sealed = plain(protection, length);
        protection.seal(sealed, CLEAR, length, random);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] altered = sealed.clone();
            altered[bit / 8] = (byte) (altered[bit / 8] ^ (1 << (bit % 8)));
            byte[] copy = altered.clone();
            assertThat(protection.open(altered, CLEAR, altered.length))
                    .as("bit %d", bit)
                    .isEqualTo(-1);
            assertThat(altered).as("a refused message stays as it came").isEqualTo(copy);
        }
        assertThat(protection.open(sealed, CLEAR, sealed.length)).isEqualTo(length);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void whatIsCutOrMovedIsRefused(Suite suite) {
        SkProtection protection = suite.protection(registry, 4);
        int length = 48;
        byte[] sealed = plain(protection, length);
        protection.seal(sealed, CLEAR, length, random);
        for (int end = -3; end < sealed.length; end++) {
            assertThat(protection.open(sealed.clone(), CLEAR, end))
                    .as("end %d", end)
                    .isEqualTo(-1);
        }
        for (int iv = -20; iv < sealed.length + 20; iv++) {
            int opened = protection.open(sealed.clone(), iv, sealed.length);
            if (suite.encryption.isAead()) {
                assertThat(opened).as("IV at %d", iv).isEqualTo(iv == CLEAR ? length : -1);
            } else {
                // The check value covers the whole message wherever the IV stands: the headers say where, and they are
                // covered.
                assertThat(opened).as("IV at %d", iv).isBetween(-1, sealed.length);
            }
        }
        byte[] longer = Arrays.copyOf(sealed, sealed.length + protection.blockSize());
        assertThat(protection.open(longer, CLEAR, longer.length)).isEqualTo(-1);
        assertThat(protection.open(sealed.clone(), CLEAR, sealed.length + 1)).isEqualTo(-1);
        assertThat(protection.open(sealed.clone(), CLEAR, Integer.MAX_VALUE)).isEqualTo(-1);
        assertThat(protection.open(sealed.clone(), Integer.MAX_VALUE, sealed.length))
                .isEqualTo(-1);
        assertThat(protection.open(sealed.clone(), Integer.MIN_VALUE, sealed.length))
                .isEqualTo(-1);
        assertThat(protection.open(new byte[0], 0, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void noiseIsRefusedWithoutAWord(Suite suite) {
        SkProtection protection = suite.protection(registry, 5);
        for (int length = 0; length < 200; length++) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            assertThat(protection.open(noise, Math.min(CLEAR, length), length)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void anotherKeyOpensNothing(Suite suite) {
        SkProtection sender = suite.protection(registry, 6);
        byte[] sealed = plain(sender, 48);
        sender.seal(sealed, CLEAR, 48, random);
        assertThat(suite.protection(registry, 7).open(sealed.clone(), CLEAR, sealed.length))
                .isEqualTo(-1);
        assertThat(suite.protection(registry, 6).open(sealed, CLEAR, sealed.length))
                .isEqualTo(48);
    }

    /** Two SAs share the registry's working objects, message by message. */
    @ParameterizedTest
    @MethodSource("suites")
    void interleavedSasDoNotDisturbEachOther(Suite suite) {
        SkProtection a = suite.protection(registry, 8);
        SkProtection b = suite.protection(registry, 9);
        byte[] fromA = plain(a, 48);
        byte[] textA = text(a, fromA, 48);
        byte[] fromB = plain(b, 96);
        byte[] textB = text(b, fromB, 96);
        a.seal(fromA, CLEAR, 48, random);
        b.seal(fromB, CLEAR, 96, random);
        assertThat(a.open(fromB.clone(), CLEAR, fromB.length)).isEqualTo(-1);
        assertThat(b.open(fromA.clone(), CLEAR, fromA.length)).isEqualTo(-1);
        assertThat(a.open(fromA, CLEAR, fromA.length)).isEqualTo(48);
        assertThat(b.open(fromB, CLEAR, fromB.length)).isEqualTo(96);
        assertThat(text(a, fromA, 48)).isEqualTo(textA);
        assertThat(text(b, fromB, 96)).isEqualTo(textB);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void aCopyOfTheKeysOpensWhatIsSealed(Suite suite) {
        SkProtection protection = suite.protection(registry, 12);
        SkKeys keys = protection.copyKeys();
        assertThat(keys.toString()).doesNotContain(java.util.HexFormat.of().formatHex(keys.encryption()));
        SkProtection copy = registry.protection(suite.encryption, suite.integrity, keys.encryption(), keys.integrity());
        byte[] message = plain(protection, 96);
        byte[] text = text(protection, message, 96);
        protection.seal(message, CLEAR, 96, random);
        keys.destroy();
        assertThat(copy.open(message, CLEAR, message.length)).isEqualTo(96);
        assertThat(text(copy, message, 96)).isEqualTo(text);
        protection.destroy();
        assertThatIllegalStateException().isThrownBy(protection::copyKeys);
    }

    /** Counted where a repeat is fatal, drawn where it must not be foreseen; and not the same count in another process. */
    @ParameterizedTest
    @MethodSource("suites")
    void ivsAreFresh(Suite suite) {
        SkProtection protection = suite.protection(registry, 10);
        SkProtection takenOver = suite.protection(registry, 10);
        boolean counted = suite.encryption.isAead() || suite.encryption == EncryptionAlgorithm.AES_CTR;
        Set<Long> seen = new HashSet<>();
        long last = 0;
        for (int i = 0; i < 300; i++) {
            byte[] message = plain(protection, 16);
            SkProtection sender = i < 200 ? protection : takenOver;
            sender.seal(message, CLEAR, 16, random);
            long iv = ByteBuffer.wrap(message).getLong(CLEAR);
            assertThat(seen.add(iv)).as("IV %d is new", i).isTrue();
            if (counted && i > 0 && i != 200) {
                assertThat(iv).isEqualTo(last + 1);
            } else if (i > 0) {
                assertThat(iv).isNotEqualTo(last + 1);
            }
            last = iv;
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void aDestroyedOneIsOfNoUse(Suite suite) {
        SkProtection protection = suite.protection(registry, 12);
        byte[] sealed = plain(protection, 16);
        protection.seal(sealed, CLEAR, 16, random);
        protection.destroy();
        assertThat(protection.open(sealed, CLEAR, sealed.length)).isEqualTo(-1);
        assertThatIllegalStateException().isThrownBy(() -> protection.seal(sealed, CLEAR, 16, random));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void halfABlockIsNotSealed(Suite suite) {
        SkProtection protection = suite.protection(registry, 13);
        if (protection.blockSize() > 1) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> protection.seal(plain(protection, 17), CLEAR, 17, random));
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void keysOfTheWrongSizeAreRefused(Suite suite) {
        int encryption = suite.keyBits / 8 + suite.encryption.saltLength();
        int integrity = suite.integrity.keyLength();
        for (int[] wrong : new int[][] {
            {0, integrity}, {encryption - 1, integrity}, {encryption + 1, integrity}, {encryption, integrity + 1}
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.protection(
                            suite.encryption, suite.integrity, new byte[wrong[0]], new byte[wrong[1]]));
        }
    }

    @Test
    void whatIsNotForIkeIsRefused() {
        for (EncryptionAlgorithm esp : List.of(EncryptionAlgorithm.NULL, EncryptionAlgorithm.AES_GMAC)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> registry.protection(esp, IntegrityAlgorithm.NONE, new byte[20], new byte[0]));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.protection(
                        EncryptionAlgorithm.AES_CBC, IntegrityAlgorithm.NONE, new byte[16], new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.protection(
                        EncryptionAlgorithm.AES_GCM_16, IntegrityAlgorithm.HMAC_SHA1_96, new byte[20], new byte[20]));
    }
}
