package io.xfrmgate.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.v2.ExportedKeys;
import io.xfrmgate.ike.v2.TracedPeers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PeerCaptureTest {
    private static final UdpEndpoint HERE = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
    private static final UdpEndpoint THERE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500);
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(7, 5_000), ZoneOffset.UTC);

    private static PeerCapture capture(long maxOctets, boolean keys) {
        return new PeerCapture(TracedPeers.NONE, keys, maxOctets, CLOCK);
    }

    private static ExportedKeys keys(EncryptionAlgorithm encryption, int bits, IntegrityAlgorithm integrity) {
        IkeSuite suite =
                new IkeSuite(encryption, bits, integrity, PrfAlgorithm.HMAC_SHA2_256, KeyExchangeGroup.CURVE25519);
        return new ExportedKeys(1, -2, suite, side(suite, 0x11), side(suite, 0x22));
    }

    private static SkKeys side(IkeSuite suite, int octet) {
        byte[] encryption = new byte[suite.encryptionKeyLength()];
        byte[] integrity = new byte[suite.integrity().keyLength()];
        Arrays.fill(encryption, (byte) octet);
        Arrays.fill(integrity, (byte) (octet + 1));
        return new SkKeys(encryption, integrity);
    }

    @Test
    void datagramsComeInTheirOrderUntilItIsFull() throws Exception {
        int size = Pcapng.packetSize(HERE, 100);
        try (PeerCapture capture = capture(2L * size, false)) {
            for (int i = 0; i < 3; i++) {
                capture.datagram(true, HERE, THERE, new byte[100]);
            }
            assertThat(capture.isFull()).isTrue();
            assertThat(capture.hasEnded()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(capture.poll(Duration.ZERO)).get().isInstanceOfSatisfying(Captured.Datagram.class, d -> {
                    assertThat(d.epochMicros()).isEqualTo(7_000_005);
                    assertThat(Pcapng.packet(d)).hasSize(size);
                });
            }
            assertThat(capture.poll(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void whatNobodyTakesIsLostAndCounted() throws Exception {
        try (PeerCapture capture = capture(Long.MAX_VALUE, true)) {
            byte[] large = new byte[60_000];
            int fit = PeerCapture.MAX_WAITING / Pcapng.packetSize(HERE, large.length);
            for (int i = 0; i < fit + 5; i++) {
                capture.datagram(false, HERE, THERE, large);
            }
            assertThat(capture.lost()).isEqualTo(5);
            assertThat(capture.poll(Duration.ZERO)).isPresent();
            capture.datagram(false, HERE, THERE, large);
            assertThat(capture.lost()).isEqualTo(5);
        }
    }

    @Test
    void keysAreALineOfTheTableAndTheirCopyIsWiped() throws Exception {
        ExportedKeys exported = keys(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA1_96);
        try (PeerCapture capture = capture(1_000, true)) {
            assertThat(capture.keys(exported)).isTrue();
            Captured taken = capture.poll(Duration.ZERO).orElseThrow();
            assertThat(taken.toString()).doesNotContain("1111");
            assertThat(Captured.of(taken.message())).isEqualTo(taken);
            assertThat(((Captured.Keys) taken).line())
                    .contains("0000000000000001,fffffffffffffffe," + "11".repeat(16) + "," + "22".repeat(16)
                            + ",\"AES-CBC-128 [RFC3602]\"," + "12".repeat(20) + "," + "23".repeat(20)
                            + ",\"HMAC_SHA1_96 [RFC2404]\"");
        }
        assertThat(exported.initiator().encryption()).containsOnly(0);
        assertThat(exported.responder().integrity()).containsOnly(0);
    }

    @Test
    void whatWiresharkCanNotDecryptIsNotExported() throws Exception {
        try (PeerCapture capture = capture(1_000, true)) {
            capture.keys(keys(EncryptionAlgorithm.CHACHA20_POLY1305, 256, IntegrityAlgorithm.NONE));
            capture.keys(keys(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.AES_XCBC_96));
            for (int i = 0; i < 2; i++) {
                Captured.Keys taken =
                        (Captured.Keys) capture.poll(Duration.ZERO).orElseThrow();
                assertThat(taken.line()).isEmpty();
                assertThat(taken.message().elements()).doesNotContainKey("line");
            }
        }
    }

    @Test
    void noKeysWhereNoneAreWantedAndNothingOnceItIsClosed() throws Exception {
        try (PeerCapture capture = capture(1_000, false)) {
            assertThat(capture.wantsKeys()).isFalse();
            assertThat(capture.keys(keys(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA1_96)))
                    .isFalse();
            assertThat(capture.poll(Duration.ZERO)).isEmpty();
        }
        PeerCapture closed = capture(1_000, true);
        closed.keys(keys(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA1_96));
        closed.close();
        closed.datagram(true, HERE, THERE, new byte[10]);
        assertThat(closed.wantsKeys()).isFalse();
        assertThat(closed.poll(Duration.ZERO)).isEmpty();
    }
}
