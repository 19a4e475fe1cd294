package io.xfrmgate.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts any octets through all of the decoder; what comes out must be a result, and a whole message must encode again. */
final class CodecExercise {
    private CodecExercise() {}

    static void run(byte[] octets) {
        Optional<IkeHeader> header = headerOf(octets);
        if (header.isEmpty()) {
            assertThat(octets).hasSizeLessThan(IkeHeader.LENGTH);
            return;
        }
        MessageCodec.fragmentNumber(octets, header.get());
        if (MessageCodec.decode(octets, header.get()) instanceof DecodeResult.Ok ok) {
            encodeAgain(ok);
        }
        FragmentAssembler fragments = new FragmentAssembler(true);
        if (MessageCodec.decodeProtected(octets.clone(), header.get(), Credulous.INSTANCE, fragments)
                instanceof DecodeResult.Ok ok) {
            encodeAgain(ok);
        }
        assertThat(fragments.kept()).isLessThanOrEqualTo(FragmentAssembler.MAX_FRAGMENTS);
    }

    /** What was left out at decoding (unknown proposals, selectors) may leave nothing that has an encoding. */
    private static void encodeAgain(DecodeResult.Ok ok) {
        List<Payload> payloads = ok.payloads().stream()
                .filter(p -> !(p instanceof Payload.Sa sa && sa.proposals().isEmpty()))
                .filter(p -> !(p instanceof Payload.Ts ts && ts.selectors().isEmpty()))
                .toList();
        byte[] encoded = MessageCodec.encode(ok.header(), payloads);
        IkeHeader header = headerOf(encoded).orElseThrow();
        DecodeResult again = MessageCodec.decode(encoded, header);
        if (MessageRules.check(header, payloads).isPresent()) {
            assertThat(again).isEqualTo(new DecodeResult.UnprotectedError(DecodeError.WRONG_PAYLOADS));
        } else {
            assertThat(MessageCodec.encode(header, Fixtures.payloads(again))).isEqualTo(encoded);
        }
    }

    private static Optional<IkeHeader> headerOf(byte[] octets) {
        return switch (IkeHeaderCodec.read(octets)) {
            case HeaderResult.Ok ok -> Optional.of(ok.header());
            case HeaderResult.Bad bad -> bad.header();
        };
    }

    /** Takes everything for authentic, so that hostile octets reach the parser of what is inside. */
    private enum Credulous implements SkProtection {
        INSTANCE;

        @Override
        public int ivLength() {
            return 0;
        }

        @Override
        public int icvLength() {
            return 0;
        }

        @Override
        public int blockSize() {
            return 1;
        }

        @Override
        public void seal(byte[] message, int ivOffset, int plaintextLength, SecureRandom random) {}

        @Override
        public int open(byte[] message, int ivOffset, int end) {
            return end - ivOffset;
        }

        @Override
        public OptionalLong nextIv() {
            return OptionalLong.empty();
        }

        @Override
        public void resumeIvs(long next) {}

        @Override
        public SkKeys copyKeys() {
            return new SkKeys(new byte[0], new byte[0]);
        }

        @Override
        public void destroy() {}
    }
}
