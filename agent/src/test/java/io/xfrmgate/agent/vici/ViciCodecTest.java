package io.xfrmgate.agent.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.vici.ViciPacket.Kind;
import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ViciCodecTest {

    private static final Gen<ViciMessage> MESSAGES = random -> message(random, 4);

    private static ViciMessage message(SplittableRandom random, int depth) {
        ViciMessage.Builder builder = ViciMessage.builder();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String name = random.nextInt(8) == 0 ? "" : "name-" + random.nextInt(6);
            switch (random.nextInt(depth == 0 ? 2 : 3)) {
                case 0 -> builder.put(name, Gen.bytes(0, 300).next(random));
                case 1 -> builder.list(name, random.nextBoolean() ? List.of() : List.of("a", "", "ü"));
                default -> builder.section(name, message(random, depth - 1));
            }
        }
        return builder.build();
    }

    private static final Gen<ViciPacket> PACKETS =
            random -> switch (Gen.of(Kind.values()).next(random)) {
                case COMMAND_REQUEST -> ViciPacket.request("list-sas", MESSAGES.next(random));
                case COMMAND_RESPONSE -> ViciPacket.response(MESSAGES.next(random));
                case EVENT -> ViciPacket.event("log", MESSAGES.next(random));
                case EVENT_REGISTER -> new ViciPacket(Kind.EVENT_REGISTER, "log", ViciMessage.EMPTY);
                case EVENT_UNREGISTER -> new ViciPacket(Kind.EVENT_UNREGISTER, "", ViciMessage.EMPTY);
                case COMMAND_UNKNOWN -> ViciPacket.of(Kind.COMMAND_UNKNOWN);
                case EVENT_CONFIRM -> ViciPacket.of(Kind.EVENT_CONFIRM);
                case EVENT_UNKNOWN -> ViciPacket.of(Kind.EVENT_UNKNOWN);
            };

    private static byte[] encoded(ViciPacket packet) {
        try {
            byte[] withLength = packet.encode();
            assertThat(ByteBuffer.wrap(withLength).getInt()).isEqualTo(withLength.length - 4);
            return Arrays.copyOfRange(withLength, 4, withLength.length);
        } catch (ViciException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ForAll.forAll(31, 3_000, PACKETS, packet -> {
            try {
                assertThat(ViciPacket.decode(encoded(packet))).isEqualTo(packet);
            } catch (ViciException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The example of the protocol's description, octet for octet. */
    @Test
    void theOctetsAreThoseOfTheProtocol() throws ViciException {
        ViciMessage message = ViciMessage.builder()
                .put("key1", "value1")
                .section(
                        "section1",
                        section -> section.section("sub-section", sub -> sub.put("key2", "value2"))
                                .list("list1", List.of("item1", "item2")))
                .build();
        String expected = "03046b657931000676616c756531" // key1 = value1
                + "010873656374696f6e31" // section1 {
                + "010b7375622d73656374696f6e" // sub-section {
                + "03046b657932000676616c756532" // key2 = value2
                + "02" // }
                + "04056c69737431" // list1 [
                + "0500056974656d31" + "0500056974656d32" // item1, item2
                + "06" // ]
                + "02"; // }
        assertThat(HexFormat.of().formatHex(ViciCodec.encode(message))).isEqualTo(expected);
    }

    @Test
    void anyOctetsAreAMessageOrAClearError() {
        Gen<byte[]> hostile = Gen.oneOf(Gen.bytes(0, 200), Gen.mutations(PACKETS.map(ViciCodecTest::encoded)));
        int[] refused = {0};
        ForAll.forAllBytes(32, 20_000, hostile, octets -> {
            try {
                ViciPacket packet = ViciPacket.decode(octets);
                assertThat(encoded(packet)).hasSizeLessThanOrEqualTo(octets.length);
            } catch (ViciException e) {
                refused[0]++;
                assertThat(e.getMessage()).isNotBlank();
            }
        });
        assertThat(refused[0]).isGreaterThan(1_000);
    }

    @Test
    void sectionsGoOnlySoDeep() {
        byte[] deep = new byte[3 + 3 * 60_000];
        deep[0] = 0;
        deep[1] = 1;
        deep[2] = 'x';
        for (int i = 3; i < deep.length; i += 3) {
            deep[i] = 1;
            deep[i + 1] = 1;
            deep[i + 2] = 'a';
        }
        assertThatThrownBy(() -> ViciPacket.decode(deep))
                .isInstanceOf(ViciException.class)
                .hasMessageContaining("16");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ViciMessage.Builder large = ViciMessage.builder();
        for (int i = 0; i < 10; i++) {
            large.put("k" + i, new byte[60_000]);
        }
        assertThatThrownBy(() -> ViciPacket.response(large.build()).encode())
                .isInstanceOf(ViciException.class)
                .hasMessageContaining("524288");
        assertThatThrownBy(() -> ViciPacket.response(
                                ViciMessage.builder().put("k", new byte[70_000]).build())
                        .encode())
                .isInstanceOf(ViciException.class);
        assertThatThrownBy(() ->
                        ViciPacket.request("x".repeat(300), ViciMessage.EMPTY).encode())
                .isInstanceOf(ViciException.class);
    }

    @Test
    void aNameTwiceInASectionIsNoMessage() {
        byte[] twice = HexFormat.of().parseHex("01" + "030161000162" + "030161000163");
        assertThatThrownBy(() -> ViciPacket.decode(twice)).hasMessageContaining("twice");
    }
}
