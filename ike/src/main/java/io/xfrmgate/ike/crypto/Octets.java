package io.xfrmgate.ike.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Integers in network order. */
final class Octets {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {}

    static void putLong(byte[] out, int offset, long value) {
        LONG.set(out, offset, value);
    }

    /** A number of at most {@code length} octets, padded on the left with zeros to exactly that many. */
    static byte[] fixedLength(BigInteger value, int length) {
        byte[] out = new byte[length];
        putFixedLength(value, out, 0, length);
        return out;
    }

    static void putFixedLength(BigInteger value, byte[] out, int offset, int length) {
        byte[] minimal = value.toByteArray();
        int sign = minimal[0] == 0 ? 1 : 0;
        int octets = minimal.length - sign;
        if (octets > length) {
            throw new IllegalArgumentException("a number of " + octets + " octets does not fit in " + length);
        }
        System.arraycopy(minimal, sign, out, offset + length - octets, octets);
        Arrays.fill(minimal, (byte) 0);
    }

    static BigInteger number(byte[] octets, int offset, int length) {
        return new BigInteger(1, octets, offset, length);
    }
}
