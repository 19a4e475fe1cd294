package io.xfrmgate.nativeio.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.udp.NonEspMarker.Kind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonEspMarkerTest {
    @ParameterizedTest
    @CsvSource({
        "ff, KEEPALIVE",
        "00, MALFORMED",
        "fe, MALFORMED",
        "'', MALFORMED",
        "ffff, MALFORMED",
        "000000, MALFORMED",
        "00000000, MALFORMED",
        "0000000042, IKE",
        "ffffffff00000001, ESP",
        "00000100, ESP",
        "0100000000, ESP",
        "0000008000, ESP",
    })
    void tellsWhatADatagramIs(String hex, Kind expected) {
        assertThat(NonEspMarker.classify(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isEqualTo(expected);
    }

    @Test
    void looksOnlyBetweenPositionAndLimit() {
        ByteBuffer datagram = ByteBuffer.wrap(HexFormat.of().parseHex("aaaaff00000000bb"));
        assertThat(NonEspMarker.classify(datagram.duplicate().position(2).limit(3)))
                .isEqualTo(Kind.KEEPALIVE);
        assertThat(NonEspMarker.classify(datagram.duplicate().position(3))).isEqualTo(Kind.IKE);
        assertThat(NonEspMarker.classify(datagram.duplicate().position(3).limit(7)))
                .isEqualTo(Kind.MALFORMED);
        assertThat(datagram.position()).isZero();
    }

    @Test
    void whatItMakesItRecognises() {
        assertThat(NonEspMarker.prepend(new byte[] {1, 2})).containsExactly(0, 0, 0, 0, 1, 2);
        assertThat(NonEspMarker.classify(ByteBuffer.wrap(NonEspMarker.prepend(new byte[28]))))
                .isEqualTo(Kind.IKE);
        assertThat(NonEspMarker.classify(ByteBuffer.wrap(NonEspMarker.keepalive())))
                .isEqualTo(Kind.KEEPALIVE);
    }
}
