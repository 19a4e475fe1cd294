package io.xfrmgate.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Octets from hexadecimal text, and the least that tests do with them. */
final class Fixtures {
    private Fixtures() {}

    /** From hexadecimal digits with any white space. */
    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** A message captured from strongSwan 5.9.8, in this package's resources. */
    static byte[] captured(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("strongswan-" + name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("no such capture: " + name);
            }
            return hex(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static IkeHeader header(byte[] datagram) {
        HeaderResult result = IkeHeaderCodec.read(datagram);
        assertThat(result).isInstanceOf(HeaderResult.Ok.class);
        return ((HeaderResult.Ok) result).header();
    }

    static List<Payload> payloads(DecodeResult result) {
        assertThat(result).isInstanceOf(DecodeResult.Ok.class);
        return ((DecodeResult.Ok) result).payloads();
    }
}
