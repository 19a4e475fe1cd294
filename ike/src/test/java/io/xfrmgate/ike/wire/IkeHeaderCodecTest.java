package io.xfrmgate.ike.wire;

import static io.xfrmgate.ike.wire.Fixtures.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IkeHeaderCodecTest {
    private static final String SPIS = "0102030405060708 1112131415161718";

    @Test
    void everyFieldIsRead() {
        assertThat(IkeHeaderCodec.read(hex(SPIS + "00 20 25 20 fffffffe 0000001c")))
                .isEqualTo(new HeaderResult.Ok(
                        new IkeHeader(0x0102030405060708L, 0x1112131415161718L, 0, 2, 0, 37, false, true, -2, 28)));
        assertThat(IkeHeaderCodec.read(hex(SPIS + "2e 20 23 08 00000001 0000001d 00")))
                .isEqualTo(new HeaderResult.Ok(
                        new IkeHeader(0x0102030405060708L, 0x1112131415161718L, 46, 2, 0, 35, true, false, 1, 29)));
    }

    @Test
    void aMinorVersionAndUnknownFlagsAreIgnored() {
        HeaderResult.Ok ok = (HeaderResult.Ok) IkeHeaderCodec.read(hex(SPIS + "00 2f 25 d7 00000000 0000001c"));
        assertThat(ok.header().minorVersion()).isEqualTo(15);
        assertThat(ok.header().fromInitiator()).isFalse();
        assertThat(ok.header().response()).isFalse();
    }

    @Test
    void fewerOctetsThanAHeaderAreNothing() {
        for (int length = 0; length < IkeHeader.LENGTH; length++) {
            assertThat(IkeHeaderCodec.read(new byte[length]))
                    .isEqualTo(new HeaderResult.Bad(DecodeError.TOO_SHORT, Optional.empty()));
        }
    }

    @Test
    void theLengthMustBeTheDatagrams() {
        for (String length : new String[] {"0000001b", "0000001d", "00000000", "ffffffff", "8000001c"}) {
            assertThat(IkeHeaderCodec.read(hex(SPIS + "00 20 25 20 00000000" + length)))
                    .isInstanceOfSatisfying(HeaderResult.Bad.class, bad -> {
                        assertThat(bad.reason()).isEqualTo(DecodeError.LENGTH_MISMATCH);
                        assertThat(bad.header()).isPresent();
                    });
        }
    }

    @Test
    void anotherMajorVersionKeepsTheHeaderForTheAnswer() {
        HeaderResult.Bad bad = (HeaderResult.Bad) IkeHeaderCodec.read(hex(SPIS + "21 30 22 08 00000005 0000001c"));
        assertThat(bad.reason()).isEqualTo(DecodeError.UNSUPPORTED_VERSION);
        assertThat(bad.header().orElseThrow().majorVersion()).isEqualTo(3);
        assertThat(bad.header().orElseThrow().messageId()).isEqualTo(5);
    }
}
