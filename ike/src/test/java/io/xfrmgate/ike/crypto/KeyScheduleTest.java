package io.xfrmgate.ike.crypto;

import static io.xfrmgate.ike.crypto.Octet.ascii;
import static io.xfrmgate.ike.crypto.Octet.concat;
import static io.xfrmgate.ike.crypto.Octet.counting;
import static io.xfrmgate.ike.crypto.Octet.hex;
import static io.xfrmgate.ike.crypto.PrfKnownAnswerTest.bouncyCastleHmac;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.xfrmgate.ike.crypto.KeySchedule.ChildKeyPair;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.sim.SeededRandom;
import io.xfrmgate.ike.wire.Identification;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The key schedule against NIST's vectors for the IKEv2 KDF (SP 800-135), and against itself written out with Bouncy Castle. */
class KeyScheduleTest {
    private static final byte[] NI = hex("3651fef5c9c35e93");
    private static final byte[] NR = hex("c09a8b90a3f04d59");
    private static final long SPI_I = 0x8e5c3ae507221684L;
    private static final long SPI_R = 0xb1f201bb155c3acdL;
    private static final byte[] GIR = hex("""
            d084a30166a50fb7325c3960874a839449ef9741c2f4f947d0201dd8c1269273
            d79509f37e3ca3eb4fa2fe2a28254e289cd3f34dad4eb4df1a07685a4b8a94fa
            61e2491f7598b3ce65547ff133b3f63d1ac4175eaa695033f3cedb026a6873a3
            6455172a8540b8a5d23a0143bed0390ee49b168269d75fffee9fb62be965993c""");
    private static final byte[] GIR_NEW = hex("""
            52f00ab174c25d5b7139ae5ff4e8e9eddee5992d2e36adf8a559ffd90dab1442
            e4fbe429d320c0f33552a17d1557fa41ea70e8fb916c4fa27ed52b5f8ebd8461
            afa78f1159159a64055ac5f6319e29c28eae58cbc6847770f32c3fed1d047504
            84f854790f95e9ec01bc5bc461f24966462e35951132930503 8e94deb6dd42c2""");
    private static final byte[] SKEYSEED = hex("cd2e8050137832245f1dbacc6e4f0a92f94d45d6");
    private static final byte[] DKM = hex("""
            6f1b12cad3cbe097b35430356d869d54cddb0198ec859174d53ceb92dddedbe2
            436db69f60977c58fa63bbb667f8d36920b109baae8f6c61a9ac49feda018432
            25d080ec5539d5881a25521ffb2a0a91874a9c0a27fcc2d717eb8963a9e3a89c
            7ab264757284c28cf8c3ca40576f4220b052b1fb8e9ad60ba3c80557323331a8cbb89f20""");
    private static final byte[] CHILD = hex("""
            4727dc0ef94eb326ce131cf282fb652faa638ad0ddae3786a11bcc0309876009
            f8c485de011ad962c5b1ca8a41ff8145445749079c5686e26ffebbc342f06981
            f3da745e11ca0976424d1f8caec623d59dc7186deb20a27b411d1dcb70a36544
            0bf7de905088b0692e8addc094e18d1939bdb67e89798ca6b239e2ccb81c2409dac0106c""");
    private static final byte[] CHILD_DH = hex("""
            b109c21ad4c0797768c1cec9e63554681e48f224bca7f23c20c4ea7041983451
            e9aa1d5408656c8a975ff1b9d9a12c75ffeb64bdecb30174664cccb4e14f1c37
            7b7f6d1525af77c7092aac3e47f917ebae8297fb5539d2008ce830823a09cc19
            7361d4a289c72745f6ce9fefe812be5bf55b3200fbb82e41a4a40877d3fe106db909707b""");

    private final CryptoRegistry registry = new StandardCryptoRegistry(NativeProviders.none());
    private final SeededRandom random = new SeededRandom(77);

    private Prf sha1() {
        return registry.prf(PrfAlgorithm.HMAC_SHA1);
    }

    @Test
    void nistSkeyseed() {
        assertThat(KeySchedule.skeyseed(sha1(), NI, NR, GIR)).isEqualTo(SKEYSEED);
    }

    @Test
    void nistSkeyseedForRekey() {
        byte[] skD = Arrays.copyOf(DKM, 20);
        assertThat(KeySchedule.skeyseedForRekey(sha1(), skD, GIR_NEW, NI, NR))
                .isEqualTo(hex("3b03bce748c96d5e8306918d2ff89b68f0648da3"));
    }

    @Test
    void nistPrfPlusInUnevenPieces() {
        byte[] spis = hex("8e5c3ae507221684 b1f201bb155c3acd");
        PrfPlus stream = new PrfPlus(sha1(), SKEYSEED, NI, NR, spis);
        byte[] out = new byte[0];
        for (int piece : new int[] {0, 1, 19, 20, 21, 0, 3, 60, 8}) {
            out = concat(out, stream.take(piece));
        }
        assertThat(out).isEqualTo(DKM);
    }

    /** NIST's octets cut up as section 2.14 orders them: each protection must open what one made from the cut keys sealed. */
    @Test
    void nistKeysOfAnIkeSa() {
        IkeSuite suite = new IkeSuite(
                EncryptionAlgorithm.TRIPLE_DES_CBC,
                192,
                IntegrityAlgorithm.HMAC_MD5_96,
                PrfAlgorithm.HMAC_SHA1,
                KeyExchangeGroup.MODP_1024);
        byte[] skeyseed = SKEYSEED.clone();
        IkeKeys keys = KeySchedule.derive(registry, suite, skeyseed, NI, NR, SPI_I, SPI_R);
        assertThat(skeyseed).isEqualTo(new byte[20]);
        assertThat(keys.skD()).isEqualTo(Arrays.copyOf(DKM, 20));
        byte[] skAi = Arrays.copyOfRange(DKM, 20, 36);
        byte[] skAr = Arrays.copyOfRange(DKM, 36, 52);
        byte[] skEi = Arrays.copyOfRange(DKM, 52, 76);
        byte[] skEr = Arrays.copyOfRange(DKM, 76, 100);
        assertThat(keys.skPi()).isEqualTo(Arrays.copyOfRange(DKM, 100, 120));
        assertThat(Arrays.copyOf(keys.skPr(), 12)).isEqualTo(Arrays.copyOfRange(DKM, 120, 132));
        assertThat(keys.skPr()).hasSize(20);
        SkProtection i = registry.protection(suite.encryption(), suite.integrity(), skEi, skAi);
        SkProtection r = registry.protection(suite.encryption(), suite.integrity(), skEr, skAr);
        assertThat(opens(keys.initiatorProtection(), i)).isTrue();
        assertThat(opens(keys.responderProtection(), r)).isTrue();
        assertThat(opens(keys.initiatorProtection(), r)).isFalse();
        keys.destroy();
        assertThat(keys.skD()).isEqualTo(new byte[20]);
        assertThat(keys.skPi()).isEqualTo(new byte[20]);
        assertThat(keys.skPr()).isEqualTo(new byte[20]);
        assertThatIllegalStateException()
                .isThrownBy(() -> keys.initiatorProtection().seal(new byte[100], 28, 16, random));
        assertThatIllegalStateException()
                .isThrownBy(() -> keys.responderProtection().seal(new byte[100], 28, 16, random));
    }

    private boolean opens(SkProtection receiver, SkProtection sender) {
        byte[] message = new byte[28 + sender.ivLength() + 32 + sender.icvLength()];
        sender.seal(message, 28, 32, random);
        return receiver.open(message, 28, message.length) == 32;
    }

    @Test
    void nistKeysOfAChildSa() {
        byte[] skD = Arrays.copyOf(DKM, 20);
        ChildSuite suite =
                new ChildSuite(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
        assertChildKeys(KeySchedule.childKeys(sha1(), skD, Optional.empty(), NI, NR, suite), CHILD, 32, 32);
        assertChildKeys(KeySchedule.childKeys(sha1(), skD, Optional.of(GIR_NEW), NI, NR, suite), CHILD_DH, 32, 32);
        assertThat(skD).isEqualTo(Arrays.copyOf(DKM, 20));
    }

    @Test
    void childKeysAreAsLongAsTheSuiteSays() {
        byte[] skD = Arrays.copyOf(DKM, 20);
        record Case(EncryptionAlgorithm encryption, int bits, IntegrityAlgorithm integrity, int first, int second) {}
        for (Case c : List.of(
                new Case(EncryptionAlgorithm.NULL, 0, IntegrityAlgorithm.HMAC_SHA2_512_256, 0, 64),
                new Case(EncryptionAlgorithm.DES_CBC, 64, IntegrityAlgorithm.HMAC_MD5_96, 8, 16),
                new Case(EncryptionAlgorithm.TRIPLE_DES_CBC, 192, IntegrityAlgorithm.HMAC_SHA1_96, 24, 20),
                new Case(EncryptionAlgorithm.AES_CTR, 192, IntegrityAlgorithm.AES_XCBC_96, 28, 16),
                new Case(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, 20, 0),
                new Case(EncryptionAlgorithm.AES_GMAC, 256, IntegrityAlgorithm.NONE, 36, 0),
                new Case(EncryptionAlgorithm.AES_CCM_12, 256, IntegrityAlgorithm.NONE, 35, 0),
                new Case(EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE, 36, 0))) {
            ChildSuite suite = new ChildSuite(c.encryption, c.bits, c.integrity, true);
            ChildKeyPair keys = KeySchedule.childKeys(sha1(), skD, Optional.empty(), NI, NR, suite);
            assertChildKeys(keys, CHILD, c.first, c.second);
        }
    }

    private static void assertChildKeys(ChildKeyPair keys, byte[] keymat, int encryption, int integrity) {
        PieceReader pieces = new PieceReader(keymat);
        assertThat(keys.initiatorToResponder().encryption()).isEqualTo(pieces.next(encryption));
        assertThat(keys.initiatorToResponder().integrity()).isEqualTo(pieces.next(integrity));
        assertThat(keys.responderToInitiator().encryption()).isEqualTo(pieces.next(encryption));
        assertThat(keys.responderToInitiator().integrity()).isEqualTo(pieces.next(integrity));
        keys.destroy();
        assertThat(keys.responderToInitiator().integrity()).isEqualTo(new byte[integrity]);
        assertThat(keys.initiatorToResponder().encryption()).isEqualTo(new byte[encryption]);
    }

    /** Cuts a key stream into keys, as far as NIST printed it. */
    private static final class PieceReader {
        private final byte[] octets;
        private int at;

        PieceReader(byte[] octets) {
            this.octets = octets;
        }

        byte[] next(int length) {
            assertThat(at + length).as("within the printed octets").isLessThanOrEqualTo(octets.length);
            at += length;
            return Arrays.copyOfRange(octets, at - length, at);
        }
    }

    /** Section 2.14: 64 bits of each nonce for the AES functions, all of both for HMAC; prf+ takes all of both. */
    @ParameterizedTest
    @EnumSource(PrfAlgorithm.class)
    void nonceBitsInSkeyseed(PrfAlgorithm algorithm) {
        Prf prf = registry.prf(algorithm);
        byte[] ni = counting(1, 32);
        byte[] nr = counting(101, 48);
        byte[] secret = counting(200, 32);
        byte[] key = algorithm.hasFixedKey() ? concat(Arrays.copyOf(ni, 8), Arrays.copyOf(nr, 8)) : concat(ni, nr);
        assertThat(KeySchedule.skeyseed(prf, ni, nr, secret)).isEqualTo(prf.compute(key, secret));

        IkeSuite suite = new IkeSuite(
                EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, algorithm, KeyExchangeGroup.CURVE25519);
        byte[] skeyseed = KeySchedule.skeyseed(prf, ni, nr, secret);
        byte[] expected = prf.compute(skeyseed, ni, nr, hex("0000000000000001 fffffffffffffffe"), new byte[] {1});
        IkeKeys keys = KeySchedule.derive(registry, suite, skeyseed, ni, nr, 1, -2);
        assertThat(keys.skD()).isEqualTo(expected);
        assertThat(keys.skPi()).hasSize(algorithm.keyLength());
    }

    @ParameterizedTest
    @CsvSource({"HMAC_MD5", "HMAC_SHA1", "HMAC_SHA2_256", "HMAC_SHA2_384", "HMAC_SHA2_512"})
    void prfPlusIsWhatTheRfcWrites(PrfAlgorithm algorithm) {
        byte[] key = counting(9, 50);
        byte[] seed = counting(60, 77);
        byte[] expected = new byte[0];
        byte[] t = new byte[0];
        for (int n = 1; n <= 255; n++) {
            t = bouncyCastleHmac(algorithm, key, t, seed, new byte[] {(byte) n});
            expected = concat(expected, t);
        }
        PrfPlus stream =
                new PrfPlus(registry.prf(algorithm), key, Arrays.copyOf(seed, 30), Arrays.copyOfRange(seed, 30, 77));
        assertThat(stream.take(255 * algorithm.outputLength())).isEqualTo(expected);
        assertThat(stream.take(0)).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> stream.take(1)).withMessageContaining("255");
    }

    @ParameterizedTest
    @CsvSource({"HMAC_SHA1", "HMAC_SHA2_256", "HMAC_SHA2_512"})
    void authOfASharedKey(PrfAlgorithm algorithm) {
        byte[] secret = ascii("a shared secret");
        byte[] message = counting(0, 300);
        byte[] nonce = counting(7, 32);
        byte[] skP = counting(33, algorithm.keyLength());
        Identification id = Identification.fqdn("gw.example");
        byte[] macedId = bouncyCastleHmac(algorithm, skP, new byte[] {2, 0, 0, 0}, ascii("gw.example"));
        byte[] padded = bouncyCastleHmac(algorithm, secret, ascii("Key Pad for IKEv2"));
        byte[] expected = bouncyCastleHmac(algorithm, padded, message, nonce, macedId);
        assertThat(KeySchedule.sharedKeyAuth(
                        registry.prf(algorithm),
                        secret,
                        KeySchedule.signedOctets(registry.prf(algorithm), message, nonce, skP, id)))
                .isEqualTo(expected);
        assertThat(secret).isEqualTo(ascii("a shared secret"));
    }

    @Test
    void natDetection() throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        assertThat(KeySchedule.natDetectionHash(
                        SPI_I, 0, new UdpEndpoint(IpAddress.parse("192.0.2.1"), UdpEndpoint.NAT_T_PORT)))
                .isEqualTo(sha1.digest(hex("8e5c3ae507221684 0000000000000000 c0000201 1194")));
        assertThat(KeySchedule.natDetectionHash(SPI_I, SPI_R, new UdpEndpoint(IpAddress.parse("2001:db8::1"), 65535)))
                .isEqualTo(sha1.digest(hex("8e5c3ae507221684 b1f201bb155c3acd 20010db8000000000000000000000001 ffff")));
    }
}
