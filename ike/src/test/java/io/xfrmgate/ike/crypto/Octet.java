package io.xfrmgate.ike.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Short ways to write the octets of test vectors. */
final class Octet {
    private Octet() {}

    /** From hex; white space is for the eye. */
    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code length} times the same octet. */
    static byte[] repeat(int octet, int length) {
        byte[] out = new byte[length];
        Arrays.fill(out, (byte) octet);
        return out;
    }

    /** {@code from, from + 1, ...} */
    static byte[] counting(int from, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = (byte) (from + i);
        }
        return out;
    }

    static byte[] concat(byte[]... parts) {
        byte[] out = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }
}
