package io.xfrmgate.ike.wire;

import static io.xfrmgate.ike.wire.Fixtures.captured;
import static io.xfrmgate.ike.wire.Fixtures.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import io.xfrmgate.ike.gen.Gens;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class CodecPropertyTest {
    private static final Gen<byte[]> MESSAGES = random -> MessageCodec.encode(
            Gens.INFORMATIONAL_HEADERS.next(random), Gens.PAYLOADS.list(0, 8).next(random));

    private final XorProtection protection = new XorProtection(16);
    private final SecureRandom random = new SecureRandom();

    @Test
    void whatIsEncodedIsDecodedAgain() {
        ForAll.forAll(1, 500, Gens.PAYLOADS.list(0, 8), payloads -> {
            IkeHeader header = IkeHeader.of(1, 2, ExchangeType.INFORMATIONAL, true, false, -1);
            byte[] datagram = MessageCodec.encode(header, payloads);
            assertThat(payloadsOf(datagram)).usingRecursiveComparison().isEqualTo(payloads);
        });
    }

    @Test
    void whatIsDecodedIsEncodedAlikeAndSharesNoMemory() {
        ForAll.forAll(2, 2_000, MESSAGES, datagram -> {
            IkeHeader header = header(datagram);
            byte[] copy = datagram.clone();
            List<Payload> payloads = payloadsOf(datagram);
            java.util.Arrays.fill(datagram, (byte) 0x5A);
            assertThat(MessageCodec.encode(header, payloads)).isEqualTo(copy);
        });
    }

    @Test
    void headersComeBack() {
        ForAll.forAll(3, 2_000, Gens.INFORMATIONAL_HEADERS, sent -> {
            IkeHeader read = header(MessageCodec.encode(sent, List.of()));
            assertThat(read)
                    .isEqualTo(new IkeHeader(
                            sent.initiatorSpi(),
                            sent.responderSpi(),
                            0,
                            2,
                            0,
                            sent.exchangeType(),
                            sent.fromInitiator(),
                            sent.response(),
                            sent.messageId(),
                            28));
        });
    }

    @Test
    void anyOctetsGiveAResult() {
        ForAll.forAllBytes(4, 30_000, Gen.bytes(0, 200), CodecExercise::run);
    }

    @Test
    void anyChainsOfPayloadsGiveAResult() {
        ForAll.forAllBytes(5, 30_000, Gen.bytes(28, 200), octets -> CodecExercise.run(asMessage(octets)));
    }

    @Test
    void damagedMessagesGiveAResult() {
        ForAll.forAllBytes(6, 30_000, Gen.mutations(MESSAGES), octets -> {
            CodecExercise.run(octets);
            if (octets.length >= IkeHeader.LENGTH) {
                CodecExercise.run(
                        ByteBuffer.wrap(octets).putInt(24, octets.length).array());
            }
        });
    }

    @Test
    void damagedCapturesGiveAResult() {
        Gen<byte[]> captures = Gen.of(captured("init-request"), captured("init-response"), captured("auth-request"));
        ForAll.forAllBytes(7, 20_000, Gen.mutations(captures), octets -> {
            if (octets.length >= IkeHeader.LENGTH) {
                CodecExercise.run(
                        ByteBuffer.wrap(octets).putInt(24, octets.length).array());
            }
        });
    }

    @Test
    void theLargestHostileMessagesTakeBoundedTime() {
        for (int type = 0; type < 256; type++) {
            byte[] octets = new byte[65_507];
            for (int i = 28; i + 4 <= octets.length; i += 4) {
                ByteBuffer.wrap(octets, i, 4).put((byte) type).put((byte) 0).putShort((short) 4);
            }
            octets[16] = (byte) type;
            octets[17] = 0x20;
            ByteBuffer.wrap(octets).putInt(24, octets.length);
            Assertions.assertTimeout(Duration.ofSeconds(10), () -> CodecExercise.run(octets));
        }
    }

    private record Crossing(List<Payload> payloads, long orderSeed) {}

    @Test
    void fragmentsInAnyOrderWithDuplicatesAndLossGiveTheMessageOnceAndOnlyIfAllCame() {
        Gen<Crossing> crossings =
                source -> new Crossing(Gens.PAYLOADS.list(1, 6).next(source), source.nextLong());
        ForAll.forAll(8, 1_000, crossings, crossing -> {
            List<Payload> payloads = crossing.payloads();
            Random order = new Random(crossing.orderSeed());
            FragmentAssembler assembler = new FragmentAssembler(true);
            IkeHeader header = IkeHeader.of(1, 2, ExchangeType.INFORMATIONAL, true, false, 3);
            List<byte[]> sent =
                    MessageCodec.encodeProtected(header, payloads, protection, random, 200 + order.nextInt(400));
            byte[] whole = MessageCodec.encode(header, payloads);
            boolean lossy = sent.size() > 1 && order.nextBoolean();
            List<byte[]> arriving = new ArrayList<>(lossy ? sent.subList(0, sent.size() - 1) : sent);
            arriving.addAll(arriving.subList(0, order.nextInt(arriving.size() + 1)));
            Collections.shuffle(arriving, order);
            int wholes = 0;
            for (byte[] datagram : arriving) {
                switch (MessageCodec.decodeProtected(datagram.clone(), header(datagram), protection, assembler)) {
                    case DecodeResult.Ok ok -> {
                        wholes++;
                        assertThat(MessageCodec.encode(header, ok.payloads())).isEqualTo(whole);
                    }
                    case DecodeResult.Partial partial ->
                        assertThat(partial.total()).isEqualTo(sent.size());
                    case DecodeResult.ProtectedError error -> throw new AssertionError(error);
                    case DecodeResult.UnprotectedError error -> throw new AssertionError(error);
                }
            }
            assertThat(wholes == 0).isEqualTo(lossy);
        });
    }

    private static List<Payload> payloadsOf(byte[] datagram) {
        return Fixtures.payloads(MessageCodec.decode(datagram, header(datagram)));
    }

    /** A header that is taken, with random payload octets behind it. */
    private static byte[] asMessage(byte[] octets) {
        byte[] message = octets.clone();
        if (message.length >= IkeHeader.LENGTH) {
            message[16] = (byte) (33 + (message[16] & 0x0F));
            message[17] = 0x20;
            message[18] = 37;
            for (int at = IkeHeader.LENGTH; at + 4 <= message.length; at += 24) {
                message[at] = (byte) (33 + (message[at] & 0x0F));
                message[at + 2] = 0;
                message[at + 3] = 24;
            }
            ByteBuffer.wrap(message).putInt(24, message.length);
        }
        return message;
    }
}
