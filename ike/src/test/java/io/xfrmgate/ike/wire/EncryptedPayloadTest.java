package io.xfrmgate.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptedPayloadTest {
    private static final IkeHeader REQUEST =
            IkeHeader.of(0x0102030405060708L, 0x1112131415161718L, ExchangeType.INFORMATIONAL, true, false, 7);

    private final SecureRandom random = new SecureRandom();
    private final XorProtection protection = new XorProtection(16);
    private final FragmentAssembler fragments = new FragmentAssembler(true);

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16})
    void anyLengthOfContentComesBackWhateverTheBlockSize(int blockSize) {
        XorProtection blocks = new XorProtection(blockSize);
        for (int length = 0; length < 40; length++) {
            List<byte[]> datagrams = MessageCodec.encodeProtected(REQUEST, List.of(vendor(length)), blocks, random, 0);
            assertThat(datagrams).hasSize(1);
            DecodeResult.Ok ok = ok(MessageCodec.decodeProtected(
                    datagrams.getFirst(), header(datagrams.getFirst()), blocks, fragments));
            assertThat(ok.payloads()).usingRecursiveComparison().isEqualTo(List.of(vendor(length)));
        }
    }

    @Test
    void anEmptyMessageIsAnEncryptedPayloadWithoutContent() {
        byte[] datagram = sealed(List.of());
        assertThat(datagram[16]).isEqualTo((byte) 46);
        assertThat(datagram[28]).as("next payload in SK").isZero();
        assertThat(datagram).hasSize(28 + 4 + 8 + 16 + 4);
        assertThat(ok(open(datagram)).payloads()).isEmpty();
    }

    @Test
    void aMessageIsFragmentedOnlyAboveTheLimitAndEachFragmentKeepsIt() {
        List<Payload> payloads = List.of(vendor(700));
        int whole = sealed(payloads).length;
        assertThat(MessageCodec.encodeProtected(REQUEST, payloads, protection, random, whole))
                .hasSize(1);
        List<byte[]> datagrams = MessageCodec.encodeProtected(REQUEST, payloads, protection, random, 300);
        assertThat(datagrams).extracting(d -> d.length).hasSize(3).allMatch(length -> length <= 300);
        assertThat(datagrams.getFirst()[16]).isEqualTo((byte) 53);
        assertThat(datagrams.getFirst()[28])
                .as("first type stands in fragment 1")
                .isEqualTo((byte) 43);
        assertThat(datagrams.get(1)[28]).isZero();
        assertThat(MessageCodec.fragmentNumber(datagrams.get(2), header(datagrams.get(2))))
                .isEqualTo(3);
    }

    @Test
    void fragmentsMayComeInAnyOrderAndTwice() {
        List<Payload> payloads = List.of(vendor(2000), Payload.Notify.of(NotifyType.INITIAL_CONTACT));
        for (int seed = 0; seed < 50; seed++) {
            List<byte[]> datagrams = new ArrayList<>();
            List<byte[]> sent = MessageCodec.encodeProtected(REQUEST, payloads, protection, random, 400);
            Collections.shuffle(sent = new ArrayList<>(sent), new Random(seed));
            for (byte[] datagram : sent.subList(0, sent.size() - 1)) {
                datagrams.add(datagram);
                datagrams.add(datagram.clone());
            }
            for (byte[] datagram : datagrams) {
                assertThat(open(datagram)).isInstanceOf(DecodeResult.Partial.class);
            }
            assertThat(ok(open(sent.getLast())).payloads())
                    .usingRecursiveComparison()
                    .isEqualTo(payloads);
            assertThat(fragments.kept()).isZero();
        }
    }

    @Test
    void aFinerCutReplacesWhatWasKeptAndACoarserOneIsRefused() {
        List<Payload> payloads = List.of(vendor(1000));
        List<byte[]> coarse = MessageCodec.encodeProtected(REQUEST, payloads, protection, random, 600);
        List<byte[]> fine = MessageCodec.encodeProtected(REQUEST, payloads, protection, random, 300);
        open(coarse.getFirst());
        open(fine.getFirst());
        assertThat(fragments.kept()).isOne();
        assertThat(open(coarse.get(1))).isEqualTo(new DecodeResult.UnprotectedError(DecodeError.BAD_FRAGMENT));
        for (byte[] datagram : fine.subList(1, fine.size() - 1)) {
            assertThat(open(datagram)).isInstanceOf(DecodeResult.Partial.class);
        }
        assertThat(ok(open(fine.getLast())).payloads()).hasSize(1);
    }

    @Test
    void anotherMessageIdReplacesWhatWasKept() {
        IkeHeader next = IkeHeader.of(
                REQUEST.initiatorSpi(), REQUEST.responderSpi(), ExchangeType.INFORMATIONAL, true, false, 8);
        List<byte[]> first = MessageCodec.encodeProtected(REQUEST, List.of(vendor(500)), protection, random, 400);
        List<byte[]> second = MessageCodec.encodeProtected(next, List.of(vendor(501)), protection, random, 400);
        open(first.getFirst());
        open(second.getFirst());
        assertThat(ok(open(second.getLast())).payloads())
                .usingRecursiveComparison()
                .isEqualTo(List.of(vendor(501)));
    }

    @Test
    void impossibleFragmentNumbersAreRefused() {
        byte[] datagram = MessageCodec.encodeProtected(REQUEST, List.of(vendor(500)), protection, random, 400)
                .getFirst();
        assertThat(open(withFragment(datagram, 0, 2))).isEqualTo(unprotected(DecodeError.BAD_FRAGMENT));
        assertThat(open(withFragment(datagram, 3, 2))).isEqualTo(unprotected(DecodeError.BAD_FRAGMENT));
        assertThat(open(withFragment(datagram, 1, 0))).isEqualTo(unprotected(DecodeError.BAD_FRAGMENT));
        assertThat(open(withFragment(datagram, 1, 65))).isEqualTo(unprotected(DecodeError.FRAGMENTS_TOO_LARGE));
        assertThat(open(withFragment(datagram, 2, 2))).isEqualTo(unprotected(DecodeError.INTEGRITY_FAILURE));
        fragments.allow(false);
        assertThat(open(datagram)).isEqualTo(unprotected(DecodeError.FRAGMENTS_NOT_NEGOTIATED));
        assertThat(fragments.kept()).isZero();
    }

    @Test
    void moreOctetsThanAMessageMayHaveAreAnsweredAndForgotten() {
        List<byte[]> datagrams =
                MessageCodec.encodeProtected(REQUEST, List.of(vendor(40_000)), protection, random, 1000);
        List<DecodeResult> results = datagrams.stream().map(this::open).toList();
        assertThat(results)
                .filteredOn(DecodeResult.ProtectedError.class::isInstance)
                .singleElement()
                .extracting(r -> ((DecodeResult.ProtectedError) r).reason())
                .isEqualTo(DecodeError.FRAGMENTS_TOO_LARGE);
        assertThat(results).noneMatch(DecodeResult.Ok.class::isInstance);
    }

    @Test
    void eachChangedOctetIsFoundOutBeforeAnythingIsRead() {
        byte[] datagram = sealed(List.of(vendor(9)));
        for (int i = 20; i < datagram.length; i++) {
            byte[] changed = datagram.clone();
            changed[i] ^= 0x55;
            assertThat(MessageCodec.decodeProtected(changed, header(datagram), protection, fragments))
                    .as("octet %d", i)
                    .isInstanceOf(DecodeResult.UnprotectedError.class);
        }
    }

    @Test
    void whatIsWrongInsideIsAnsweredBecauseItIsAuthentic() {
        assertThat(open(sealed(List.of(new Payload.Unknown(200, true, new byte[3])))))
                .usingRecursiveComparison()
                .ignoringFields("header")
                .isEqualTo(new DecodeResult.ProtectedError(
                        REQUEST,
                        NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD,
                        new byte[] {(byte) 200},
                        DecodeError.UNKNOWN_CRITICAL_PAYLOAD));
        assertThat(open(sealed(List.of(new Payload.Nonce(new byte[15])))))
                .usingRecursiveComparison()
                .ignoringFields("header")
                .isEqualTo(new DecodeResult.ProtectedError(
                        REQUEST, NotifyType.INVALID_SYNTAX, new byte[0], DecodeError.BAD_NONCE));
    }

    @Test
    void aPadLengthBeyondTheContentIsRefused() {
        byte[] datagram = sealed(List.of());
        // In the clear the last octet of the block is 15; make it 16, and seal again.
        ByteBuffer message = ByteBuffer.wrap(datagram);
        protection.open(datagram, 32, datagram.length);
        message.put(32 + 8 + 15, (byte) 16);
        protection.seal(datagram, 32, 16, random);
        assertThat(((DecodeResult.ProtectedError) open(datagram)).reason()).isEqualTo(DecodeError.BAD_PADDING);
    }

    @Test
    void payloadsBeforeTheEncryptedOneAreNotReturned() {
        byte[] inner = sealed(List.of(vendor(3)));
        ByteBuffer outer = ByteBuffer.allocate(inner.length + 8);
        outer.put(inner, 0, 28).put((byte) 46).put((byte) 0).putShort((short) 8).putInt(0x01020304);
        outer.put(inner, 28, inner.length - 28).put(16, (byte) 43).putInt(24, outer.capacity());
        byte[] datagram = outer.array();
        protection.open(inner, 32, inner.length);
        System.arraycopy(inner, 32, datagram, 40, inner.length - 32);
        protection.seal(datagram, 40, 16, random);
        assertThat(ok(open(datagram.clone())).payloads())
                .usingRecursiveComparison()
                .isEqualTo(List.of(vendor(3)));

        protection.open(datagram, 40, datagram.length);
        datagram[16] = (byte) 201;
        datagram[29] = (byte) 0x80;
        protection.seal(datagram, 40, 16, random);
        DecodeResult.ProtectedError error = (DecodeResult.ProtectedError) open(datagram);
        assertThat(error.notifyType()).isEqualTo(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD);
        assertThat(error.data()).containsExactly(201);
    }

    @Test
    void anEncryptedPayloadMustBeThereAndLast() {
        byte[] clear = MessageCodec.encode(REQUEST, List.of(vendor(3)));
        assertThat(open(clear)).isEqualTo(unprotected(DecodeError.ENCRYPTED_PAYLOAD_MISSING));
        byte[] sealed = sealed(List.of());
        byte[] longer = ByteBuffer.allocate(sealed.length + 4)
                .put(sealed)
                .putInt(24, sealed.length + 4)
                .array();
        assertThat(open(longer)).isEqualTo(unprotected(DecodeError.ENCRYPTED_PAYLOAD_NOT_LAST));
        assertThat(MessageCodec.decode(sealed, header(sealed)))
                .isEqualTo(new DecodeResult.UnprotectedError(DecodeError.ENCRYPTED_PAYLOAD_UNEXPECTED, 46));
    }

    private static DecodeResult unprotected(DecodeError reason) {
        return new DecodeResult.UnprotectedError(reason);
    }

    private static Payload vendor(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return new Payload.VendorId(data);
    }

    private static byte[] withFragment(byte[] datagram, int number, int total) {
        return ByteBuffer.wrap(datagram.clone())
                .putShort(32, (short) number)
                .putShort(34, (short) total)
                .array();
    }

    private byte[] sealed(List<Payload> payloads) {
        return MessageCodec.encodeProtected(REQUEST, payloads, protection, random, 0)
                .getFirst();
    }

    private DecodeResult open(byte[] datagram) {
        return MessageCodec.decodeProtected(datagram, header(datagram), protection, fragments);
    }

    private static IkeHeader header(byte[] datagram) {
        return ((HeaderResult.Ok) IkeHeaderCodec.read(datagram)).header();
    }

    private static DecodeResult.Ok ok(DecodeResult result) {
        assertThat(result).isInstanceOf(DecodeResult.Ok.class);
        return (DecodeResult.Ok) result;
    }
}
