package io.xfrmgate.nativeio.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.netlink.Capture;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the octets are, the decoder gives a value; and where a structure is cut, it says so. */
final class DecoderRobustnessTest {
    private static final List<String> CAPTURES =
            List.of("kernel-mon", "kernel-sa-list", "kernel-po-list", "kernel-po-count", "sa-gcm", "po-add");

    private static Stream<NetlinkMessage> messages() {
        return CAPTURES.stream()
                .map(Capture::load)
                .flatMap(c -> Stream.concat(c.sent().stream(), c.received().stream()))
                .filter(m -> m.type() >= 0x10);
    }

    private static byte[] body(NetlinkMessage message) {
        try {
            MessageReader reader = message.body();
            return reader.bytes(reader.remaining());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyCutIsReportedUpToTheEndOfTheStructure() {
        messages().forEach(message -> {
            byte[] body = body(message);
            int structure = XfrmFamily.XFRM.structureLength(message.type());
            for (int length = 0; length < body.length; length++) {
                XfrmMessage decoded = XfrmDecoder.decode(message.type(), MessageReader.of(body, 0, length));
                // a deletion tells the identifier first; what follows it is not needed
                if (length < structure && message.type() != XfrmType.FLUSHPOLICY) {
                    assertThat(decoded).isInstanceOf(XfrmMessage.Malformed.class);
                }
            }
        });
    }

    @Test
    void randomDamageNeverThrows() {
        Random random = new Random(7296);
        List<NetlinkMessage> messages = messages().toList();
        for (int round = 0; round < 20_000; round++) {
            NetlinkMessage message = messages.get(random.nextInt(messages.size()));
            byte[] body = body(message);
            for (int flips = random.nextInt(8); flips >= 0 && body.length > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }
            assertThat(XfrmDecoder.decode(message.type(), MessageReader.of(body, 0, body.length)))
                    .isNotNull();
        }
    }

    @Test
    void noiseNeverThrows() {
        Random random = new Random(4301);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            assertThat(XfrmDecoder.decode(0x10 + random.nextInt(26), MessageReader.of(noise, 0, noise.length)))
                    .isNotNull();
            for (NetlinkMessage message : NetlinkMessage.split(noise, noise.length)) {
                assertThat(XfrmDecoder.decode(message)).isNotNull();
            }
        }
    }
}
