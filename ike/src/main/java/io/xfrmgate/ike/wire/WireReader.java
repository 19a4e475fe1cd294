package io.xfrmgate.ike.wire;

import java.util.Arrays;

/**
 * A cursor over a bounded part of an array, in network order. It can not be moved past its end: to ask for more octets
 * than are left is malformed, for the reason that the reader was made with.
 */
final class WireReader {
    private final byte[] data;
    private final int end;
    private final DecodeError reason;
    private int position;

    WireReader(byte[] data, int start, int end, DecodeError reason) {
        if (start < 0 || end > data.length || start > end) {
            throw new IllegalArgumentException("no such part of the array");
        }
        this.data = data;
        this.position = start;
        this.end = end;
        this.reason = reason;
    }

    int remaining() {
        return end - position;
    }

    boolean hasMore() {
        return position < end;
    }

    /** Offset in the array of the next octet. */
    int position() {
        return position;
    }

    int u8() throws Malformed {
        return data[advance(1)] & 0xFF;
    }

    int u16() throws Malformed {
        int at = advance(2);
        return (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
    }

    /** Unsigned 32 bits. */
    long u32() throws Malformed {
        return (long) u16() << 16 | u16();
    }

    long i64() throws Malformed {
        return u32() << 32 | u32();
    }

    void skip(int octets) throws Malformed {
        advance(octets);
    }

    /** A copy of the next octets. */
    byte[] octets(int length) throws Malformed {
        int at = advance(length);
        return Arrays.copyOfRange(data, at, at + length);
    }

    /** A copy of all that is left. */
    byte[] rest() {
        byte[] copy = Arrays.copyOfRange(data, position, end);
        position = end;
        return copy;
    }

    /** A reader of the next octets alone, which are passed over here. */
    WireReader child(int length, DecodeError childReason) throws Malformed {
        int at = advance(length);
        return new WireReader(data, at, at + length, childReason);
    }

    /** Asserts that nothing is left. */
    void finish() throws Malformed {
        require(position == end);
    }

    /** Asserts what the structure being read demands. */
    void require(boolean condition) throws Malformed {
        if (!condition) {
            throw new Malformed(reason);
        }
    }

    private int advance(int octets) throws Malformed {
        require(octets >= 0 && octets <= end - position);
        int at = position;
        position += octets;
        return at;
    }
}
