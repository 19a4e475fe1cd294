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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether Debian's tshark takes the names and lengths of every suite, and the packets of both families and ports. */
@Timeout(120)
final class WiresharkIT {
    @TempDir
    Path directory;

    private String tshark(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", "ike.pcapng"));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.resolve("c").toFile());
        builder.environment().put("WIRESHARK_CONFIG_DIR", directory.resolve("c").toString());
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static SkKeys side(IkeSuite suite) {
        return new SkKeys(
                new byte[suite.encryptionKeyLength()],
                new byte[suite.integrity().keyLength()]);
    }

    @Test
    void everySuiteThatIsExportedIsAGoodLine() throws Exception {
        int lines = 0;
        try (CaptureFiles files = CaptureFiles.create(directory.resolve("c"), true, "test")) {
            for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
                for (int bits : encryption.keySizes()) {
                    for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
                        if (encryption == EncryptionAlgorithm.NULL
                                || encryption == EncryptionAlgorithm.AES_GMAC
                                || encryption.isAead() != (integrity == IntegrityAlgorithm.NONE)) {
                            continue;
                        }
                        IkeSuite suite = new IkeSuite(
                                encryption, bits, integrity, PrfAlgorithm.HMAC_SHA2_256, KeyExchangeGroup.CURVE25519);
                        Captured.Keys keys =
                                Captured.Keys.of(new ExportedKeys(++lines, lines, suite, side(suite), side(suite)));
                        files.write(keys);
                    }
                }
            }
        }
        assertThat(lines).isGreaterThan(50);
        assertThat(tshark()).doesNotContain("ikev2_decryption_table").doesNotContainIgnoringCase("error");
        java.nio.file.Files.writeString(
                directory.resolve("c").resolve(CaptureFiles.TABLE),
                "0000000000000001,0000000000000001,00,00,\"AES-CBC-128 [RFC3602]\",00,00,\"HMAC_SHA1_96 [RFC2404]\"\n");
        assertThat(tshark()).as("that it would tell of a bad line").contains("key length");
    }

    @Test
    void packetsOfBothFamiliesAndPorts() throws Exception {
        byte[] ike = new byte[28]; // a header, of IKE_SA_INIT
        ike[0] = 1;
        ike[17] = 0x20;
        ike[18] = 34;
        ike[19] = 8;
        ike[27] = 28;
        try (CaptureFiles files = CaptureFiles.create(directory.resolve("c"), false, "test")) {
            for (String[] addresses : new String[][] {{"192.0.2.1", "198.51.100.2"}, {"2001:db8::1", "2001:db8::2"}}) {
                for (int port : new int[] {500, 4500}) {
                    for (boolean sent : new boolean[] {true, false}) {
                        files.write(new Captured.Datagram(
                                1_700_000_000_123_456L,
                                sent,
                                new UdpEndpoint(IpAddress.parse(addresses[0]), port),
                                new UdpEndpoint(IpAddress.parse(addresses[1]), 40_000 + port),
                                ike));
                    }
                }
            }
        }
        String fields = tshark(
                "-o",
                "udp.check_checksum:TRUE",
                "-T",
                "fields",
                "-e",
                "frame.time_epoch",
                "-e",
                "udp.srcport",
                "-e",
                "udp.checksum.status",
                "-e",
                "isakmp.exchangetype",
                "-d",
                "udp.port==40500,isakmp");
        assertThat(fields.lines().filter(l -> l.startsWith("1700000000")))
                .containsExactly(
                        "1700000000.123456000\t500\t1\t34",
                        "1700000000.123456000\t40500\t1\t34",
                        "1700000000.123456000\t4500\t1\t34",
                        "1700000000.123456000\t44500\t1\t34",
                        "1700000000.123456000\t500\t1\t34",
                        "1700000000.123456000\t40500\t1\t34",
                        "1700000000.123456000\t4500\t1\t34",
                        "1700000000.123456000\t44500\t1\t34");
    }
}
